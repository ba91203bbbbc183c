// A thing and what it is linked with, one step away, as a small drawing beside its page. It is made of the page's own links,
// which say the same in words; so it is hidden from screen readers, and not there without script. What the program found is
// drawn when it is asked for, with dashes.
(function () {
  "use strict";
  const MOST = 14, ROW = 25, WIDTH = 320, AT = 58, SPACE = "http://www.w3.org/2000/svg";
  const ARGUED = ["work", "claim", "concept", "keyword", "study"], AGENTS = ["person", "organization", "venue"];
  const LINES = ".main ul.lines > li > a, aside .chips a", DETAILS = "aside dl a";
  const OWN = location.pathname.split("/").at(-2);

  // What kind of thing a link leads to; one within the folder leads to one of the same kind.
  function kindOf(link) {
    const address = link.getAttribute("href");
    return address.includes("/") ? /^\.\.\/(\w+)\/[^/]+$/.exec(address)?.[1] ?? "" : OWN;
  }

  function make(name, attributes = {}, text = "") {
    const made = document.createElementNS(SPACE, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  }

  function links(node, kinds, where) { // those that are stated before those that the program found
    const found = new Map();
    const guesses = [...node.querySelectorAll("#inferred ul.lines > li > a")].filter((link) => kinds.includes(kindOf(link)));
    for (const link of node.querySelectorAll(where)) {
      const kind = kindOf(link), stance = link.closest("[class*='stance-']");
      if (!kinds.includes(kind) || found.has(link.href) || link.closest("#inferred")) continue;
      const name = stance ? [...stance.classList].find((one) => one.startsWith("stance-")) : "stance-about";
      found.set(link.href, { link, kind, stance: name, second: Boolean(link.closest(".second")) });
    }
    for (const link of guesses) if (!found.has(link.href)) found.set(link.href, { link, kind: kindOf(link), stance: "near-guess", guess: true });
    return [...found.values()];
  }

  function mark(kind, x, y) {
    const common = { class: `near-${kind === "keyword" ? "concept" : kind === "study" ? "work" : kind}` };
    if (kind === "concept" || kind === "keyword") return make("circle", { ...common, cx: x, cy: y, r: 4.5 });
    if (AGENTS.includes(kind)) return make("circle", { class: "near-agent", cx: x, cy: y, r: 4.5 });
    return make("rect", { ...common, x: x - 4.5, y: y - 4.5, width: 9, height: 9, rx: kind === "claim" ? 2.5 : 0 });
  }

  function draw(node) {
    const aside = node.querySelector("aside"), kind = OWN;
    const every = ARGUED.includes(kind) ? links(node, ARGUED, LINES) : links(node, [...ARGUED, ...AGENTS], `${LINES}, ${DETAILS}`);
    const guesses = every.filter((one) => one.guess).length;
    if (!aside || every.length < 2) return;
    const figure = document.createElement("figure"), caption = document.createElement("figcaption");
    figure.className = "near";
    figure.append(caption);
    const show = (all) => {
      const shown = all.length - MOST > 0 && all.some((one) => one.guess) ? mixed(all) : all.slice(0, MOST);
      caption.textContent = all.length > shown.length ? `One step away: ${shown.length} of ${all.length}` : "One step away";
      figure.querySelector("svg")?.remove();
      if (shown.length) caption.after(drawing(kind, shown));
    };
    const stated = every.filter((one) => !one.guess);
    show(stated);
    if (guesses) figure.append(choice(guesses, (on) => show(on ? every : stated)));
    aside.append(figure);
  }

  // Where there is no room for all: half of it for what was found, or more where less is stated.
  function mixed(all) {
    const guesses = all.filter((one) => one.guess), stated = all.filter((one) => !one.guess);
    const first = stated.slice(0, Math.max(MOST / 2, MOST - guesses.length));
    return [...first, ...guesses.slice(0, MOST - first.length)];
  }

  function choice(count, changed) {
    const label = document.createElement("label"), box = document.createElement("input");
    box.type = "checkbox";
    box.addEventListener("change", () => changed(box.checked));
    label.append(box, ` found by the program: ${count}`);
    return label;
  }

  function drawing(kind, shown) {
    const height = shown.length * ROW, middle = height / 2;
    const svg = make("svg", { class: "near-map", viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, "aria-hidden": "true" });
    const marks = make("g");
    shown.forEach((one, n) => {
      const y = n * ROW + ROW / 2, group = make("g", { class: one.stance });
      group.append(make("path", { class: "line", d: `M14,${middle}C${AT / 2 + 8},${middle} ${AT / 2},${y} ${AT - 8},${y}` }));
      if (one.second) group.append(make("circle", { class: "near-ring", cx: 14 + (AT - 22) / 2, cy: (middle + y) / 2, r: 3 }));
      svg.append(group);
      const text = one.link.textContent.trim(), link = make("a", { href: one.link.getAttribute("href"), tabindex: "-1" });
      link.append(make("title", {}, text), make("text", { x: AT + 9, y: y + 4.5 }, text.length > 40 ? `${text.slice(0, 39).trimEnd()}…` : text));
      marks.append(mark(one.kind, AT, y), link);
    });
    marks.append(mark(kind, 9, middle));
    svg.append(marks);
    return svg;
  }

  function start() {
    const node = document.querySelector("article.node");
    if (node) draw(node);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
