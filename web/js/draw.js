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

  let blocks = []; // the lines of the document

  // show fills the article with the lines of a text. edges holds the start and
  // the end of each in UTF-16 units, as bytes of a Uint32Array.
  function show(article, text, edges) {
    edges = new Uint32Array(edges.buffer, edges.byteOffset, edges.byteLength / 4);
    const template = make("p", "block");
    template.dir = "auto";
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
    globalThis.glossChunks.fill(article, blocks, edges);
    globalThis.glossDraw.watch?.(article.parentElement, ...document.querySelectorAll(".app:not(.early) :is(.top, .header, .toolbar)"));
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

  const { near, flying, laidOut, layAround } = globalThis.glossChunks;
  return { show, lines, pointAt, range, paint, painted, highlight, near, flying, laidOut, layAround, rows, inView, reveal };
})();
