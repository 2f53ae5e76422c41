// Measures, in any page that keeps the contract of the document: an <article>
// with one element per paragraph carrying data-start, and <mark data-label>
// over what is labelled. The harness puts it into every page of a measured tab.
"use strict";
globalThis.probe = (() => {
  // Runs f after the frame that is being made has been painted.
  const afterPaint = (f) =>
    requestAnimationFrame(() => {
      if (globalThis.scheduler?.postTask) return void scheduler.postTask(f, { priority: "user-blocking" });
      const channel = new MessageChannel();
      channel.port1.onmessage = f;
      channel.port2.postMessage(null);
    });

  const long = [];
  try {
    new PerformanceObserver((list) => long.push(...list.getEntries())).observe({ type: "longtask" });
  } catch {
    // A browser without them: none are told.
  }
  // The length of the long tasks that ran between two moments.
  const longBetween = (from, to) =>
    long.filter((t) => t.startTime + t.duration > from && t.startTime < to).reduce((sum, t) => sum + t.duration, 0);

  // The longest task since a moment, and how many took more than 100 ms.
  const worstSince = (from) => {
    const since = long.filter((t) => t.startTime >= from);
    return [Math.max(0, ...since.map((t) => t.duration)), since.filter((t) => t.duration > 100).length];
  };

  // painted resolves with the moment after the first frame for which a
  // condition holds, or null when the patience (ms) is over.
  const painted = (holds, patience = 60000) =>
    new Promise((done) => {
      const end = performance.now() + patience;
      const look = () => {
        const now = performance.now();
        let ok = false;
        try {
          ok = holds();
        } catch {
          // The page is between two states.
        }
        if (ok) return done(now);
        if (now > end) return done(null);
        afterPaint(look);
      };
      afterPaint(look);
    });

  const blocks = new Map();
  const block = (start) => {
    let b = blocks.get(start);
    if (!b?.isConnected) {
      b = document.querySelector(`article [data-start="${start}"]`);
      blocks.set(start, b);
    }
    return b;
  };

  // The text node at an offset of a paragraph, and the place in it.
  const nodeAt = (start, offset) => {
    const b = block(start);
    if (!b) return null;
    const walker = document.createTreeWalker(b, NodeFilter.SHOW_TEXT);
    for (let node, before = 0; (node = walker.nextNode()); before += node.length)
      if (offset < before + node.length) return { node, at: offset - before };
    return null;
  };
  const markAt = (start, offset) => nodeAt(start, offset)?.node.parentElement.closest("mark");

  // The label painted at an offset of a paragraph, "" for none. A page that
  // paints ranges says it itself.
  const labelAt = (start, offset) =>
    globalThis.paintedLabel ? globalThis.paintedLabel(start, offset) : (markAt(start, offset)?.dataset.label ?? "");

  const place = (node, offset) => {
    const b = (node?.nodeType === 1 ? node : node?.parentElement)?.closest?.("[data-start]");
    if (!b) return "";
    const r = document.createRange();
    r.setStart(b, 0);
    r.setEnd(node, offset);
    return b.dataset.start + "+" + r.toString().length;
  };
  const ends = (r) => place(r.startContainer, r.startOffset) + "-" + place(r.endContainer, r.endOffset);

  // Where the word cursor is, as a string to compare: the small highlights and
  // the browser's selection.
  const cursor = () => {
    const all = [];
    for (const [name, h] of globalThis.CSS?.highlights ?? []) if (h.size < 4) for (const r of h) all.push(name, ends(r));
    const s = getSelection();
    if (s.rangeCount) all.push(ends(s.getRangeAt(0)));
    return all.join("|");
  };

  // Whether the pointer shows on the mark at a place.
  const hovered = (start, offset) => getComputedStyle(markAt(start, offset), "::before").maxWidth === "none";

  // How the mark at a place looks, to see that it was chosen. Where ranges are
  // painted, a choice is one.
  const look = (start, offset) => {
    if (globalThis.paintedLabel) return [...CSS.highlights.get("chosen")].map(ends).join("|");
    const m = markAt(start, offset);
    const s = m && getComputedStyle(m);
    return [m?.className, s?.outline, s?.boxShadow, s?.backgroundColor, s?.textDecoration].join("|");
  };

  // Whether the first paragraphs of a document are there: [[start, text,
  // labelled]]. What is painted in ranges is there when one of them is.
  const shows = (want, labels) =>
    want.every(([start, text, spans]) => {
      const b = block(start);
      if (!b || b.textContent !== text) return false;
      return !labels || spans.every((s) => labelAt(start, s) !== "");
    });

  // Where words are on the screen, after they were brought there.
  const bring = (start) => {
    const b = block(start);
    if (b) b.scrollIntoView({ block: "center", behavior: "instant" });
    return Boolean(b);
  };
  const where = (start, from, to) => {
    const a = nodeAt(start, from);
    const z = nodeAt(start, to - 1);
    const r = document.createRange();
    r.setStart(a.node, a.at);
    r.setEnd(z.node, z.at + 1);
    const boxes = r.getClientRects();
    const first = boxes[0];
    const last = boxes[boxes.length - 1];
    return { X1: first.left, Y1: (first.top + first.bottom) / 2, X2: last.right, Y2: (last.top + last.bottom) / 2 };
  };

  let result;
  // From the next event of a kind, which input makes, to the frame for which
  // the condition holds.
  const begin = (kind, holds, patience = 10000) => {
    let start = null;
    addEventListener(kind, (e) => (start = e.timeStamp), { capture: true, once: true });
    result = painted(() => start !== null && holds(), patience).then(async (end) => {
      await new Promise((done) => setTimeout(done)); // long tasks are told later
      return end === null || start === null ? null : { ms: end - start, long: longBetween(start, end) };
    });
    return true;
  };
  const ended = () => result;

  // The lengths of the frames while something goes on.
  let times = null;
  const frames = {
    start() {
      times = [];
      const tick = (t) => {
        if (times) {
          times.push(t);
          requestAnimationFrame(tick);
        }
      };
      requestAnimationFrame(tick);
      return true;
    },
    stop() {
      const all = times;
      times = null;
      return all;
    },
  };

  return { afterPaint, painted, labelAt, cursor, hovered, look, shows, bring, where, begin, ended, frames, longBetween, worstSince };
})();
