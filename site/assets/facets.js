// What script adds to the lists: a filter by words, and facets that narrow a list down, combine, show counts and live in the address.
// The values stand in the page as JSON, row by row. Within a facet one value is enough; of two facets both must hold.
(function () {
  "use strict";
  const SHOWN = 6; // values of a facet before "more"
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

  function start(table) {
    const block = document.getElementById("facets");
    const { facets, rows: values } = block ? JSON.parse(block.textContent) : { facets: [], rows: [] };
    const rows = [...table.tBodies[0].rows].map((row, n) => ({ row, text: folded(row.textContent), values: values[n] || [] }));
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
    const without = (skipped) => {
      const wanted = words();
      return rows.filter((entry) => (skipped === "text" || says(entry, wanted)) && facets.every((_, n) => n === skipped || holds(entry, n)));
    };

    const groups = facets.map((facet, n) => (n === year ? null : group(facet, n)));
    function group(facet, n) {
      const set = element("fieldset");
      set.append(element("legend", facet.label));
      const list = element("ul");
      const items = facet.values.map((value, place) => {
        const label = element("label");
        const check = element("input", "", { type: "checkbox" });
        const count = element("span", "", { class: "n" });
        label.append(check, " ", element("span", value), " ", count);
        const item = element("li");
        item.append(label);
        check.addEventListener("change", () => { now.chosen[n][check.checked ? "add" : "delete"](place); changed(); });
        return { item, check, count, place };
      });
      list.append(...items.map(({ item }) => item));
      set.append(list);
      const more = element("button", "", { type: "button", class: "more" });
      more.addEventListener("click", () => { set.classList.toggle("all"); show(); });
      set.append(more);
      return { set, items, more };
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
      const shown = new Set(without(null));
      for (const entry of rows) entry.row.hidden = !shown.has(entry);
      const chosen = active();
      status.textContent = chosen.length || words().length ? `${number(shown.size)} of ${number(rows.length)}` : "";
      groups.forEach((made, n) => made && recount(made, n));
      for (const [end, field] of span ? span.ends : []) field.value = now[end] ?? "";
      if (input.value !== now.text) input.value = now.text;
      narrowed(chosen, shown.size);
    }

    function recount({ set, items, more }, n) {
      const counts = new Map();
      for (const entry of without(n)) for (const place of entry.values[n] || []) counts.set(place, (counts.get(place) || 0) + 1);
      const all = set.classList.contains("all");
      const order = items.slice().sort((a, b) => (counts.get(b.place) || 0) - (counts.get(a.place) || 0) || a.place - b.place);
      const there = order.filter((one) => counts.get(one.place) || now.chosen[n].has(one.place));
      const top = new Set(there.slice(0, SHOWN));
      for (const one of items) {
        const count = counts.get(one.place) || 0;
        one.check.checked = now.chosen[n].has(one.place);
        one.count.textContent = number(count);
        one.item.hidden = !(top.has(one) || one.check.checked || (all && count));
      }
      set.hidden = !there.length;
      more.hidden = there.length <= SHOWN;
      more.textContent = all ? "Fewer" : `${number(there.length - SHOWN)} more`;
      more.setAttribute("aria-expanded", String(all));
      more.setAttribute("aria-label", `${more.textContent}: ${facets[n].label}`);
    }

    function narrowed(chosen, count) {
      bar.replaceChildren(...chosen.map(([, label, remove]) => chip(label, remove)));
      if (chosen.length + (now.text ? 1 : 0) > 1) bar.append(chip("Clear all", () => Object.assign(now, state(facets)), "Clear all"));
      if (count) return;
      // Which facet emptied the list: what would be there without it.
      const said = element("p", "Nothing here has all of this. ", { class: "empty" });
      const parts = [...new Map(chosen.map(([n, label]) => [n, label])).entries()];
      if (now.text) parts.push(["text", `the words “${now.text}”`]);
      const helpful = parts.map(([n, label]) => [n, label, without(n).length]).filter(([, , found]) => found);
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

  document.addEventListener("DOMContentLoaded", () => {
    const table = document.querySelector("table.list");
    if (table && document.querySelector(".filter")) start(table);
  });
})();
