// Runs a whole batch of operations on IndexedDB in one transaction, so that the
// Go program crosses into JavaScript once, and no transaction dies while it
// waits for Go. Package app/internal/idb is its only user.
"use strict";
globalThis.glossIDB = (() => {
  const fail = (name, message) => Object.assign(new Error(message), { name });

  const settled = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  // open opens a database. versions is a list: what each version adds to the one
  // before, as [{store, keyPath, autoIncrement, indexes: [[name, keyPath, unique]]}],
  // and {move} for what has to be carried over. Nothing is ever removed or
  // renamed, so that an older program can be told from a damaged database.
  // on.outdated is called with the database when another tab wants to upgrade or
  // delete it, on.lost when the browser closes the connection. Tabs that hold up
  // an upgrade are waited for as long as patience says, in milliseconds: ours go
  // at once, or after their last write.
  function open(name, versions, patience, on) {
    const opening = opened(name, versions, patience, on);
    // A page that is left meanwhile and kept for the way back, frozen, would hold
    // up all that come after it for good. The browser gives it up when they ask
    // for a lock that it holds.
    const done = opening.catch(() => {});
    navigator.locks?.request(`gloss-opening ${name}`, () => done).catch(() => {}); // where they are refused
    return opening;
  }

  function opened(name, versions, patience, on) {
    return new Promise((resolve, reject) => {
      // Reading it may throw where storage is refused: then this rejects.
      if (!globalThis.indexedDB) throw fail("SecurityError", "there is no IndexedDB");
      const request = indexedDB.open(name, versions.length);
      let timer;
      let late = false;
      let reason = null; // why the upgrade was given up
      request.onupgradeneeded = (event) => {
        const tx = request.transaction;
        const news = versions.slice(event.oldVersion).flat();
        for (const spec of news.filter((spec) => spec.store)) {
          const store = request.result.objectStoreNames.contains(spec.store)
            ? tx.objectStore(spec.store)
            : request.result.createObjectStore(spec.store, { keyPath: spec.keyPath, autoIncrement: spec.autoIncrement });
          for (const [index, keyPath, unique] of spec.indexes ?? []) store.createIndex(index, keyPath, { unique });
        }
        if (!event.oldVersion) return; // there is nothing to move
        const move = async () => {
          for (const spec of news) if (spec.move) await moves[spec.move](tx);
        };
        move().catch((err) => {
          reason = err;
          tx.abort();
        });
      };
      request.onblocked = () => {
        timer = setTimeout(() => {
          late = true;
          reject(fail("Blocked", "another tab does not close its connection"));
        }, patience);
      };
      request.onerror = () => {
        clearTimeout(timer);
        reject(reason ?? request.error);
      };
      request.onsuccess = () => {
        clearTimeout(timer);
        const db = request.result;
        if (late) {
          db.close();
          return;
        }
        db.onversionchange = () => {
          db.close(); // once the transactions that run are complete
          on.outdated(db);
        };
        db.onclose = () => on.lost(db);
        resolve(db);
      };
    });
  }

  // What an upgrade carries over, in its transaction.
  const moves = {
    // Version 1 had a record in `pending` for each item that waits; now there are
    // stretches of places. It kept no places with the documents.
    async places(tx) {
      const ranges = [];
      for (const { place, change } of await settled(tx.objectStore("pending").getAll())) {
        if (ranges.at(-1)?.to !== place - 1) ranges.push({ from: place, changes: 0 });
        ranges.at(-1).to = place;
        ranges.at(-1).changes += change ?? 0;
      }
      for (const range of ranges) tx.objectStore("queue").put(range);
      tx.objectStore("pending").clear();
      tx.objectStore("meta").put({ id: "held", changes: await settled(tx.objectStore("items").index("log").count()) });
      const came = { sizes: {} };
      for (const item of await settled(tx.objectStore("items").index("list").getAll())) {
        const { project, place, heading } = item;
        const record = await settled(tx.objectStore("documents").get(heading.id));
        tx.objectStore("documents").put({ ...record, project, place });
        tx.objectStore("items").put({ ...item, rank: (await sizeOf(tx, project, came)).documents++ });
      }
      for (const size of Object.values(came.sizes)) tx.objectStore("meta").put(await size);
    },
  };

  const range = (op) => {
    if (op.from === undefined && op.to === undefined) return null;
    if (op.to === undefined) return IDBKeyRange.lowerBound(op.from, op.after);
    if (op.from === undefined) return IDBKeyRange.upperBound(op.to);
    return IDBKeyRange.bound(op.from, op.to, op.after);
  };

  // all are those of a key and what begins with it.
  const below = (...key) => IDBKeyRange.bound(key, [...key, []]);

  // changesOf is how many changes an item holds.
  const changesOf = (item) => item.n ?? item.change ?? 0;

  // sizeOf is the record of how many documents a project has, one for all who ask
  // in a transaction. Documents are numbered by it, so that a list can be opened
  // anywhere without counting: that takes most of a second for 100,000.
  async function sizeOf(tx, project, came) {
    const id = `size ${project}`;
    const load = async () => (await settled(tx.objectStore("meta").get(id))) ?? { id, documents: 0 };
    return (came.sizes[project] ??= load());
  }

  // came notes what a transaction adds: items get the next places in the order of
  // arrival, and no other transaction comes between.
  async function arrive(tx, item, came) {
    const place = await settled(tx.objectStore("items").add(item));
    came.first ??= place;
    came.last = place;
    came.changes += changesOf(item);
    return place;
  }

  // overlapping are the items that may hold stamps of a run: runs of the same
  // replica in the same document, and single changes as version 1 kept them.
  async function overlapping(tx, run, old) {
    const items = tx.objectStore("items");
    const after = IDBKeyRange.bound([run.doc, run.replica, run.from], [run.doc, run.replica, []]);
    const found = (await settled(items.index("runs").getAll(after))).filter((other) => other.from <= run.to);
    if (old) {
      const single = await settled(items.index("log").getAll(IDBKeyRange.bound([run.doc, run.from], [run.doc, `${run.to}~`])));
      found.push(...single.filter((item) => item.stamp.endsWith(`@${run.replica}`)));
    }
    return found;
  }

  // stretch reads items with what they stand for until there are enough of them:
  // things are counted and weighed as JSON, roughly.
  async function stretch(tx, keys, left, items) {
    const store = tx.objectStore("items");
    for (let from = keys.from; ; ) {
      const some = await settled(store.getAll(IDBKeyRange.bound(from, keys.to), 64));
      for (const item of some) {
        const things = item.n ?? 1;
        const bytes = item.heading ? 600 + item.heading.bytes : 280 * things;
        if (items.length && (things > left.things || bytes > left.bytes)) return false;
        left.things -= things;
        left.bytes -= bytes;
        items.push(item);
      }
      if (some.length < 64) return true;
      from = some.at(-1).place + 1;
    }
  }

  // complete adds to items the documents and projects that they tell of.
  const complete = (tx, items) =>
    Promise.all(
      items.map(async (item) => {
        if (item.heading) item.document = await settled(tx.objectStore("documents").get(item.heading.id));
        if (item.changed) item.state = (await settled(tx.objectStore("projects").get(item.changed))).json;
      }),
    );

  // documents are some of a project after a place, in the order of arrival, with
  // at most so many bytes of text, but one at least.
  async function documents(tx, op) {
    const keys = IDBKeyRange.bound([op.project, op.after], [op.project, []], true);
    const some = await settled(tx.objectStore("items").index("list").getAll(keys, op.limit));
    let bytes = op.bytes;
    const end = some.findIndex((item, i) => (bytes -= item.heading.bytes) < 0 && i > 0);
    const listed = end < 0 ? some : some.slice(0, end);
    if (!listed.length) return [];
    const these = IDBKeyRange.bound([op.project, listed[0].place], [op.project, listed.at(-1).place]);
    const records = await settled(tx.objectStore("documents").index("arrival").getAll(these));
    return listed.map((item, i) => ({ ...item, document: records[i] }));
  }

  const operations = {
    get: (tx, op, store) => settled(store.get(op.key)),
    all: (tx, op, store) => settled(store.getAll(range(op), op.limit)),
    count: (tx, op, store) => settled(store.count(range(op))),
    put: (tx, op, store) => settled(store.put(op.value)),

    // The key of the last thing, 0 when there is none.
    last: async (tx, op, store) => (await settled(store.openKeyCursor(null, "prev")))?.primaryKey ?? 0,

    // Tells whether there is anything in an index.
    some: async (tx, op, store) => (await settled(store.getKey(IDBKeyRange.lowerBound([])))) !== undefined,

    // Tells which of the keys are there.
    known: (tx, op, store) => Promise.all(op.keys.map(async (key) => (await settled(store.getKey(key))) !== undefined)),

    // The thing must be there already.
    async need(tx, op, store) {
      if ((await settled(store.getKey(op.key))) === undefined) throw fail(op.error, JSON.stringify(op.key));
    },

    // Adds what is not there; a document with its item, in the order of arrival.
    async new(tx, op, store, came) {
      if ((await settled(store.getKey(op.key))) !== undefined) return;
      if (op.item) {
        op.item.rank = (await sizeOf(tx, op.item.project, came)).documents++;
        op.value.place = await arrive(tx, op.item, came);
      }
      await settled(store.add(op.value));
    },

    // Replaces what is there if it is what the caller saw. What was not there
    // gets the number of those before it in the field `rank`.
    async swap(tx, op, store, came) {
      const there = await settled(store.get(op.key));
      if ((there?.json ?? null) !== op.was) throw fail("Changed", JSON.stringify(op.key));
      if (!there) op.value[op.rank] = await settled(store.count());
      await settled(store.put(op.value));
      await arrive(tx, op.item, came);
    },

    // The items that may hold stamps of a run.
    overlap: (tx, op) => overlapping(tx, op.value, op.old),

    // Adds a run if it overlaps with the items that the caller saw and no others.
    async run(tx, op, store, came) {
      const found = await overlapping(tx, op.value, op.old);
      const now = found.map((item) => [item.place, changesOf(item)]);
      if (JSON.stringify(now) !== JSON.stringify(op.seen ?? [])) throw fail("Changed", op.value.doc);
      await arrive(tx, op.value, came);
    },

    // Takes items out that are about to be added in another form. All must be
    // what the caller saw: as many changes, and waiting for the server or not.
    async lift(tx, op, store, came) {
      const queue = tx.objectStore("queue");
      const ranges = await settled(queue.getAll());
      for (const [place, changes] of op.seen) {
        const item = await settled(store.get(place));
        const waits = ranges.find((range) => range.from <= place && place <= range.to);
        if (!item || changesOf(item) !== changes || Boolean(waits) !== Boolean(op.waiting)) throw fail("Changed", String(place));
        if (waits) waits.changes -= changes;
        came.lifted += changes;
        store.delete(place);
      }
      if (op.waiting) for (const range of ranges) queue.put(range);
    },
    arrive: (tx, op, store, came) => arrive(tx, op.value, came),

    // Closes a transaction that added items: counts the changes and, if the
    // server does not have them, queues them: after the last stretch, or in it.
    async arrived(tx, op, store, came) {
      if (came.first === undefined) return;
      if (op.waiting) {
        const last = (await settled(store.openCursor(null, "prev")))?.value;
        const range = last?.to === came.first - 1 ? last : { from: came.first, changes: 0 };
        range.to = came.last;
        range.changes += came.changes;
        store.put(range);
      }
      const meta = tx.objectStore("meta");
      const held = (await settled(meta.get("held"))) ?? { id: "held", changes: 0 };
      held.changes += came.changes - came.lifted;
      meta.put(held);
      for (const size of Object.values(came.sizes)) meta.put(await size);
    },

    // A page of the order of arrival.
    async page(tx, op) {
      const items = [];
      const all = await stretch(tx, { from: op.from, to: Infinity }, { things: op.limit, bytes: op.bytes }, items);
      await complete(tx, items);
      return { items, more: !all };
    },

    // The first of what waits for the server.
    async waiting(tx, op, store) {
      const items = [];
      const left = { things: op.limit, bytes: op.bytes };
      for (const range of await settled(store.getAll())) {
        if (!(await stretch(tx, range, left, items))) break;
      }
      await complete(tx, items);
      return { items };
    },

    // Takes what the server has up to a place from the queue.
    async acknowledge(tx, op, store) {
      for (const range of await settled(store.getAll(IDBKeyRange.upperBound(op.place)))) {
        store.delete(range.from);
        if (range.to <= op.place) continue;
        const sent = await settled(tx.objectStore("items").getAll(IDBKeyRange.bound(range.from, op.place)));
        for (const item of sent) range.changes -= changesOf(item);
        store.put({ ...range, from: op.place + 1 });
      }
    },

    // Queues everything.
    async requeue(tx, op, store) {
      store.clear();
      const last = await settled(tx.objectStore("items").openKeyCursor(null, "prev"));
      const held = await settled(tx.objectStore("meta").get("held"));
      if (last) store.put({ from: 1, to: last.primaryKey, changes: held?.changes ?? 0 });
    },

    // Removes everything but the database's own epoch, if nothing waits.
    async empty(tx, op, store) {
      if (await settled(store.count())) throw fail("Waiting", "changes");
      const epoch = await settled(tx.objectStore("meta").get("epoch"));
      for (const name of ["projects", "documents", "items", "meta"]) tx.objectStore(name).clear();
      tx.objectStore("meta").put(epoch);
    },

    // Documents with their logs.
    async read(tx, op) {
      const all = await documents(tx, op);
      const runs = tx.objectStore("items").index("runs");
      const log = tx.objectStore("items").index("log");
      let bytes = op.bytes;
      for (let i = 0; i < all.length; i += 32) {
        const some = all.slice(i, i + 32);
        await Promise.all(
          some.map(async (item) => {
            item.log = await settled(runs.getAll(below(item.document.id)));
            if (op.old) item.log.push(...(await settled(log.getAll(below(item.document.id)))));
          }),
        );
        for (const run of some.flatMap((item) => item.log)) bytes -= (run.pack ?? run.json).length;
        if (bytes < 0) return all.slice(0, i + 32); // the logs are long
      }
      return all;
    },

    // The items of documents in which a text occurs, whatever its case. The
    // flags i and u together are Unicode's simple case folding, which is that of
    // Go's strings.EqualFold too.
    async search(tx, op) {
      const all = await documents(tx, op);
      const pattern = new RegExp((op.text ?? "").replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "iu");
      const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
      const text = ({ text, json }) => (text ? decoder.decode(text) : JSON.parse(json).text);
      const found = [];
      let next = op.after;
      for (const { document, ...item } of all) {
        if (found.length === op.most) return { found, next };
        next = item.place;
        if (pattern.test(item.heading.title) || pattern.test(text(document))) found.push(item);
      }
      return { found, next, done: !all.length };
    },
  };

  async function perform(tx, op, came, blob) {
    const store = tx.objectStore(op.store);
    if (op.field) op.value[op.field] = blob.slice(op.blob[0], op.blob[0] + op.blob[1]);
    return operations[op.op](tx, op, op.index ? store.index(op.index) : store, came);
  }

  // Bytes do not go through JSON: they are gathered, and the JSON says where they
  // are: [offset, length].
  function gather() {
    const parts = [];
    let size = 0;
    return {
      json: (result) =>
        JSON.stringify(result ?? null, (_, value) => {
          if (!(value instanceof Uint8Array)) return value;
          parts.push(value);
          return [(size += value.length) - value.length, value.length];
        }),
      bytes() {
        const all = new Uint8Array(size);
        let at = 0;
        for (const part of parts) {
          all.set(part, at);
          at += part.length;
        }
        return all;
      },
    };
  }

  // run performs phases of operations, given as JSON with their bytes in blob, and
  // resolves to {results, bytes}, the JSON of each result: of a reading one when they
  // are there, of a writing one when it is on the disk. The operations of a phase may
  // overlap, phases do not. If one fails, nothing is written.
  function run(db, stores, mode, phases, blob) {
    return new Promise((resolve, reject) => {
      const tx = db.transaction(stores, mode, { durability: "strict" });
      const came = { changes: 0, lifted: 0, sizes: {} };
      let results = [];
      let reason = null;
      let told = false;
      const done = () => {
        if (told) return;
        told = true;
        const gathered = gather();
        resolve({ results: results.map(gathered.json), bytes: gathered.bytes() });
      };
      tx.oncomplete = () => (reason ? reject(reason) : done());
      // When the browser ends the transaction, for want of room say, the requests
      // under way only tell that it was ended: the transaction tells why.
      tx.onabort = () => {
        const why = tx.error?.name === "AbortError" ? null : tx.error;
        reject(why ?? reason ?? fail("AbortError", "the transaction was aborted"));
      };
      (async () => {
        for (const phase of JSON.parse(phases)) {
          results = results.concat(await Promise.all(phase.map((op) => perform(tx, op, came, blob))));
        }
        if (mode === "readonly") done(); // its end tells nothing more
      })().catch((err) => {
        reason = err;
        try {
          tx.abort();
        } catch {
          // It is ending already, and its end settles the promise.
        }
      });
    });
  }

  return { open, run };
})();
