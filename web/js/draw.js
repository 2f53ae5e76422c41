// Draws what is too long for go-app, which takes a tenth of a millisecond for a
// node: the lines of the document and the rows of long lists. Package
// app/internal/browser is its only user; what is drawn comes as JSON and is set
// as text and attributes, never as markup.
"use strict";
globalThis.glossDraw = (() => {
  const make = (tag, className) => {
    const e = document.createElement(tag);
    if (className) e.className = className;
    return e;
  };

  // The document: one element for each line, in order. Those of a long document
  // lie in chunks, each with the lines [from, to): what is far from the view is
  // neither styled nor laid out at first (content-visibility), and an edit lays out
  // no more than its chunk. The chunks of a short one are its lines.
  let blocks = [];
  let chunks = [];
  const inChunks = 200; // lines, or
  const inChunksUnits = 40000; // as few of them may be long
  const chunkUnits = 3000;
  const chunkLines = 30;

  // show fills the article with the lines of a text. edges holds the start and
  // the end of each in UTF-16 units, as bytes of a Uint32Array.
  function show(article, text, edges) {
    edges = new Uint32Array(edges.buffer, edges.byteOffset, edges.byteLength / 4);
    const template = make("p", "block");
    template.dir = "auto";
    const all = document.createDocumentFragment();
    blocks = [];
    for (let i = 0; i < edges.length; i += 2) {
      const [start, end] = [edges[i], edges[i + 1]];
      const block = template.cloneNode(false);
      block.setAttribute("data-start", start);
      if (start < end) block.append(text.slice(start, end));
      blocks.push(block);
    }
    // The first line is the headline, unless it is a whole paragraph.
    if (blocks.length > 1 && edges[1] <= 200) blocks[0].classList.add("headline");
    settling = blocks.length > inChunks || text.length > inChunksUnits;
    if (settling) {
      // The height of what is not laid out is a guess, from how many characters
      // fit into a line.
      const perLine = article.clientWidth / (parseFloat(getComputedStyle(article).fontSize) * 0.45);
      chunks = [];
      for (let from = 0, to; from < blocks.length; from = to) {
        const element = make("div", "chunk");
        let height = 0;
        for (to = from; to < blocks.length && to - from < chunkLines && edges[2 * to] - edges[2 * from] < chunkUnits; to++) {
          element.append(blocks[to]);
          height += Math.max(1, Math.ceil((edges[2 * to + 1] - edges[2 * to]) / perLine));
        }
        element.style.containIntrinsicBlockSize = `auto calc(${height}lh + ${to - from - 1} * .55em)`;
        chunks.push({ element, from, to });
        all.append(element);
      }
    } else {
      chunks = blocks.map((element, i) => ({ element, from: i, to: i + 1 }));
      all.append(...blocks);
    }
    article.replaceChildren(all);
    globalThis.glossDraw.watch?.(article.parentElement, ...document.querySelectorAll(".app:not(.early) :is(.top, .header, .toolbar)"));
    settling ? settle(chunks) : tellLaidOut();
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
  // its text: until the view goes elsewhere it is a tenth of a megabyte each way. Then it
  // is all, or of more than a megabyte half of that each way, and more when the view comes
  // there.
  const aroundStart = 40;
  const aroundView = 170;
  let goOn = () => {};
  addEventListener("scroll", () => goOn(), { passive: true });
  function settle(all) {
    const slice = 6; // ms
    let around = aroundStart;
    let begun; // where the view was
    let due = false;
    const work = () => {
      due = false;
      if (all !== chunks || !all[0].element.isConnected) return;
      const at = firstWhere((box) => box.bottom > 0);
      begun ??= at;
      if (at !== begun) around = all.length > 2 * aroundView ? aroundView : all.length;
      const [first, last] = [Math.max(0, at - around), Math.min(all.length, at + around)];
      let below = at;
      let above = at - 1;
      const next = () => {
        while (below < last && all[below].settled) below++;
        while (below === last && above >= first && all[above].settled) above--;
        return below < last ? all[below] : above >= first ? all[above] : null;
      };
      if (next()) {
        const end = performance.now() + slice;
        inPlace(() => {
          for (let chunk; performance.now() < end && (chunk = next()); ) lay(chunk);
        });
        return goOn();
      }
      if (last - first === all.length) goOn = () => {};
      settling = false;
      tellLaidOut();
    };
    goOn = () => {
      if (due || all !== chunks) return;
      due = true;
      globalThis.requestIdleCallback ? requestIdleCallback(work) : setTimeout(work, 50);
    };
    goOn();
  }

  const lay = (chunk) => {
    chunk.settled = true;
    chunk.element.classList.add("settled");
    chunk.element.style.containIntrinsicBlockSize = ""; // or its size is observed
    chunk.element.getBoundingClientRect();
  };

  // inPlace keeps what is in view where it is while chunks above it become higher or
  // lower: the browser, which does that elsewhere, holds on to what has the focus, and
  // that is the whole article.
  function inPlace(change) {
    const seen = chunks[firstWhere((box) => box.bottom > 0)]?.element;
    const top = seen?.getBoundingClientRect().top;
    change();
    const moved = seen ? seen.getBoundingClientRect().top - top : 0;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
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

  // lines are the elements of the article's lines, in order.
  const lines = (article) => (blocks.length && article.contains(blocks[0]) ? blocks : article.querySelectorAll("[data-start]"));

  // paint draws lines with their annotations: a list of [line, segments]. A line
  // without segments is drawn plain.
  function paint(lines) {
    const all = JSON.parse(lines);
    const selection = getSelection();
    const ends = selection.rangeCount ? [held(selection.anchorNode, selection.anchorOffset), held(selection.focusNode, selection.focusOffset)] : [];
    for (const [i, segments] of all) {
      const block = blocks[i];
      block.replaceChildren(...painted(block.textContent, segments));
    }
    // What a hand is selecting goes on where it began, in the nodes that are there now.
    if (ends.length && ends.every(Boolean) && all.some(([i]) => ends.some(({ block }) => block === blocks[i])))
      selection.setBaseAndExtent(...ends.flatMap(({ block, at }) => pointIn(block, at, true)));
  }

  // held is an end of a selection as its line and how many units of it lie before.
  function held(node, offset) {
    const block = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
    if (!block) return null;
    const before = document.createRange();
    before.selectNodeContents(block);
    before.setEnd(node, offset);
    return { block, at: before.toString().length };
  }

  // painted are the nodes of a line. A segment is [length], or [length, classes,
  // label, ids, names, ends] for one that is annotated – names are of those that
  // begin there, ends of those that began before and end there –, and then [classes,
  // name] of each proposal over it, the innermost first.
  function painted(text, segments) {
    let at = 0;
    const nodes = (segments ?? [[text.length]]).map(([length, ...said]) => {
      const proposals = Array.isArray(said.at(-1)) ? said.pop() : [];
      const [classes, label, ids, names, ends] = said;
      let node = text.slice(at, (at += length));
      for (const [classes, name] of proposals) {
        const span = make("span", classes);
        if (name) span.dataset.name = name;
        span.append(node);
        node = span;
      }
      if (classes === undefined) return node;
      const mark = make("mark", classes);
      mark.dataset.label = label;
      mark.dataset.ids = ids;
      if (names) mark.dataset.names = names;
      // Where an annotation begins and ends, for those who do not see it.
      if (names || ends) mark.setAttribute("aria-description", [names, ends && globalThis.glossTr("end of {0}", ends)].filter(Boolean).join(", "));
      mark.append(node);
      return mark;
    });
    return nodes.filter((node) => node !== "");
  }

  // pointAt is the text node and the place in it for an offset; within a line end
  // it is the end of the line. With atEnd an offset between two nodes is the end
  // of the first.
  function pointAt(article, offset, atEnd) {
    const all = lines(article);
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Number(all[middle].getAttribute("data-start")) > offset) high = middle;
      else low = middle + 1;
    }
    if (low === 0) return [article, 0];
    const block = all[low - 1];
    return pointIn(block, offset - Number(block.getAttribute("data-start")), atEnd);
  }

  // pointIn is pointAt within a line.
  function pointIn(block, left, atEnd) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let [node, at] = [block, 0];
    for (let n = walker.nextNode(); n; n = walker.nextNode()) {
      if (left < n.length || (left === n.length && atEnd)) return [n, left];
      left -= n.length;
      [node, at] = [n, n.length];
    }
    return [node, at];
  }

  // range is the stretch of the document from one offset to another.
  function range(article, start, end) {
    const r = document.createRange();
    r.setStart(...pointAt(article, start, false));
    r.setEnd(...pointAt(article, end, true));
    return r;
  }

  // highlight paints stretches of the text, [start, end, start, end, …], under a
  // name that the style knows, where the browser can do so.
  function highlight(article, name, pairs) {
    if (!globalThis.CSS?.highlights) return;
    const ranges = [];
    const all = JSON.parse(pairs) ?? [];
    for (let i = 0; i < all.length; i += 2) ranges.push(range(article, all[i], all[i + 1]));
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
    else CSS.highlights.delete(name);
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

  // near are the lines [from, to) of the chunks within so many heights of the
  // view around it.
  function near(heights) {
    const height = innerHeight;
    const first = firstWhere((box) => box.bottom > -heights * height);
    const end = firstWhere((box) => box.top >= (1 + heights) * height);
    return [chunks[first]?.from ?? blocks.length, chunks[end]?.from ?? blocks.length];
  }

  let staying; // the timer of the row that the pointer or the keys have come to

  // Rows of lists. Each kind says how a row is made and filled in.
  const kinds = {
    annotation: {
      make() {
        const row = make("li");
        const go = make("button", "item-go");
        const remove = make("button", "item-remove");
        go.type = remove.type = "button";
        go.dataset.do = "choose";
        remove.dataset.do = "remove";
        remove.title = globalThis.glossTr("Remove");
        remove.textContent = "×";
        const sign = make("span", "sign");
        sign.ariaHidden = "true";
        const text = make("span", "item-text");
        text.dir = "auto";
        go.append(sign, make("span", "item-label"), text);
        row.append(go, remove);
        return row;
      },
      fill(row, { id, label, hue, quote, chosen, by }) {
        const [go, remove] = row.children;
        row.className = `item hue-${hue}`;
        row.dataset.label = label;
        go.dataset.arg = remove.dataset.arg = id;
        go.setAttribute("aria-current", chosen ? "true" : "false");
        go.children[1].textContent = by ? `${label} (${by})` : label;
        remove.hidden = Boolean(by); // somebody else's
        go.children[2].textContent = quote;
        go.title = quote;
        remove.setAttribute("aria-label", globalThis.glossTr("Remove {0}: {1}", label, quote));
      },
    },
    document: {
      make() {
        const row = make("li");
        const link = make("a", "doc-link");
        const title = make("span", "doc-title");
        title.dir = "auto";
        link.append(title, make("span", "doc-facts"));
        row.append(link);
        // Whose row the pointer or the keys stay on may be asked for next.
        const tell = () => {
          clearTimeout(staying);
          if (link.dataset.do) dispatchEvent(new CustomEvent("gloss:near", { detail: link.dataset.arg }));
        };
        link.onpointerdown = tell;
        link.onpointerenter = link.onfocus = () => {
          clearTimeout(staying);
          staying = setTimeout(tell, 60);
        };
        return row;
      },
      fill(row, { id, title, open, wait, tab, facts }) {
        const link = row.firstElementChild;
        link.dataset.do = wait ? "" : "open";
        link.dataset.arg = id;
        if (wait) link.removeAttribute("href");
        else link.href = `/d/${id}`;
        link.setAttribute("aria-current", open ? "page" : "false");
        link.tabIndex = tab ? 0 : -1;
        link.firstElementChild.textContent = title;
        link.title = title;
        const told = link.lastElementChild;
        told.dataset.state = facts?.state ?? "";
        told.textContent = facts?.status ?? "";
        for (const [hue, n] of facts?.counts ?? []) {
          const count = make("span", `doc-count hue-${hue}`);
          const sign = make("span", "sign");
          sign.ariaHidden = "true";
          count.append(sign, n);
          told.append(" ", count);
        }
      },
    },
  };

  // rows shows the rows from `first` on of a list of `total`, and leaves room for
  // the others. Rows keep their elements, and with them the focus.
  function rows(list, kind, first, total, json) {
    list.style.setProperty("--first", first);
    list.style.setProperty("--total", total);
    const wanted = JSON.parse(json);
    const part = wanted.length < total;
    const have = new Map();
    for (const row of list.children) have.set(row.dataset.id, row);
    let at = list.firstElementChild;
    wanted.forEach((data, i) => {
      let row = have.get(data.id);
      if (row) {
        have.delete(data.id);
      } else {
        row = kinds[kind].make();
        row.dataset.id = data.id;
      }
      if (row === at) at = at.nextElementSibling;
      else list.insertBefore(row, at);
      const says = JSON.stringify(data);
      if (row.says !== says) {
        row.says = says;
        kinds[kind].fill(row, data);
      }
      if (part) {
        row.setAttribute("aria-posinset", first + i + 1);
        row.setAttribute("aria-setsize", total);
      } else if (row.hasAttribute("aria-posinset")) {
        row.removeAttribute("aria-posinset");
        row.removeAttribute("aria-setsize");
      }
    });
    for (const row of have.values()) {
      // The keys go on to work in a list whose row with the focus has gone.
      if (row.contains(document.activeElement)) list.closest("[tabindex]")?.focus({ preventScroll: true });
      row.remove();
    }
  }

  const rowHeight = (list) => parseFloat(getComputedStyle(list).getPropertyValue("--row")) * parseFloat(getComputedStyle(document.documentElement).fontSize);

  // above is what lies over the rows in the box.
  const above = (list, box) => list.offsetTop - (list.offsetParent === box ? 0 : box.offsetTop);

  // inView are the rows [from, to) that can be seen in the box that scrolls; none
  // when the list is not shown.
  function inView(list, box) {
    if (!list.offsetParent) return [0, 0];
    const height = rowHeight(list);
    const top = box.scrollTop - above(list, box);
    return [Math.max(0, Math.floor(top / height)), Math.max(0, Math.ceil((top + box.clientHeight) / height))];
  }

  // reveal scrolls the box until a row can be seen.
  function reveal(list, box, row) {
    const [from, to] = inView(list, box);
    if (from === to || (from < row && row < to - 1)) return;
    const height = rowHeight(list);
    box.scrollTop = Math.max(0, above(list, box) + row * height - box.clientHeight / 3);
  }

  return { show, lines, pointAt, range, paint, painted, highlight, near, flying, laidOut, layAround, rows, inView, reveal };
})();
