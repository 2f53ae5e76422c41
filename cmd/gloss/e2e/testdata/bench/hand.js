// What an expert would write by hand, without a library and without a store: a
// document in paragraphs, spans in the paragraph where they lie, and one
// paragraph painted again for one change. kind says how it is painted.
"use strict";
const hand = (() => {
  const kind = document.documentElement.dataset.kind; // plain, marks or ranges
  const names = ["actor", "claim", "number", "location"];
  const article = document.querySelector("article");
  let paragraphs = [];
  let spans = new Map(); // by id: {id, p, start, end, label}, offsets in the paragraph
  let past = []; // functions that take back
  let nextID = 0;
  let chosen = null;
  let pressed = null;
  let selection = null; // {p, start, end}

  // Painting as <mark>: cut at every border, the innermost span gives the label.
  function cut(p) {
    const borders = new Set([0, p.text.length]);
    for (const s of p.spans) borders.add(s.start).add(s.end);
    const at = [...borders].sort((a, b) => a - b);
    const out = [];
    for (let i = 0; i + 1 < at.length; i++) {
      const covers = p.spans.filter((s) => s.start <= at[i] && at[i + 1] <= s.end);
      covers.sort((a, b) => a.end - a.start - (b.end - b.start));
      const words = document.createTextNode(p.text.slice(at[i], at[i + 1]));
      if (!covers.length) {
        out.push(words);
        continue;
      }
      const mark = document.createElement("mark");
      mark.dataset.label = covers[0].label;
      mark.dataset.ids = covers.map((s) => s.id).join(" ");
      if (covers.includes(chosen)) mark.className = "chosen";
      mark.append(words);
      out.push(mark);
    }
    return out;
  }

  // Painting as ranges of the CSS Custom Highlight API.
  const highlights = {};
  const ranges = new Map(); // by span
  if (globalThis.CSS?.highlights)
    for (const name of [...names, "chosen", "cursor"]) CSS.highlights.set(name, (highlights[name] = new Highlight()));
  const rangeOf = (p, start, end) => {
    const node = p.el.firstChild;
    return new StaticRange({ startContainer: node, startOffset: start, endContainer: node, endOffset: end });
  };
  function paintSpan(s, on) {
    if (on) {
      const r = ranges.get(s) ?? rangeOf(s.p, s.start, s.end);
      ranges.set(s, r);
      highlights[s.label].add(r);
    } else {
      highlights[s.label].delete(ranges.get(s));
      ranges.delete(s);
    }
  }

  function paint(p) {
    if (kind === "marks") p.el.replaceChildren(...cut(p));
  }

  const show = (name, range) => {
    highlights[name].clear();
    if (range) highlights[name].add(range);
  };
  function choose(s) {
    const before = chosen;
    chosen = s;
    if (kind === "ranges") show("chosen", s && ranges.get(s));
    else for (const p of new Set([before?.p, s?.p])) if (p) paint(p);
  }
  function select(at) {
    selection = at;
    if (!at) return show("cursor", null);
    const a = find(at.p, at.start);
    const z = find(at.p, at.end, true);
    show("cursor", new StaticRange({ startContainer: a.node, startOffset: a.at, endContainer: z.node, endOffset: z.at }));
  }
  function find(p, offset, end) {
    const walker = document.createTreeWalker(p.el, NodeFilter.SHOW_TEXT);
    for (let node, before = 0; (node = walker.nextNode()); before += node.length)
      if (offset < before + node.length || (end && offset === before + node.length)) return { node, at: offset - before };
    return null;
  }

  // Changes. Each returns how it is taken back.
  function put(s) {
    spans.set(s.id, s);
    let i = s.p.spans.findIndex((o) => o.start > s.start);
    if (i < 0) i = s.p.spans.length;
    s.p.spans.splice(i, 0, s);
    if (kind === "ranges") paintSpan(s, true);
    paint(s.p);
    return () => drop(s);
  }
  function drop(s) {
    if (chosen === s) choose(null);
    spans.delete(s.id);
    s.p.spans.splice(s.p.spans.indexOf(s), 1);
    if (kind === "ranges") paintSpan(s, false);
    paint(s.p);
    return () => put(s);
  }
  function change(s, to) {
    const was = { label: s.label, start: s.start, end: s.end };
    if (kind === "ranges") paintSpan(s, false);
    Object.assign(s, to);
    if (kind === "ranges") {
      paintSpan(s, true);
      if (chosen === s) show("chosen", ranges.get(s));
    }
    paint(s.p);
    return () => change(s, was);
  }

  // Words, as the browser finds them.
  const segmenter = new Intl.Segmenter("en", { granularity: "word" });
  const words = (p) => (p.words ??= [...segmenter.segment(p.text)].filter((w) => w.isWordLike).map((w) => [w.index, w.index + w.segment.length]));
  function snap(p, start, end) {
    const over = words(p).filter(([a, z]) => a < end && z > start);
    return over.length ? [over[0][0], over.at(-1)[1]] : [start, end];
  }

  // Input.
  const offsetIn = (node, offset) => {
    const el = (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-start]");
    if (!el) return null;
    const r = document.createRange();
    r.setStart(el, 0);
    r.setEnd(node, offset);
    return { p: paragraphs[el.dataset.index], at: r.toString().length };
  };
  const add = ({ p, start, end }, label) => {
    const s = { id: "s" + nextID++, p, start, end, label };
    past.push(put(s));
    select(null);
    getSelection().removeAllRanges();
    choose(s);
  };
  article.addEventListener("mouseup", (e) => {
    const s = getSelection();
    if (!s.isCollapsed) {
      const a = offsetIn(s.anchorNode, s.anchorOffset);
      const z = offsetIn(s.focusNode, s.focusOffset);
      if (!a || !z || a.p !== z.p) return;
      const [start, end] = snap(a.p, Math.min(a.at, z.at), Math.max(a.at, z.at));
      select({ p: a.p, start, end });
      if (pressed) add(selection, pressed);
      return;
    }
    const caret = document.caretPositionFromPoint(e.clientX, e.clientY);
    const at = caret && offsetIn(caret.offsetNode, caret.offset);
    if (!at) return;
    const over = at.p.spans.filter((o) => o.start <= at.at && at.at < o.end).sort((a, b) => a.end - a.start - (b.end - b.start));
    choose(over[0] ?? null);
    const [start, end] = snap(at.p, at.at, at.at + 1);
    select(over.length ? null : { p: at.p, start, end });
  });
  addEventListener("keydown", (e) => {
    const label = names[Number(e.key) - 1];
    if (label) {
      if (chosen) past.push(change(chosen, { label }));
      else if (selection) add(selection, label);
      else pressed = pressed === label ? null : label;
    } else if (e.key === "Delete" && chosen) {
      past.push(drop(chosen));
    } else if (e.key === "z" && e.ctrlKey) {
      past.pop()?.();
    } else if (e.key === "]" && chosen) {
      const next = words(chosen.p).find(([a]) => a >= chosen.end);
      if (next) past.push(change(chosen, { end: next[1] }));
    } else if (e.key === "ArrowRight" && selection) {
      const next = words(selection.p).find(([a]) => a >= selection.end);
      if (next) select({ p: selection.p, start: next[0], end: next[1] });
    } else if (e.key === "Escape") {
      pressed = null;
      choose(null);
      select(null);
      getSelection().removeAllRanges();
    } else return;
    e.preventDefault();
  });

  // open shows a document: its text, and its spans as [start, end, label] in
  // order of their starts.
  function open({ text, spans: list }) {
    const all = document.createDocumentFragment();
    let i = 0;
    let start = 0;
    for (const line of text.split("\n")) {
      const el = document.createElement("p");
      el.className = "block";
      el.dir = "auto";
      el.dataset.start = start;
      el.dataset.index = paragraphs.length;
      const p = { el, text: line, start, spans: [] };
      paragraphs.push(p);
      for (; i < list.length && list[i][0] < start + line.length; i++) {
        const s = { id: "s" + nextID++, p, start: list[i][0] - start, end: list[i][1] - start, label: list[i][2] };
        p.spans.push(s);
        spans.set(s.id, s);
      }
      if (kind === "marks") el.append(...cut(p));
      else el.textContent = line;
      all.append(el);
      start += line.length + 1;
    }
    article.replaceChildren(all);
    if (kind === "ranges") for (const s of spans.values()) paintSpan(s, true);
  }

  if (kind === "ranges") {
    const byStart = new Map();
    globalThis.paintedLabel = (start, offset) => {
      if (byStart.size !== paragraphs.length) for (const p of paragraphs) byStart.set(p.start, p);
      const over = (byStart.get(start)?.spans ?? []).filter((s) => s.start <= offset && offset < s.end);
      over.sort((a, b) => a.end - a.start - (b.end - b.start));
      return over.find((s) => highlights[s.label].has(ranges.get(s)))?.label ?? "";
    };
  }
  return { open };
})();
