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
  // from a damaged database. on.outdated is called when another tab wants to
  // upgrade, on.lost when the browser closes the connection.
  function open(name, versions, on) {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(name, versions.length);
      request.onupgradeneeded = (event) => {
        for (const spec of versions.slice(event.oldVersion).flat()) {
          const store = request.result.objectStoreNames.contains(spec.store)
            ? request.transaction.objectStore(spec.store)
            : request.result.createObjectStore(spec.store, { keyPath: spec.keyPath, autoIncrement: spec.autoIncrement });
          for (const [index, keyPath, unique] of spec.indexes ?? []) store.createIndex(index, keyPath, { unique });
        }
      };
      request.onblocked = () => on.blocked();
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const db = request.result;
        db.onversionchange = () => {
          db.close();
          on.outdated();
        };
        db.onclose = () => on.lost();
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
        return (await settled(source.get(op.key))) ?? null;
      case "all":
        return settled(source.getAll(range(op), op.limit));
      case "count":
        return settled(source.count(range(op)));
      case "put":
        return settled(store.put(op.value));
      case "delete":
        return settled(store.delete(op.key ?? range(op)));
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
      // Replaces what is there if it is what the caller saw.
      case "swap": {
        const there = await settled(store.get(op.key));
        if ((there?.json ?? null) !== op.was) throw fail("Changed", JSON.stringify(op.key));
        return written(tx, op, await settled(store.put(op.value)));
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

  // run performs phases of operations, given as JSON, and resolves to the JSON of
  // their results when the transaction is complete: for a writing one, when it is
  // on the disk. The operations of a phase may overlap, phases do not. If
  // one fails, nothing is written.
  function run(db, stores, mode, json) {
    const phases = JSON.parse(json);
    return new Promise((resolve, reject) => {
      const tx = db.transaction(stores, mode, { durability: "strict" });
      let results = [];
      let reason = null;
      tx.oncomplete = () => resolve(JSON.stringify(results));
      tx.onabort = () => reject(reason ?? tx.error ?? fail("AbortError", "the transaction was aborted"));
      (async () => {
        for (const phase of phases) {
          results = results.concat(await Promise.all(phase.map((op) => perform(tx, op))));
        }
      })().catch((err) => {
        reason = err;
        try {
          tx.abort();
        } catch {
          reject(err); // it is over already
        }
      });
    });
  }

  return { open, run };
})();
