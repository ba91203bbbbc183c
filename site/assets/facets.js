// What script adds to the lists: a filter by words, and facets that narrow a list down, combine, show counts and live in the address.
// Of a list on one page the values stand in the page as JSON, row by row. A list in parts is narrowed as a whole: its values are in a
// script of their own, its names in that of the search box, and both are loaded when they are first asked for.
// Within a facet one value is enough; of two facets both must hold.
(function () {
  "use strict";
  const SHOWN = 6; // values of a facet before "more"
  const MANY = 200; // values of a facet after it
  const LINES = 100; // lines of a whole list that are shown at once
  const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const element = (name, text = "", attributes = {}) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const number = (count) => count.toLocaleString("en");

  function state(facets) {
    // Chosen values by facet (a Set of places), the range of years, the words.
    return { chosen: facets.map(() => new Set()), from: null, to: null, text: "" };
  }

  function read(facets, now) {
    const given = new URLSearchParams(location.hash.slice(1));
    Object.assign(now, state(facets));
    facets.forEach((facet, n) => {
      for (const value of given.getAll(facet.name)) {
        const range = facet.name === "year" && /^(\d*)-(\d*)$/.exec(value);
        if (range) [now.from, now.to] = [range[1] ? Number(range[1]) : null, range[2] ? Number(range[2]) : null];
        else if (facet.values.includes(value)) now.chosen[n].add(facet.values.indexOf(value));
      }
    });
    now.text = given.get("text") || "";
  }

  function address(facets, now) {
    const said = new URLSearchParams();
    facets.forEach((facet, n) => {
      for (const place of [...now.chosen[n]].sort((a, b) => a - b)) said.append(facet.name, facet.values[place]);
      if (facet.name === "year" && (now.from !== null || now.to !== null)) said.append("year", `${now.from ?? ""}-${now.to ?? ""}`);
    });
    if (now.text) said.append("text", now.text);
    const hash = said.toString();
    return hash ? `#${hash}` : location.pathname.split("/").pop() || "./";
  }

  function start(table, { facets, rows, whole }) {
    const now = state(facets);
    const year = facets.findIndex((facet) => facet.name === "year");
    const box = document.querySelector(".filter");
    const input = box.querySelector("input");
    const status = box.querySelector("[role=status]");
    const bar = element("div", "", { class: "narrowed" });
    table.before(bar);

    const isActive = (n) => now.chosen[n].size > 0 || (n === year && (now.from !== null || now.to !== null));
    function holds(entry, n) {
      if (!isActive(n)) return true;
      const own = entry.values[n] || [];
      if (n === year && (now.from !== null || now.to !== null)) {
        const at = own.length ? Number.parseInt(facets[n].values[own[0]], 10) : Number.NaN;
        if (!(at >= (now.from ?? -Infinity) && at <= (now.to ?? Infinity))) return false;
        if (!now.chosen[n].size) return true;
      }
      return own.some((place) => now.chosen[n].has(place));
    }
    const words = () => folded(now.text).split(/\s+/).filter(Boolean);
    const says = (entry, wanted) => wanted.every((word) => entry.text.includes(word));
    // One way through the rows: those that have all of it, and how many would have each value if its facet asked for nothing.
    function pass() {
      const wanted = words();
      const found = [];
      const counts = facets.map(() => new Map());
      const spared = new Map(); // what alone keeps rows out -> how many
      const add = (entry, n) => { for (const place of entry.values[n] || []) counts[n].set(place, (counts[n].get(place) || 0) + 1); };
      for (const entry of rows) {
        let failed = says(entry, wanted) ? null : "text";
        let more = false;
        for (let n = 0; n < facets.length && !more; n++) {
          if (holds(entry, n)) continue;
          if (failed !== null) more = true;
          else failed = n;
        }
        if (more) continue;
        if (failed === null) { found.push(entry); facets.forEach((_, n) => add(entry, n)); }
        else { spared.set(failed, (spared.get(failed) || 0) + 1); if (failed !== "text") add(entry, failed); }
      }
      return { found, counts, spared };
    }

    const groups = facets.map((facet, n) => (n === year ? null : group(facet)));
    function group(facet) {
      const set = element("fieldset");
      set.append(element("legend", facet.label));
      const list = element("ul");
      set.append(list);
      const more = element("button", "", { type: "button", class: "more" });
      more.addEventListener("click", () => { set.classList.toggle("all"); show(); });
      const beyond = element("p", "", { class: "note" });
      const find = element("input", "", { type: "search", class: "find", placeholder: "Find in these", "aria-label": `Find in ${facet.label}`, autocomplete: "off", spellcheck: "false" });
      find.addEventListener("input", show);
      list.before(find);
      set.append(more, beyond);
      return { set, list, items: new Map(), more, beyond, find, folded: facet.values.map(folded) };
    }
    function item(made, n, place) {
      if (!made.items.has(place)) {
        const label = element("label");
        const check = element("input", "", { type: "checkbox" });
        const count = element("span", "", { class: "n" });
        label.append(check, " ", element("span", facets[n].values[place]), " ", count);
        const line = element("li");
        line.append(label);
        check.addEventListener("change", () => { now.chosen[n][check.checked ? "add" : "delete"](place); changed(); });
        made.items.set(place, { line, check, count });
      }
      return made.items.get(place);
    }

    function years() {
      const set = element("fieldset", "", { class: "years" });
      set.append(element("legend", facets[year].label));
      const known = facets[year].values.map((value) => Number.parseInt(value, 10)).filter((value) => !Number.isNaN(value));
      const [first, last] = [Math.min(...known), Math.max(...known)];
      const ends = ["from", "to"].map((end) => {
        const label = element("label", end === "from" ? "From " : "to ");
        const field = element("input", "", { type: "number", min: first, max: last, placeholder: end === "from" ? first : last });
        field.addEventListener("change", () => { now[end] = field.value === "" ? null : Number(field.value); changed(); });
        label.append(field);
        set.append(label);
        return [end, field];
      });
      return { set, ends };
    }

    function changed(replace = false) {
      history[replace ? "replaceState" : "pushState"](null, "", address(facets, now));
      show();
    }

    function chip(label, remove, what = "") {
      const button = element("button", "", { type: "button", class: "chip" });
      button.append(element("span", label), element("span", " ×", { "aria-hidden": "true" }));
      button.setAttribute("aria-label", what || `Remove ${label}`);
      button.addEventListener("click", () => { remove(); changed(); (bar.querySelector("button") || input).focus(); });
      return button;
    }

    function active() {
      const found = [];
      facets.forEach((facet, n) => {
        for (const place of now.chosen[n]) found.push([n, `${facet.label}: ${facet.values[place]}`, () => now.chosen[n].delete(place)]);
        if (n === year && (now.from !== null || now.to !== null)) {
          found.push([n, `Year: ${now.from ?? "…"} to ${now.to ?? "…"}`, () => { now.from = now.to = null; }]);
        }
      });
      return found;
    }

    function show() {
      const { found, counts, spared } = pass();
      const chosen = active();
      const asked = chosen.length > 0 || words().length > 0;
      if (whole) whole(found, asked);
      else { const shown = new Set(found); for (const entry of rows) entry.row.hidden = !shown.has(entry); }
      status.textContent = asked ? `${number(found.length)} of ${number(rows.length)}` : "";
      groups.forEach((made, n) => made && recount(made, n, counts[n]));
      for (const [end, field] of span ? span.ends : []) field.value = now[end] ?? "";
      if (input.value !== now.text) input.value = now.text;
      narrowed(chosen, found.length, spared);
    }

    function recount(made, n, counts) {
      const all = made.set.classList.contains("all");
      made.find.hidden = !all;
      const wanted = all ? folded(made.find.value).split(/\s+/).filter(Boolean) : [];
      const fits = (place) => wanted.every((word) => made.folded[place].includes(word));
      const there = [...counts.keys()].filter(fits).sort((a, b) => counts.get(b) - counts.get(a) || a - b);
      const places = new Set([...there.slice(0, all ? MANY : SHOWN), ...now.chosen[n]]);
      const lines = [...places].sort((a, b) => a - b).map((place) => {
        const one = item(made, n, place);
        one.check.checked = now.chosen[n].has(place);
        one.count.textContent = number(counts.get(place) || 0);
        return one.line;
      });
      if (lines.length !== made.list.children.length || lines.some((line, at) => made.list.children[at] !== line)) {
        const focused = document.activeElement;
        made.list.replaceChildren(...lines);
        if (made.list.contains(focused)) focused.focus();
      }
      made.set.hidden = !places.size && !wanted.length;
      made.more.hidden = there.length <= SHOWN && !all;
      made.more.textContent = all ? "Fewer" : `${number(Math.min(there.length, MANY) - SHOWN)} more`;
      made.more.setAttribute("aria-expanded", String(all));
      made.more.setAttribute("aria-label", `${made.more.textContent}: ${facets[n].label}`);
      made.beyond.textContent = all && there.length > MANY ? `${number(MANY)} of ${number(there.length)} are shown; the field above finds the others.` : wanted.length && !there.length ? "None of these says that." : "";
    }

    function narrowed(chosen, count, spared) {
      bar.replaceChildren(...chosen.map(([, label, remove]) => chip(label, remove)));
      if (chosen.length + (now.text ? 1 : 0) > 1) bar.append(chip("Clear all", () => Object.assign(now, state(facets)), "Clear all"));
      if (count) return;
      // Which facet emptied the list: what would be there without it.
      const said = element("p", "Nothing here has all of this. ", { class: "empty" });
      const parts = [...new Map(chosen.map(([n, label]) => [n, label])).entries()];
      if (now.text) parts.push(["text", `the words “${now.text}”`]);
      const helpful = parts.map(([n, label]) => [n, label, spared.get(n) || 0]).filter(([, , found]) => found);
      for (const [n, label, found] of helpful) {
        const button = element("button", `Without ${label}: ${number(found)}`, { type: "button", class: "chip" });
        button.addEventListener("click", () => {
          if (n === "text") now.text = "";
          else { now.chosen[n].clear(); if (n === year) now.from = now.to = null; }
          changed();
          (bar.querySelector("button") || input).focus();
        });
        said.append(button, " ");
      }
      if (!helpful.length) said.append("Two or more of these have to go.");
      bar.append(said);
    }

    const span = year >= 0 ? years() : null;
    if (facets.length) {
      const panel = element("details", "", { class: "facets" });
      panel.append(element("summary", "Narrow down"));
      const inside = element("div");
      facets.forEach((_, n) => inside.append(n === year ? span.set : groups[n].set));
      panel.append(inside);
      bar.before(panel);
      read(facets, now);
      panel.open = active().length > 0 && innerWidth > 640; // on a phone the list comes first; chips say what it is narrowed by
    } else read(facets, now);
    input.addEventListener("input", () => { now.text = input.value; changed(true); });
    for (const event of ["popstate", "hashchange"]) addEventListener(event, () => { read(facets, now); show(); });
    box.hidden = false;
    if (!now.text && input.value) now.text = input.value; // kept by the browser over a reload
    show();
  }

  // A list on one page: its rows, and the values that stand beside them.
  function local(table) {
    const block = document.getElementById("facets");
    const { facets, rows: values } = block ? JSON.parse(block.textContent) : { facets: [], rows: [] };
    const rows = [...table.tBodies[0].rows].map((row, n) => ({ row, text: folded(row.textContent), values: values[n] || [] }));
    return { facets, rows };
  }

  const assets = document.currentScript.src.replace(/[^/]*$/, "");
  const load = (name) => new Promise((done, failed) => {
    const script = element("script", "", { src: assets + name });
    script.addEventListener("load", done);
    script.addEventListener("error", failed);
    document.head.append(script);
  });

  // A list in parts: columns of its values and of the search box, both in the order of the search box.
  function columns(table, kind) {
    const { heads, facets, numbers } = globalThis.KG_LISTS[kind];
    const data = globalThis.KG_SEARCH.find((one) => one.kind === kind);
    const lines = (text) => (text ? text.split("\n") : []);
    const [labels, slugs, texts, names] = [data.label, data.slug, data.text, data.names].map(lines);
    const values = facets.map((facet) => lines(facet.rows).map((row) => (row ? row.split(" ").map((place) => Number.parseInt(place, 36)) : [])));
    const more = numbers.map(lines);
    const rows = labels.map((label, n) => ({
      n, text: folded(`${label} ${texts[n] || ""} ${names[n] || ""}`), values: values.map((column) => column[n] || []),
    }));
    const found = element("table", "", { class: `list ${kind}-list` });
    const head = element("tr");
    const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true, sensitivity: "base" });
    let order = null; // by which column, and whether downwards
    heads.forEach(([text, css], at) => {
      const cell = element("th", "", css ? { scope: "col", class: css } : { scope: "col" });
      const button = element("button", text, { type: "button" });
      button.addEventListener("click", () => {
        const now = cell.getAttribute("aria-sort");
        for (const other of head.cells) other.removeAttribute("aria-sort");
        order = { at, down: now ? now === "ascending" : cell.classList.contains("num") };
        cell.setAttribute("aria-sort", order.down ? "descending" : "ascending");
        most = LINES;
        draw();
      });
      cell.append(button);
      head.append(cell);
    });
    found.append(element("thead"), element("tbody"));
    found.tHead.append(head);
    const beyond = element("button", "", { type: "button", class: "plain-button" });
    table.after(found, beyond);
    const rest = [...document.querySelectorAll("nav.parts, .pager, .list-more"), table];
    let [current, most] = [[], LINES];
    const said = ({ n }, at) => (at === 0 ? labels[n] : heads[at][1] === "title" ? texts[n] : more[heads.slice(1, at).filter(([, css]) => css !== "title").length][n]) || "";
    function sorted() { // all that were found, not only the lines that are shown
      if (!order) return current;
      const keys = current.map((one) => [said(one, order.at), one]);
      keys.sort(([a], [b]) => (a === "") - (b === "") || (order.down ? collator.compare(b, a) : collator.compare(a, b)));
      return keys.map(([, one]) => one);
    }
    function line({ n }) {
      const row = element("tr");
      const name = element("th", "", { scope: "row" });
      const slug = slugs[n] || KG_SLUG(labels[n], kind === "person");
      name.append(element("a", labels[n], { class: kind, href: `${assets}../${kind}/${encodeURIComponent(slug)}.html` }));
      row.append(name);
      let at = 0;
      for (const [, css] of heads.slice(1)) row.append(element("td", css === "title" ? texts[n] || "" : more[at++][n] || "", css ? { class: css } : {}));
      return row;
    }
    function draw() {
      found.tBodies[0].replaceChildren(...sorted().slice(0, most).map(line));
      beyond.hidden = found.hidden || current.length <= most;
      beyond.textContent = `Show ${number(Math.min(LINES, current.length - most))} more`;
    }
    beyond.addEventListener("click", () => { most += LINES; draw(); });
    const whole = (wanted, asked) => {
      [current, most] = [asked ? wanted : [], LINES];
      for (const one of rest) one.hidden = asked;
      found.hidden = !asked || !wanted.length;
      draw();
    };
    return { facets, rows, whole };
  }
  /* The last part of an address where it follows from the label, as kg/web/search.py has it. */
  const KG_SLUG = (label, rotated) => {
    const words = label.toLowerCase().replace(/[^a-z0-9]+/g, " ").trim().split(" ");
    return (rotated ? [...words.slice(-1), ...words.slice(0, -1)] : words).join("-");
  };

  function later(table, kind) {
    const box = document.querySelector(".filter");
    const status = box.querySelector("[role=status]");
    const panel = element("details", "", { class: "facets" });
    panel.append(element("summary", "Narrow down"), element("div"));
    table.before(panel);
    box.hidden = false;
    let begun = false;
    const begin = () => {
      if (begun) return;
      begun = true;
      status.textContent = "Loading…";
      Promise.all([load(`list-${kind}.js`), load("search-data.js")]).then(() => {
        const opened = panel.open;
        const focused = panel.contains(document.activeElement);
        panel.remove();
        start(table, columns(table, kind));
        const made = document.querySelector("details.facets");
        if (made && opened) made.open = true;
        if (made && focused) made.querySelector("summary").focus();
      }).catch(() => { status.textContent = "The data of the whole list could not be loaded. Its parts show everything."; });
    };
    panel.addEventListener("toggle", begin);
    box.querySelector("input").addEventListener("input", begin);
    addEventListener("hashchange", begin);
    if (location.hash.includes("=") || box.querySelector("input").value) begin();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const table = document.querySelector("table.list");
    if (!table || !document.querySelector(".filter")) return;
    if (table.dataset.whole) later(table, table.dataset.whole);
    else start(table, local(table));
  });
})();
