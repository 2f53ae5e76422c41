// What lies over the text: links, and word that the text has moved under what hangs
// at it. It needs draw.js.
"use strict";
(() => {
  const svg = (tag, attributes) => {
    const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const name in attributes) e.setAttribute(name, attributes[name]);
    return e;
  };
  const clamp = (v, low, high) => Math.max(low, Math.min(v, high));

  // arcs draws the links of one annotation. Each is { from: [start, end], to or at,
  // label, hue, in }: its name is a badge at the other end, beside the label that
  // stands there, so that it covers no text, and a quiet arc leads to it, unless
  // that end lies in the annotation itself. Links to one place share a badge.
  glossDraw.arcs = (article, json) => {
    const layer = document.getElementById("links");
    const links = JSON.parse(json);
    layer.replaceChildren();
    if (!links.length) return;
    const root = svg("svg", { width: 1, height: 1 });
    layer.append(root); // what is measured is in the page
    const edge = article.getBoundingClientRect();
    const badges = new Map();
    for (const link of links) {
      const hub = link.in ? link.to : link.from;
      const other = link.in ? link.from : link.to;
      if (link.at) {
        const [x, y] = link.at;
        arc(root, article, hub, { x, top: y, bottom: y, line: y }, link);
        continue;
      }
      const inside = other[0] < hub[1] && hub[0] < other[1];
      const key = String(other);
      const badge = badges.get(key);
      if (!badge) badges.set(key, { ...link, hub, other, inside });
      else if (!badge.label.split(" · ").includes(link.label)) badge.label += " · " + link.label;
    }
    const placed = [];
    for (const badge of badges.values()) {
      if (!placed.length) placed.push(handle(article, badge.hub));
      const at = place(root, article, edge, badge, placed);
      if (at && !badge.inside) arc(root, article, badge.hub, at, badge);
    }
    for (const { group } of placed) if (group) root.append(group); // over the arcs
  };

  // handle is the room of what a link is dragged from, at the end of an annotation.
  function handle(article, [, end]) {
    const at = glossDraw.range(article, end - 1, end);
    const box = at.getClientRects()[0];
    if (!box) return { left: 0, right: 0, top: 0, bottom: 0 };
    const x = getComputedStyle(at.endContainer.parentElement).direction === "rtl" ? box.left : box.right;
    return { left: x - 8, right: x + 20, top: box.top - 15, bottom: box.top + 11 };
  }

  // place puts the badge of a link behind the name at its other end, or behind the
  // badge that stands there.
  function place(root, article, edge, { other, label, hue }, placed) {
    const at = glossDraw.range(article, other[0], other[0] + 1);
    const mark = at.startContainer.parentElement?.closest("mark");
    const box = mark ? mark.getClientRects()[0] : at.getClientRects()[0];
    if (!box) return;
    const line = box.top;
    if (!label) return { x: (box.left + box.right) / 2, top: box.top, bottom: box.bottom, line };
    const group = svg("g", { class: `arc hue-${hue}` });
    const text = svg("text", { "text-anchor": "middle" });
    text.textContent = label;
    group.append(text);
    root.append(group);
    const width = text.getComputedTextLength() + 8;
    const height = 14;
    const before = parseFloat(mark && getComputedStyle(mark, "::before").width) || 0;
    const leftwards = mark && getComputedStyle(mark).direction === "rtl";
    const fits = (left) => clamp(left, edge.left - 8, edge.right + 8 - width);
    let left = fits(leftwards ? box.right - before - 4 - width : box.left + before + 4);
    let top = box.top - 4;
    const taken = () => placed.find((p) => left < p.right && p.left < left + width && top < p.bottom && p.top < top + height);
    for (let p; (p = taken()); ) {
      const next = fits(leftwards ? p.left - 3 - width : p.right + 3);
      if (leftwards ? next + width < p.left : next > p.right) left = next;
      else top = p.top - height - 1; // no room beside it
    }
    group.prepend(svg("rect", { x: left + scrollX, y: top + scrollY, width, height, rx: 5 }));
    text.setAttribute("x", left + width / 2 + scrollX);
    text.setAttribute("y", top + height - 3.5 + scrollY);
    placed.push({ group, left, right: left + width, top, bottom: top + height });
    return { x: left + width / 2, top, bottom: top + height, line };
  }

  // arc leads from the nearest line of an annotation to a badge: above the line when
  // both are on one, else through the space between the lines.
  function arc(root, article, hub, to, link) {
    const far = (b) => Math.abs(clamp(to.x, b.left, b.right) - to.x) + 8 * Math.abs(clamp(to.line, b.top, b.bottom) - to.line);
    const boxes = [...glossDraw.range(article, ...hub).getClientRects()].filter((b) => b.width > 0);
    if (!boxes.length) return;
    const box = boxes.reduce((best, b) => (far(b) < far(best) ? b : best));
    const level = Math.abs(box.top - to.line) < 8;
    const up = level || to.bottom < box.bottom; // the arc leaves upwards
    const x1 = clamp(to.x, Math.min(box.left + 8, box.right), Math.max(box.right - 8, box.left)) + scrollX;
    const x2 = to.x + scrollX;
    const y1 = (up ? box.top : box.bottom) + scrollY;
    const y2 = (level || !up ? to.top : to.bottom) + scrollY;
    const bend = level ? -Math.min(34, 14 + Math.abs(x2 - x1) / 10) : (y2 - y1) / 2;
    const [c1, c2] = level ? [y1 + bend, y2 + bend] : [y1 + bend, y2 - bend];
    const group = svg("g", { class: `arc hue-${link.hue}` });
    group.append(svg("path", { d: `M${x1} ${y1}C${x1} ${c1} ${x2} ${c2} ${x2} ${y2}` }));
    // The head is where the link goes to.
    const [x, y, down] = link.in ? [x1, y1, up] : [x2, y2, level || !up];
    group.append(svg("path", { class: "arc-head", d: `M${x} ${y}l-4 ${down ? -7 : 7}h8z` }));
    root.prepend(group);
  }

  // watch tells the program when the text is wrapped otherwise or lies elsewhere, and
  // the style how high the top of the page is, the head in it, and the bar of labels at
  // a thumb.
  const hangs = "#palette:not([hidden]), #proposal:not([hidden]), #link-handle:not([hidden]), #links svg";
  let told = false;
  function tell() {
    if (told || !document.querySelector(hangs)) return;
    told = true;
    requestAnimationFrame(() => {
      told = false;
      dispatchEvent(new Event("gloss:moved"));
    });
  }
  const observer = new ResizeObserver(() => {
    for (const [name, selector] of [["--head", ".top"], ["--header", ".header"], ["--bar", ".toolbar"]]) {
      const e = document.querySelector(`.app:not(.early) ${selector}`);
      if (e) document.documentElement.style.setProperty(name, `${e.offsetHeight}px`);
    }
    tell();
  });
  glossDraw.watch = (...elements) => {
    for (const e of elements) if (e) observer.observe(e);
  };
  addEventListener("resize", tell);
})();
