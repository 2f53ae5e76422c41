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
  // before, as [{store, keyPath, autoIncrement, indexes: [[name, keyPath, unique]]}].
  // Nothing is ever removed or renamed, so that an older program can be told
  // from a damaged database. on.outdated is called with the database when
  // another tab wants to upgrade or delete it, on.lost when the browser closes
  // the connection. Tabs that hold up an upgrade are waited for as long as
  // patience says, in milliseconds: ours go at once, or after their last write.
  function open(name, versions, patience, on) {
    return new Promise((resolve, reject) => {
      // Reading it may throw where storage is refused: then this rejects.
      if (!globalThis.indexedDB) throw fail("SecurityError", "there is no IndexedDB");
      const request = indexedDB.open(name, versions.length);
      let timer;
      let late = false;
      request.onupgradeneeded = (event) => {
        for (const spec of versions.slice(event.oldVersion).flat()) {
          const store = request.result.objectStoreNames.contains(spec.store)
            ? request.transaction.objectStore(spec.store)
            : request.result.createObjectStore(spec.store, { keyPath: spec.keyPath, autoIncrement: spec.autoIncrement });
          for (const [index, keyPath, unique] of spec.indexes ?? []) store.createIndex(index, keyPath, { unique });
        }
      };
      request.onblocked = () => {
        timer = setTimeout(() => {
          late = true;
          reject(fail("Blocked", "another tab does not close its connection"));
        }, patience);
      };
      request.onerror = () => {
        clearTimeout(timer);
        reject(request.error);
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

  const range = (op) => {
    if (op.from === undefined && op.to === undefined) return null;
    if (op.to === undefined) return IDBKeyRange.lowerBound(op.from, op.after);
    if (op.from === undefined) return IDBKeyRange.upperBound(op.to);
    return IDBKeyRange.bound(op.from, op.to, op.after);
  };

  async function perform(tx, op) {
    const store = tx.objectStore(op.store);
    const source = op.index ? store.index(op.index) : store;
    switch (op.op) {
      case "get":
        return settled(source.get(op.key));
      case "all":
        return settled(source.getAll(range(op), op.limit));
      case "count":
        return settled(source.count(range(op)));
      case "put":
        return settled(store.put(op.value));
      case "delete":
        return settled(store.delete(range(op)));
      // The thing must be there already.
      case "need":
        if ((await settled(source.getKey(op.key))) === undefined) throw fail(op.error, JSON.stringify(op.key));
        return null;
      // Adds what is not there. What is there must agree in the field `same`.
      case "new": {
        const there = await settled(source.get(op.key));
        if (there !== undefined) {
          if (op.same && there[op.same] !== op.value[op.same]) throw fail("Conflict", JSON.stringify(op.key));
          return null;
        }
        return written(tx, op, await settled(store.add(op.value)));
      }
      // Replaces what is there if it is what the caller saw. What was not there
      // gets the number of those before it in the field `rank`.
      case "swap": {
        const there = await settled(store.get(op.key));
        if ((there?.json ?? null) !== op.was) throw fail("Changed", JSON.stringify(op.key));
        if (!there) op.value[op.rank] = await settled(store.count());
        return written(tx, op, await settled(store.put(op.value)));
      }
      // Puts for each record one with the same `fields` into another store.
      case "copy": {
        const into = tx.objectStore(op.into);
        const request = store.openCursor();
        for (let cursor = await settled(request); cursor; cursor = await settled(request)) {
          into.put(Object.fromEntries(op.fields.filter((f) => f in cursor.value).map((f) => [f, cursor.value[f]])));
          cursor.continue();
        }
        return null;
      }
    }
    throw fail("TypeError", `no such operation: ${op.op}`);
  }

  // written goes on with what follows from a write: each record takes the key of
  // the one before it into the field that it names.
  async function written(tx, op, key) {
    for (const next of op.then ?? []) {
      if (next.field) next.value[next.field] = key;
      const made = await settled(tx.objectStore(next.store).put(next.value));
      if (next.then) await written(tx, next, made);
    }
    return key;
  }

  // json is a result as JSON: with op.raw what the records carry as such.
  function json(op, result) {
    if (!op.raw || !result) return JSON.stringify(result ?? null);
    return Array.isArray(result) ? `[${result.map((record) => record.json).join(",")}]` : result.json;
  }

  // run performs phases of operations, given as JSON, and resolves to the JSON of
  // each result when the transaction is complete: for a writing one, when it is
  // on the disk. The operations of a phase may overlap, phases do not. If
  // one fails, nothing is written.
  function run(db, stores, mode, phases) {
    return new Promise((resolve, reject) => {
      const tx = db.transaction(stores, mode, { durability: "strict" });
      let results = [];
      let reason = null;
      tx.oncomplete = () => (reason ? reject(reason) : resolve(results));
      // When the browser ends the transaction, for want of room say, the requests
      // under way only tell that it was ended: the transaction tells why.
      tx.onabort = () => {
        const why = tx.error?.name === "AbortError" ? null : tx.error;
        reject(why ?? reason ?? fail("AbortError", "the transaction was aborted"));
      };
      (async () => {
        for (const phase of JSON.parse(phases)) {
          results = results.concat(await Promise.all(phase.map(async (op) => json(op, await perform(tx, op)))));
        }
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
