// What script adds to the pages: the theme switch, the search box, copy buttons, filter and sorting of lists.
// Everything is there without it. Loaded in the head, so that a stored theme is set before the first paint.
(function () {
  "use strict";
  const root = document.documentElement;
  const stored = {
    get() { try { return localStorage.getItem("theme"); } catch { return null; } },
    set(value) { try { localStorage.setItem("theme", value); } catch { /* private mode: the choice lasts for this page */ } },
  };
  if (location.protocol === "file:") carry();
  const theme = stored.get();
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;

  // In Firefox each page that is opened from disk has a storage of its own: there, the chosen colours go with a link to the next page.
  function carry() {
    const here = new URL(location.href), came = here.searchParams.get("theme");
    if (came) {
      stored.set(came);
      here.searchParams.delete("theme");
      history.replaceState(history.state, "", here.href);
    }
    for (const name of ["click", "auxclick"]) {
      addEventListener(name, (event) => { // last of all, when it is sure that the link is followed
        const link = event.target.closest?.("a[href]:not([download])"), written = link?.getAttribute("href");
        const there = link && new URL(written, location.href);
        if (!link || event.defaultPrevented || !root.dataset.theme || there.protocol !== "file:" || there.pathname === location.pathname) return;
        there.searchParams.set("theme", root.dataset.theme);
        link.setAttribute("href", there.href);
        setTimeout(() => link.setAttribute("href", written));
      });
    }
  }

  function themeSwitch() {
    const button = document.createElement("button");
    [button.className, button.type] = ["theme", "button"];
    const prefers = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : prefers.matches);
    const show = () => { button.textContent = isDark() ? "Light" : "Dark"; button.setAttribute("aria-label", `Switch to ${isDark() ? "light" : "dark"} colours`); };
    button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; stored.set(root.dataset.theme); show(); });
    prefers.addEventListener("change", show);
    show();
    document.querySelector("header.top")?.append(button);
  }

  function selectText(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  /** A reference as a word processor takes it, and as plain text. */
  function withItalics(node) {
    const as = (type, content) => [type, new Blob([content], { type })];
    return new ClipboardItem(Object.fromEntries([as("text/plain", node.textContent), as("text/html", node.innerHTML)]));
  }

  async function copy(button) {
    const node = document.getElementById(button.dataset.copy);
    try {
      if (node.querySelector("em")) await navigator.clipboard.write([withItalics(node)]);
      else await navigator.clipboard.writeText(node.textContent);
    } catch {
      selectText(node);
      if (!document.execCommand("copy")) return "Selected";
    }
    return "Copied";
  }

  function copyButtons() {
    for (const text of document.querySelectorAll("#ref, #bib")) {
      const box = document.createElement("div");
      box.className = "copyable";
      text.replaceWith(box);
      box.append(text);
    }
    for (const box of document.querySelectorAll(".copyable:not(:has(.copy))")) {
      const button = document.createElement("button");
      button.className = "copy";
      button.type = "button";
      button.textContent = "Copy";
      button.dataset.copy = box.querySelector("[id]").id;
      box.append(button);
    }
    for (const button of document.querySelectorAll("button.copy")) {
      button.hidden = false;
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", async () => {
        button.textContent = await copy(button);
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      });
    }
  }

  const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  function filter(table) {
    const box = document.querySelector(".filter");
    if (!box || document.querySelector('script[src$="facets.js"]')) return; // lists of things have facets too
    const input = box.querySelector("input");
    const status = box.querySelector("[role=status]");
    const rows = [...table.tBodies[0].rows].map((row) => [row, folded(row.textContent)]);
    const apply = () => {
      const words = folded(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [row, text] of rows) {
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      status.textContent = words.length ? `${shown} of ${rows.length}` : "";
    };
    input.addEventListener("input", apply);
    box.hidden = false;
    if (input.value) apply();
  }

  function sorting(table) {
    const heads = [...table.tHead.rows[0].cells];
    const collator = new Intl.Collator(root.lang || "en", { numeric: true, sensitivity: "base" });
    const key = (row, n) => row.cells[n].dataset.sort ?? row.cells[n].textContent.trim();
    heads.forEach((head, n) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const down = now ? now === "ascending" : head.classList.contains("num");
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows].map((row) => [key(row, n), row]);
        rows.sort(([a], [b]) => (a === "") - (b === "") || (down ? collator.compare(b, a) : collator.compare(a, b)));
        table.tBodies[0].append(...rows.map(([, row]) => row));
      });
    });
  }

  const assets = document.currentScript.src.replace(/[^/]*$/, "");
  function load(name) {
    const script = document.createElement("script");
    [script.src, script.async] = [assets + name, false];
    document.head.append(script);
    return script;
  }

  // What only pages of things have is not named in each of them, for they are many: they are those one folder below assets/.
  const [folder, file] = location.href.split(/[?#]/)[0].split("/").slice(-2);
  if (document.currentScript.getAttribute("src") === "../assets/site.js" && file !== "index.html") {
    if (folder === "work") load("work.js");
    load("near.js");
  }

  // The link to the works becomes a box to search in; what searches is loaded when somebody does.
  function searching() {
    const link = document.querySelector("a.search");
    if (!link) return;
    const form = document.createElement("form");
    form.className = "search";
    form.setAttribute("role", "search");
    const input = document.createElement("input");
    const looks = { type: "search", placeholder: matchMedia("(max-width: 40rem)").matches ? "Search" : "Search  /", autocomplete: "off", spellcheck: "false", enterkeyhint: "go", role: "combobox" };
    const said = { "aria-label": "Search", "aria-keyshortcuts": "/", "aria-autocomplete": "list", "aria-expanded": "false", "aria-haspopup": "listbox" };
    for (const [name, value] of Object.entries({ ...looks, ...said })) input.setAttribute(name, value);
    form.append(input);
    form.addEventListener("submit", (event) => event.preventDefault());
    link.replaceWith(form);
    let script = null, from = null; // where the focus was when / was pressed
    const wanted = () => {
      if (globalThis.KG_BOX) { globalThis.KG_BOX.open(from); return; }
      if (script) return;
      script = load("search.js");
      script.addEventListener("load", () => { if (document.activeElement === input) globalThis.KG_BOX.open(from); });
    };
    input.addEventListener("input", () => wanted());
    input.addEventListener("click", () => wanted());
    input.addEventListener("blur", () => { from = null; });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]:not([contenteditable=false])");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || typing) return;
      event.preventDefault();
      from = document.activeElement;
      input.focus();
      input.select();
      wanted();
    });
    const query = new URLSearchParams(location.search).get("search");
    if (query) { input.value = query; wanted(); }
  }

  function contents() {
    const aside = document.querySelector(".node > aside");
    const heads = [...document.querySelectorAll(".node > .main > section[id] > h2")];
    if (!aside || heads.length < 4) return;
    const nav = document.createElement("nav");
    nav.className = "contents";
    nav.setAttribute("aria-labelledby", "contents");
    const title = document.createElement("h2");
    title.id = "contents";
    title.textContent = "On this page";
    const list = document.createElement("ul");
    for (const head of heads) {
      const link = document.createElement("a");
      link.href = `#${head.parentElement.id}`;
      link.textContent = head.textContent;
      list.append(document.createElement("li"));
      list.lastChild.append(link);
    }
    nav.append(title, list);
    aside.append(nav);
  }

  // Previous and next: in the list that one came from, as it was filtered and sorted. No page knows its neighbours.
  const TRAIL = 100; // rows before and after the one that was chosen

  function leave(table) {
    table.addEventListener("click", (event) => {
      const row = event.target.closest("tbody tr");
      if (!row || !event.target.closest("th a")) return;
      const rows = [...table.tBodies[0].rows].filter((one) => !one.hidden && one.getClientRects().length);
      const at = rows.indexOf(row);
      const near = rows.slice(Math.max(0, at - TRAIL), at + TRAIL + 1).map((one) => one.querySelector("th a")).filter(Boolean);
      try {
        sessionStorage.setItem("trail", JSON.stringify(near.map((a) => [a.href, a.textContent.trim()])));
      } catch { /* private mode: no ways to the neighbours */ }
    });
  }

  function trail() {
    const crumbs = document.querySelector(".crumbs");
    if (!crumbs) return;
    let near = [];
    try { near = JSON.parse(sessionStorage.getItem("trail")) ?? []; } catch { return; }
    const at = near.findIndex(([href]) => href === location.href.split("#")[0]);
    if (at < 0) return;
    const ways = document.createElement("span");
    ways.className = "trail";
    for (const [rel, text, found] of [["prev", "Previous", near[at - 1]], ["next", "Next", near[at + 1]]]) {
      if (!found) continue;
      const link = document.createElement("a");
      [link.href, link.title, link.rel, link.textContent] = [found[0], found[1], rel, text];
      link.setAttribute("aria-label", `${text} in the list: ${found[1]}`);
      ways.append(link);
    }
    crumbs.append(ways);
  }

  // Firefox does not bring a link of a drawing into view when Tab leads to it, only the shapes in it.
  document.addEventListener("focusin", ({ target }) => {
    const shape = target.ownerSVGElement && target.matches(":focus-visible") && target.querySelector("rect, text");
    if (shape) shape.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  document.addEventListener("DOMContentLoaded", () => {
    trail();
    themeSwitch();
    searching();
    contents();
    copyButtons();
    for (const table of document.querySelectorAll("table.list")) { sorting(table); filter(table); leave(table); }
  });
})();
