// The chunks of a document: what is far from the view is neither styled nor laid out,
// and an edit lays out no more than its chunk. draw.js is the only user.
"use strict";
globalThis.glossChunks = (() => {
  // Each is an element with the lines [from, to). Those of a short document are its lines.
  let chunks = [];
  let moved = () => {}; // the view has
  addEventListener("scroll", () => moved(), { passive: true });
  const inChunks = 200; // lines, or
  const inChunksUnits = 40000; // as few of them may be long
  const chunkUnits = 3000;
  const chunkLines = 30;

  // fill puts lines into the article. edges holds the start and the end of each in
  // UTF-16 units.
  function fill(article, lines, edges) {
    const long = lines.length > inChunks || edges.at(-1) > inChunksUnits;
    if (!long) chunks = lines.map((element, i) => ({ element, from: i, to: i + 1 }));
    else {
      // The height of what is not laid out is a guess, from how many characters
      // fit into a line.
      const perLine = article.clientWidth / (parseFloat(getComputedStyle(article).fontSize) * 0.45);
      chunks = [];
      for (let from = 0, to; from < lines.length; from = to) {
        const element = document.createElement("div");
        element.className = "chunk";
        let height = 0;
        for (to = from; to < lines.length && to - from < chunkLines && edges[2 * to] - edges[2 * from] < chunkUnits; to++) {
          element.append(lines[to]);
          height += Math.max(1, Math.ceil((edges[2 * to + 1] - edges[2 * to]) / perLine));
        }
        element.style.containIntrinsicBlockSize = `auto calc(${height}lh + ${to - from - 1} * .55em)`;
        chunks.push({ element, from, to });
      }
    }
    article.replaceChildren(...chunks.map(({ element }) => element));
    moved = () => {};
    if ((settling = long)) settle(chunks);
    else tellLaidOut();
  }

  // laidOut calls f when nothing of the document waits to be laid out.
  let settling = false;
  let waiting = [];
  function laidOut(f) {
    waiting.push(f);
    if (!settling) tellLaidOut();
  }
  function tellLaidOut() {
    const all = waiting;
    waiting = [];
    for (const f of all) f();
  }

  // settle lays out chunks, those around the view first, while the browser has nothing
  // else to do: a view that flies over them has no time to. It works some milliseconds at
  // a time, so that no gesture waits for it. What is laid out takes 28 times the room of
  // its text: around a view that stays it is a tenth of a megabyte each way. Once the view
  // travels it is all, or of more than a megabyte half of that each way, until it has
  // stayed for a while again.
  const whereItStays = 40; // chunks
  const whereItTravels = 170;
  const travels = { places: 3, chunks: 6 }; // more of both
  const aWhile = 2000; // ms
  function settle(all) {
    const slice = 6; // ms
    const atOnce = 40; // chunks that are let go of
    let stayed = -1; // the chunk where the view did
    let seen; // where it was last
    let places = 0; // where it was since then
    let last = 0; // when it moved
    let due, timer;
    const goOn = () => {
      if (due || all !== chunks) return;
      due = true;
      globalThis.requestIdleCallback ? requestIdleCallback(work) : setTimeout(work, 50);
    };
    const work = (idle) => {
      due = false;
      if (all !== chunks || !all[0].element.isConnected) return;
      const at = firstInView();
      if (stayed < 0) stayed = seen = at;
      if (at !== seen) places++;
      seen = at;
      const far = places > travels.places && Math.abs(at - stayed) > travels.chunks;
      const around = !far ? whereItStays : all.length > 2 * whereItTravels ? whereItTravels : all.length;
      const [first, end] = [Math.max(0, at - around), Math.min(all.length, at + around)];
      let below = at;
      let above = at - 1;
      const next = () => {
        while (below < end && all[below].settled) below++;
        while (below === end && above >= first && all[above].settled) above--;
        return below < end ? all[below] : above >= first ? all[above] : null;
      };
      if (next()) {
        const stop = performance.now() + Math.min(slice, idle?.timeRemaining() ?? slice);
        inPlace(() => {
          for (let chunk; performance.now() < stop && (chunk = next()); ) lay(chunk);
        });
        return goOn();
      }
      settling = false;
      tellLaidOut();
      if (places > 0) return;
      const away = all.filter(({ settled }, i) => settled && (i < first || i >= end)).slice(0, atOnce);
      if (away.length) {
        letGo(away);
        goOn();
      }
    };
    const rest = () => {
      timer = 0;
      const left = last + aWhile - performance.now();
      if (left > 0) timer = setTimeout(rest, left);
      else {
        stayed = -1;
        places = 0;
        goOn();
      }
    };
    moved = () => {
      last = performance.now();
      timer ||= setTimeout(rest, aWhile);
      goOn();
    };
    goOn();
  }

  const lay = (chunk) => {
    chunk.settled = true;
    chunk.element.classList.add("settled");
    chunk.element.style.containIntrinsicBlockSize = ""; // or its size is observed
    chunk.element.getBoundingClientRect();
  };

  // letGo has what is out of view laid out no longer, but as high as it was.
  function letGo(some) {
    const heights = some.map(({ element }) => getComputedStyle(element).blockSize);
    some.forEach((chunk, i) => {
      chunk.settled = false;
      chunk.element.style.containIntrinsicBlockSize = `auto ${heights[i]}`;
      chunk.element.classList.remove("settled");
    });
  }

  // inPlace keeps what is in view where it is while chunks above it become higher or
  // lower: the browser, which does that elsewhere, holds on to what has the focus, and
  // that is the whole article.
  function inPlace(change) {
    const seen = chunks[firstInView()]?.element;
    const top = seen?.getBoundingClientRect().top;
    change();
    const by = seen ? seen.getBoundingClientRect().top - top : 0;
    if (Math.abs(by) >= 1) scrollBy({ top: by, behavior: "instant" });
  }

  // layAround lays out the chunk of a range, and the one above it, which will be in
  // view with it: else it is elsewhere once they are shown.
  function layAround(range) {
    const chunk = range.startContainer.parentElement?.closest(".chunk");
    const i = chunks.findIndex((c) => c.element === chunk);
    const some = chunks.slice(Math.max(0, i - 1), i + 1).filter((c) => !c.settled);
    if (some.length) inPlace(() => some.forEach(lay));
  }

  // flying reports whether the view goes over the text faster than it can be read:
  // more than its height from one frame to the next, and not for the first time.
  let flight = { y: 0, until: 0, frame: false };
  function flying() {
    const now = performance.now();
    const fast = Math.abs(scrollY - flight.y) > innerHeight;
    const before = now < flight.until || flight.frame;
    const flown = (flight = { y: scrollY, until: fast ? now + 200 : 0, frame: fast });
    // On a slow machine the next frame may come later than that.
    if (fast) requestAnimationFrame(() => requestAnimationFrame(() => (flown.frame = false)));
    return fast && before;
  }

  // firstWhere is the first chunk for which it holds; it holds for all after it.
  function firstWhere(holds) {
    let [low, high] = [0, chunks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(chunks[middle].element.getBoundingClientRect())) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  const firstInView = () => firstWhere((box) => box.bottom > 0);

  // near are the lines [from, to) of the chunks within so many heights of the
  // view around it.
  function near(heights) {
    const height = innerHeight;
    const first = firstWhere((box) => box.bottom > -heights * height);
    const end = firstWhere((box) => box.top >= (1 + heights) * height);
    const lines = chunks.at(-1)?.to ?? 0;
    return [chunks[first]?.from ?? lines, chunks[end]?.from ?? lines];
  }

  return { fill, laidOut, layAround, flying, near };
})();
