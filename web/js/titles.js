// Brings titles into the order of a language, as its readers expect it: accents beside
// their letters, numbers by what they count. It rests often, so that no gesture waits
// for 100,000 of them.
"use strict";
globalThis.glossTitles = (() => {
  let titles = [];

  // add takes in some more, as JSON.
  const add = (json) => titles.push(...JSON.parse(json));

  // ranks tells of each title that was added where it stands, as bytes of an
  // Int32Array; those that are the same stand alike.
  async function ranks(language) {
    const all = titles;
    titles = [];
    const { compare } = new Intl.Collator(language, { numeric: true });
    const before = (a, b) => compare(all[a], all[b]) || a - b;
    const slice = 6; // ms
    let end = performance.now() + slice;
    // A page that is not seen is woken once a second, and has nobody to wait for.
    const rest = async () => {
      if (!document.hidden) await new Promise((done) => setTimeout(done));
      end = performance.now() + slice;
    };
    const late = () => performance.now() > end;

    // Short runs, and then ever two runs become one.
    const n = all.length;
    const run = 256;
    let order = Uint32Array.from(all.keys());
    for (let from = 0; from < n; from += run) {
      order.subarray(from, from + run).sort(before);
      if (late()) await rest();
    }
    let merged = new Uint32Array(n);
    for (let width = run; width < n; width *= 2) {
      for (let from = 0; from < n; from += 2 * width) {
        const [middle, stop] = [Math.min(from + width, n), Math.min(from + 2 * width, n)];
        for (let at = from, a = from, b = middle; at < stop; at++) {
          merged[at] = a < middle && (b === stop || before(order[a], order[b]) < 0) ? order[a++] : order[b++];
          if (at % run === 0 && late()) await rest();
        }
      }
      [order, merged] = [merged, order];
    }
    const ranks = new Int32Array(n);
    for (let at = 0, rank = 0; at < n; at++) {
      if (at && compare(all[order[at - 1]], all[order[at]])) rank++;
      ranks[order[at]] = rank;
      if (at % run === 0 && late()) await rest();
    }
    return new Uint8Array(ranks.buffer);
  }

  return { add, ranks };
})();
