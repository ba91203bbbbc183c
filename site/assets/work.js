// What script adds to the page of a work: its reference in other styles, and the work as RIS and Turtle.
// All of it is made from what the page says: its JSON-LD, its citation meta tags and its details. No word of a title is changed.
(function (start) {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})(function () {
  "use strict";
  const $ = (selector) => document.querySelector(selector);
  const text = (selector) => $(selector)?.textContent.trim() ?? "";

  // ---------------------------------------------------------------------------------------------- what the page says

  const said = (() => {
    try { return JSON.parse(text('script[type="application/ld+json"]')); } catch { return {}; }
  })();
  const base = said["@context"]?.[1]?.["@base"] ?? "";
  const metas = (name) => [...document.querySelectorAll(`meta[name="citation_${name}"]`)].map((m) => m.content);
  const meta = (name) => metas(name)[0] ?? "";

  const details = new Map();
  for (const dt of document.querySelectorAll("aside dt")) {
    const value = dt.nextElementSibling.cloneNode(true);
    for (const mark of value.querySelectorAll(".unsure")) mark.remove();
    details.set(dt.textContent, value.textContent.trim());
  }
  const detail = (name) => details.get(name) ?? "";

  function person(who) {
    if (who["@type"] === "Organization") return { name: who.name };
    const family = who.familyName ?? who.name.split(" ").pop();
    const given = who.name.endsWith(` ${family}`) ? who.name.slice(0, -family.length - 1) : "";
    return given ? { name: who.name, family, given } : { name: who.name };
  }

  /** The people of a role; where they are not confirmed, they stand in the line below the title only. */
  function people(role) {
    if (said[role]) return said[role].map(person);
    const own = role === "author" && $(".caution") ? document.querySelectorAll(".by > a") : [];
    return [...own].filter((a) => !lineOf(a).includes(":")).map((a) => person({ "@type": a.href.includes("/organization/") ? "Organization" : "", name: a.textContent }));
  }

  function lineOf(node) {
    let before = "";
    for (let n = node.previousSibling; n && n.nodeName !== "BR"; n = n.previousSibling) before += n.textContent;
    return before;
  }

  const kind = text(".kicker").toLowerCase();
  const doi = meta("doi");
  const work = {
    kind,
    title: said.name ?? text("h1"),
    authors: people("author"), editors: people("editor"), translators: people("translator"),
    incomplete: /and others/.test(text(".by")),
    year: detail("Year"), status: detail("Status"), date: said.datePublished ?? "",
    container: meta("journal_title") || meta("book_title") || meta("conference_title") || (said.isPartOf ? "" : detail("Part of")),
    series: meta("series_title"),
    volume: meta("volume") || detail("Volume"), issue: meta("issue") || detail("Issue"),
    number: detail("Number"), article: detail("Article number"), edition: detail("Edition"),
    pages: (said.pagination ?? detail("Pages")).replace(/--?/g, "–"),
    house: detail("Publisher"),
    doi,
    address: doi ? `https://doi.org/${doi}` : said.url ?? said.sameAs?.[0] ?? "",
    seen: /\(seen (\d{4}(?:-\d\d){0,2})\)/.exec(detail("Web"))?.[1] ?? "",
  };
  const is = (...names) => names.some((name) => kind.includes(name));
  const thesis = is("thesis");
  const part = is("chapter", "conference paper");  // stands in a book
  const whole = !thesis && !part && !is("article", "manuscript", "web page", "blog post", "poster", "presentation") && !work.container;

  // ---------------------------------------------------------------------------------------------- pieces of a reference

  const MONTHS = "January February March April May June July August September October November December".split(" ");
  const short = (month) => (month.length > 4 ? `${month === "September" ? "Sept" : month.slice(0, 3)}.` : month);
  const dateOf = (iso) => { const [year, month, day] = iso.split("-"); return { year, month: MONTHS[month - 1] ?? "", day: day ? Number(day) : "" }; };
  const upright = (who) => who.name;
  const inverted = (who) => (who.family ? `${who.family}, ${who.given}` : who.name);
  const stop = (said) => (/[.?!][”’]?$/.test(said) ? said : `${said}.`);
  const capital = (said) => said.slice(0, 1).toUpperCase() + said.slice(1);
  const inner = (title) => title.replace(/[“"]([^“”"]*)[”"]/g, "‘$1’");
  const quoted = (title) => `“${stop(inner(title))}”`;
  const filled = (parts, between) => parts.filter(Boolean).join(between);

  function listed(names) {
    return names.length < 3 ? names.join(" and ") : `${names.slice(0, -1).join(", ")}, and ${names.at(-1)}`;
  }

  /** `345–52`: of the second number only what differs, at least two digits. Chicago has `101–8` as well. */
  function range(pages, chicago) {
    return pages.replace(/(\d+)–(\d+)/g, (all, first, last) => {
      if (first.length !== last.length || first.length < 3 || (chicago && first.endsWith("00"))) return all;
      let same = 0;
      while (first[same] === last[same]) same += 1;
      const least = chicago && first.at(-2) === "0" ? 1 : 2;
      return `${first}–${last.slice(Math.min(same, last.length - least))}`;
    });
  }

  function edition(said) {
    if (!/^\d+$/.test(said)) return /\bed(ition|n)?\b\.?$/i.test(said) ? said : `${said} ed.`;
    const teen = /1\d$/.test(said);
    return `${said}${teen ? "th" : { 1: "st", 2: "nd", 3: "rd" }[said.at(-1)] ?? "th"} ed.`;
  }

  const lead = work.authors.length ? work.authors : work.editors;
  const edited = !work.authors.length && work.editors.length > 0;
  const beside = edited ? [] : work.editors;
  const italic = (said) => ({ italic: said });

  function titled(inItalics) {
    const title = work.title || "[untitled]";
    if (!inItalics) return [quoted(title)];
    return [italic(title), /[?!.]$/.test(title) ? "" : "."];
  }

  // ---------------------------------------------------------------------------------------------- Chicago (author-date, 18th edition)

  function chicago() {
    let names = lead.map((who, n) => (n ? upright(who) : inverted(who)));
    if (work.incomplete) names = `${names.join(", ")}, et al.`;
    else if (names.length > 6) names = `${names.slice(0, 3).join(", ")}, et al.`;
    else names = names.length === 2 ? `${names[0]}, and ${names[1]}` : listed(names);
    if (edited) names += lead.length > 1 ? ", eds." : ", ed.";
    const year = stop(work.year || work.status || "n.d.");
    const title = titled(whole || (is("report") && !work.container));
    return [...(names ? [`${stop(names)} ${year} `, ...title] : [...title, ` ${year}`]), ...chicagoRest()];
  }

  function chicagoRest() {
    const by = beside.length ? `edited by ${listed(beside.map(upright))}` : "";
    const rest = [];
    if (work.translators.length) rest.push(` Translated by ${stop(listed(work.translators.map(upright)))}`);
    if (thesis) {
      rest.push(` ${stop(filled([genre("diss.", "thesis"), work.house], ", "))}`);
    } else if (work.container && part) {
      rest.push(" In ", italic(work.container), `${work.volume ? `, vol. ${work.volume}` : ""}${by ? `, ${by}` : ""}.`);
      if (work.house) rest.push(` ${stop(work.house)}`);
    } else if (work.container) {
      rest.push(" ", italic(work.container), chicagoRun());
    } else {
      if (work.edition) rest.push(` ${stop(capital(edition(work.edition)))}`);
      if (by) rest.push(` ${stop(capital(by))}`);
      if (work.series) rest.push(` ${stop(filled([work.series, work.volume], " "))}`);
      else if (work.volume) rest.push(` Vol. ${work.volume}.`);
      if (is("report") && work.number) rest.push(` No. ${work.number}.`);
      if (is("manuscript")) rest.push(" Unpublished manuscript.");
      if (work.house) rest.push(` ${stop(work.house)}`);
      if (is("web page", "blog post")) rest.push(chicagoDay(" ", "."));
    }
    if (work.seen && !work.year) { const on = dateOf(work.seen); rest.push(` Accessed ${filled([filled([on.month, on.day], " "), on.year], ", ")}.`); }
    if (work.address) rest.push(` ${work.address}.`);
    return rest;
  }

  /** Volume, issue and pages of an article; the day of one that has none of them. */
  function chicagoRun() {
    const pages = range(work.pages, true) || work.article;
    if (!work.volume && !work.issue && !pages) return chicagoDay(", ", "") + ".";
    const head = work.volume ? ` ${work.volume}${work.issue ? ` (${work.issue})` : ""}` : work.issue ? `, no. ${work.issue}` : "";
    return `${head}${pages ? `${head ? ": " : ", "}${pages}` : ""}.`;
  }

  function chicagoDay(before, after) {
    const { month, day } = dateOf(work.date);
    return day ? `${before}${month} ${day}${after}` : "";
  }

  function genre(doctoral, other) {
    return is("doctoral") ? `Doctoral ${doctoral}` : is("master") ? `Master’s ${other}` : is("bachelor") ? `Bachelor’s ${other}` : capital(other);
  }

  // ---------------------------------------------------------------------------------------------- MLA (9th edition)

  function mla() {
    const first = lead.map(inverted)[0] ?? "";
    let names = lead.length === 2 && !work.incomplete ? `${first}, and ${upright(lead[1])}` : first;
    if (first && (lead.length > 2 || work.incomplete)) names += ", et al.";
    if (edited) names += lead.length > 1 ? ", editors" : ", editor";
    const title = titled(whole || thesis || (is("report", "web page") && !work.container));
    const { month, day } = dateOf(work.date);
    const date = filled([day, month && short(month), work.year || work.status], " ");
    const opening = [names ? `${stop(names)} ` : "", ...title];
    if (thesis) return [...opening, filled([date && ` ${stop(date)}`, ` ${mlaThesis()}`, work.address && ` ${work.address}.`], "")];
    const by = (what, who) => (who.length ? `${what} by ${who.length > 2 ? `${who[0].name} et al.` : listed(who.map(upright))}` : "");
    const run = [by("translated", work.translators), by("edited", beside), work.edition && edition(work.edition)];
    run.push(work.volume && !work.series && `vol. ${work.volume}`, work.issue && `no. ${work.issue}`);
    run.push(is("report") && work.number && `no. ${work.number}`, is("manuscript") && "unpublished manuscript");
    run.push(is("journal", "magazine", "newspaper") ? "" : work.house, date, mlaPages());
    const known = [...run, work.address].filter(Boolean);
    const said = work.container || !run.some(Boolean) ? known : [capital(known[0]), ...known.slice(1)];
    const rest = work.container ? [" ", italic(work.container), ", "] : [" "];
    rest.push(stop(said.join(", ")));
    if (!said.length) rest.splice(-1, 1);
    if (work.series) rest.push(` ${stop(filled([work.series, work.volume], " "))}`);
    if (work.seen && !work.year) { const on = dateOf(work.seen); rest.push(` Accessed ${filled([on.day, on.month && short(on.month), on.year], " ")}.`); }
    return [...opening, ...rest];
  }

  const mlaThesis = () => stop(filled([work.house, work.house ? genre("dissertation", "thesis").replace(/^D/, "d") : genre("dissertation", "thesis")], ", "));

  function mlaPages() {
    if (work.pages) return `${/[–,]/.test(work.pages) ? "pp." : "p."} ${range(work.pages, false)}`;
    return work.article && `article ${work.article}`;
  }

  // ---------------------------------------------------------------------------------------------- RIS

  const RIS = [
    ["journal article", "JOUR"], ["review", "JOUR"], ["newspaper", "NEWS"], ["magazine", "MGZN"], ["chapter", "CHAP"], ["conference paper", "CPAPER"],
    ["proceedings", "CONF"], ["thesis", "THES"], ["report", "RPRT"], ["web page", "ELEC"], ["blog", "BLOG"], ["manuscript", "UNPB"], ["data set", "DATA"],
    ["software", "COMP"], ["patent", "PAT"], ["standard", "STAND"], ["movie", "VIDEO"], ["book", "BOOK"],
  ];

  function ris() {
    const [first, last] = [meta("firstpage"), meta("lastpage")];
    const lines = [["TY", RIS.find(([name]) => is(name))?.[1] ?? "GEN"], ["ID", /[{(]\s*([^\s,]+)/.exec(text("#bib"))?.[1] ?? ""], ["TI", said.name]];
    for (const [tag, role] of [["AU", "author"], ["ED", "editor"], ["A4", "translator"]]) lines.push(...(said[role] ?? []).map((who) => [tag, inverted(person(who))]));
    const date = said.datePublished ?? "";
    lines.push(["PY", date.slice(0, 4)], ["DA", date.length > 4 ? date.replaceAll("-", "/") : ""]);
    lines.push(["T2", work.container && said.isPartOf ? work.container : ""], ["T3", work.series], ["VL", meta("volume")], ["IS", meta("issue") || meta("technical_report_number")]);
    lines.push(["SP", first], ["EP", last], ["PB", meta("publisher") || meta("dissertation_institution") || meta("technical_report_institution")]);
    lines.push(["M3", thesis ? genre("thesis", "thesis") : ""], ["ET", said.bookEdition], ...[...metas("isbn"), ...metas("issn")].map((number) => ["SN", number]), ["DO", doi], ["UR", said.url]);
    lines.push(["LA", said.inLanguage?.[0]], ...[...document.querySelectorAll("aside .chips li")].map((li) => ["KW", li.textContent.trim()]));
    lines.push(...[...document.querySelectorAll("#abstract p")].map((p) => ["AB", p.textContent.trim()]));
    const known = lines.filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${value.replace(/\s+/g, " ")}\r\n`);
    return `${known.join("")}ER  - \r\n`;
  }

  // ---------------------------------------------------------------------------------------------- Turtle

  const literal = (said) => `"${said.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t")}"`;
  const ADDRESSES = new Set(["sameAs", "url"]);
  const isAddress = (said) => /^https?:\/\/[^\s<>"{}|\\^`]+$/.test(said);

  function turtle() {
    const blocks = [];
    const address = (id) => `<${isAddress(id) ? id : base + id}>`;
    const node = (thing) => {
      const lines = [];
      const mine = blocks.push("") - 1;
      for (const [name, value] of Object.entries(thing)) {
        if (name === "@type") lines.push(`a schema:${value}`);
        if (name[0] === "@") continue;
        const objects = [value].flat().map((one) => {
          if (one["@id"] === undefined) return ADDRESSES.has(name) && isAddress(one) ? `<${one}>` : literal(String(one));
          if (Object.keys(one).length > 1) node(one);
          return address(one["@id"]);
        });
        lines.push(`schema:${name} ${objects.join(", ")}`);
      }
      blocks[mine] = `${address(thing["@id"])}\n  ${lines.join(" ;\n  ")} .\n`;
    };
    node(said);
    return `@prefix schema: <https://schema.org/> .\n\n${[...new Set(blocks)].join("\n")}`;
  }

  // ---------------------------------------------------------------------------------------------- on the page

  function button(label, act, name = "") {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    if (name) made.setAttribute("aria-label", name);
    made.addEventListener("click", () => act(made));
    return made;
  }

  function row(label, buttons) {
    const made = document.createElement("div");
    made.className = "choices";
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", label);
    made.append(...buttons);
    return made;
  }

  const stored = { // by the tab too: in Firefox each page opened from disk has a localStorage of its own
    get() { try { return sessionStorage.getItem("style") ?? localStorage.getItem("style"); } catch { return null; } },
    set(value) { try { for (const kept of [sessionStorage, localStorage]) kept.setItem("style", value); } catch { /* private mode: the choice lasts for this page */ } },
  };

  function styles() {
    const ref = $("#ref");
    if (!ref || !(lead.length || said.name)) return;
    const apa = [...ref.childNodes];
    const made = { APA: () => apa, Chicago: () => nodes(chicago()), MLA: () => nodes(mla()) };
    const nodes = (pieces) => pieces.filter(Boolean).map((piece) => {
      if (typeof piece === "string") return document.createTextNode(piece);
      const em = document.createElement("em");
      em.textContent = piece.italic;
      return em;
    });
    const buttons = Object.keys(made).map((name) => button(name, () => { stored.set(name); show(name); }));
    const show = (name) => {
      ref.replaceChildren(...made[name]());
      for (const one of buttons) one.setAttribute("aria-pressed", String(one.textContent === name));
    };
    (ref.closest(".copyable") ?? ref).before(row("Style of the reference", buttons));
    show(stored.get() in made ? stored.get() : "APA");
  }

  function save(content, type, ending) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = `${decodeURIComponent(location.pathname.split("/").pop()).replace(/\.html$/, "")}.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  function downloads() {
    const entry = $("#entry");
    if (!entry || !said["@id"]) return;
    const files = [
      button("RIS", () => save(ris(), "application/x-research-info-systems", "ris"), "Save as RIS, for reference managers"),
      button("Turtle", () => save(turtle(), "text/turtle", "ttl"), "Save as Turtle, in terms of schema.org"),
    ];
    entry.append(row("The work in other formats", ["Save as", ...files]));
  }

  styles();
  downloads();
});
