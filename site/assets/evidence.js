// What script adds to the evidence matrix: filters kept in the address, order, and the tables as CSV.
// The tables are whole without it.
(function () {
  "use strict";
  const NAMES = ["concept", "stance", "how", "text", "order"];
  const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const words = (node) => node.textContent.replace(/\s+/g, " ").trim();

  /* --- CSV: RFC 4180, and nothing in it that a spreadsheet takes for a formula ---------------------- */

  function cell(text) {
    const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  }

  function save(name, rows) {
    const text = rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  const shown = (rows) => rows.filter((row) => !row.hidden);

  function matrixRows(table) {
    const heads = [...table.tHead.rows[0].cells];
    const found = [["claim", "statement", "stance", "source", "source_label", "design", "study", "according_to", "certainty", "attribution", "place", "quotation"]];
    for (const row of shown(claims(table))) {
      for (const mark of row.querySelectorAll(".mk:not([hidden])")) {
        const head = heads[mark.closest("td").cellIndex];
        const other = mark.querySelector("a.claim");
        const ofWork = "key" in head.dataset;
        const quote = mark.querySelector("blockquote q");
        found.push([
          row.dataset.key, words(row.querySelector("a.claim")), words(mark.querySelector(".sign + span")),
          ofWork ? head.dataset.key : "", words(ofWork ? head.querySelector("a") : other), words(head.querySelector(".design") || document.createElement("i")),
          mark.dataset.study || "", mark.dataset.via || "", mark.classList.contains("hedged") ? "hedged" : "", "joint" in mark.dataset ? "collective" : "",
          mark.dataset.place || "", quote ? words(quote) : "",
        ]);
      }
    }
    return found;
  }

  function synthesisRows(table) {
    const said = (node) => {
      const kinds = [...node.querySelectorAll("summary")];
      if (kinds.length) return kinds.map((k) => words(k.cloneNode(true)).replace(/^\S\s/, "")).join("; ");
      const title = node.querySelector(".title");
      return title ? `${words(node.querySelector("a"))}. ${words(title)}` : words(node);
    };
    return [...table.rows].map((row) => [...row.cells].map(said));
  }

  function downloads() {
    const made = { matrix: ["evidence.csv", matrixRows], synthesis: ["works.csv", synthesisRows] };
    for (const button of document.querySelectorAll("[data-csv]")) {
      const [name, rows] = made[button.dataset.csv];
      button.addEventListener("click", () => save(name, rows(document.getElementById(button.dataset.csv))));
      button.parentElement.hidden = false;
    }
  }

  /* --- Filters and order --------------------------------------------------------------------------- */

  const claims = (table) => [...table.querySelectorAll("tr[data-key]")];

  function fits(mark, { stance, how }) {
    if (stance && !mark.classList.contains(`stance-${stance}`)) return false;
    if (how === "first") return !mark.classList.contains("at-second");
    return !how || mark.classList.contains(how === "second" ? "at-second" : how);
  }

  function sift(table, texts, wanted) {
    const sought = folded(wanted.text).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of claims(table)) {
      let marks = 0;
      for (const mark of row.querySelectorAll(".mk")) {
        mark.hidden = !fits(mark, wanted);
        marks += mark.hidden ? 0 : 1;
      }
      const about = !wanted.concept || row.dataset.about.split(" ").includes(wanted.concept);
      row.hidden = !about || !sought.every((word) => texts.get(row).includes(word)) || ((wanted.stance || wanted.how) && !marks);
      count += row.hidden ? 0 : 1;
    }
    columns(table, NAMES.slice(0, 4).some((name) => wanted[name]));
    return count;
  }

  // Works with nothing left to show are left out while something is filtered.
  function columns(table, filtered) {
    const used = new Set();
    for (const row of shown(claims(table))) {
      for (const mark of row.querySelectorAll(".mk:not([hidden])")) used.add(mark.closest("td").cellIndex);
    }
    for (const row of [table.tHead.rows[0], ...claims(table)]) {
      [...row.cells].forEach((one, n) => { one.hidden = filtered && n > 0 && !used.has(n); });
    }
  }

  const RANKS = {
    works: (row) => new Set([...row.querySelectorAll(".mk")].map((mark) => mark.closest("td").cellIndex)).size,
    against: (row) => row.querySelectorAll(".mk.stance-disputes").length * 1000 + row.querySelectorAll(".mk.stance-qualifies").length,
  };

  function arrange(table, groups, flat, order) {
    const rows = groups.flatMap(([, mine]) => mine);
    if (RANKS[order] || order === "claim") {
      const rank = RANKS[order] || (() => 0);
      const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true, sensitivity: "base" });
      const keys = new Map(rows.map((row) => [row, [rank(row), words(row.querySelector("a.claim"))]]));
      flat.append(...rows.sort((a, b) => keys.get(b)[0] - keys.get(a)[0] || collator.compare(keys.get(a)[1], keys.get(b)[1])));
      for (const [body] of groups) body.remove();
      table.append(flat);
    } else {
      flat.remove();
      for (const [body, mine] of groups) { body.append(...mine); table.append(body); }
    }
  }

  function hideGroups(groups) {
    for (const [body, mine] of groups) {
      const count = mine.filter((row) => !row.hidden).length;
      const said = body.rows[0].querySelector(".n");
      body.hidden = !count;
      said.dataset.all ??= said.textContent;
      said.textContent = count < mine.length ? `${count} of ${said.dataset.all}` : said.dataset.all;
    }
  }

  function filters(table) {
    const form = document.querySelector(".sift");
    const fields = Object.fromEntries(NAMES.map((name) => [name, form.querySelector(`[name=${name}]`)]));
    const status = form.querySelector("[role=status]");
    const nothing = document.querySelector(".nothing");
    const groups = [...table.tBodies].map((body) => [body, [...body.rows].filter((row) => row.dataset.key !== undefined)]);
    const texts = new Map(claims(table).map((row) => [row, folded(`${row.textContent} ${row.dataset.about.replaceAll("-", " ")}`)]));
    const flat = document.createElement("tbody");
    const total = texts.size;
    const wanted = () => Object.fromEntries(NAMES.map((name) => [name, fields[name].value]));
    let order = "";

    function show() {
      const now = wanted();
      if (now.order !== order) { arrange(table, groups, flat, now.order); order = now.order; }
      const count = sift(table, texts, now);
      hideGroups(groups);
      status.textContent = NAMES.slice(0, 4).some((name) => now[name]) ? `${count} of ${total} claims` : "";
      nothing.hidden = count > 0;
      table.parentElement.hidden = count === 0;
      return now;
    }

    function noted() {
      const now = show();
      const state = new URLSearchParams(NAMES.filter((name) => now[name]).map((name) => [name, now[name]])).toString();
      history.replaceState(null, "", state ? `#${state}` : location.pathname + location.search);
    }

    function restored() {
      if (location.hash && !location.hash.includes("=")) return; // a place on the page
      const state = new URLSearchParams(location.hash.slice(1));
      for (const name of NAMES) {
        const field = fields[name];
        field.value = state.get(name) || "";
        if (field.selectedIndex === -1) field.value = "";
      }
      show();
    }

    form.addEventListener("input", noted);
    for (const button of document.querySelectorAll("[data-clear]")) {
      button.addEventListener("click", () => {
        for (const name of NAMES) fields[name].value = "";
        noted();
        fields.concept.focus();
      });
    }
    addEventListener("hashchange", restored);
    form.hidden = false;
    restored();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const table = document.getElementById("matrix");
    downloads();
    if (table) filters(table);
  });
})();
