/* The page of queries: the engine and the graph are loaded when they are first needed, and run in a worker. */
(() => {
  'use strict';
  const $ = (id) => document.getElementById(id);
  const { base, prefixes, kinds, queries } = globalThis.KG_QUERY;
  const known = { words: globalThis.KG_QUERY.words, prefixes: Object.keys(prefixes), things: [] };
  const OWN = `SELECT ?claim ?statement ?source WHERE {\n  ?claim a kg:Claim ; schema:text ?statement .\n  ?line kg:claim ?claim ; kg:stance kg:Supports ; kg:source ?source .\n}\nORDER BY ?claim\nLIMIT 100`;
  const make = (tag, properties, ...inside) => { const node = Object.assign(document.createElement(tag), properties); node.append(...inside); return node; };
  const plural = (count, one) => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;
  const lasted = (time) => (time < 950 ? `${Math.max(1, Math.round(time))} ms` : `${(time / 1000).toFixed(1)} s`);

  for (const node of document.querySelectorAll('.by-script')) node.hidden = false;
  const editor = globalThis.KG_EDITOR($('ask-text'), document.querySelector('.editor pre'), $('ask-words'), known);
  let named = null, edited = false, unbound = false, running = 0, order = {};

  /* ---------------------------------------------------------------- the engine */
  const script = (src) => new Promise((resolve, reject) => {
    document.head.append(make('script', { src, onload: resolve, onerror: () => reject(new Error(src)) }));
  });
  let program = null, graph = null, worker = null, ready = null, count = 0;
  const waiting = new Map();

  function send(way, data = {}) {
    return new Promise((resolve, reject) => {
      waiting.set(++count, { resolve, reject });
      worker.postMessage({ ...data, way, id: count });
    });
  }
  async function start() { // the engine is made ready while the graph is read
    const text = `${globalThis.KG_OXIGRAPH.glue}\n;(${globalThis.KG_WORKER})();`;
    const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    worker = new Worker(address);
    worker.onmessage = ({ data: { id, found, error } }) => {
      const { resolve, reject } = waiting.get(id) || {};
      waiting.delete(id);
      if (error === undefined) resolve?.(found);
      else reject?.(new Error(error));
    };
    worker.onerror = (event) => { event.preventDefault(); stop(new Error(event.message || 'the engine stopped')); };
    const mine = worker;
    await Promise.all([graph, send('open', { wasm: globalThis.KG_OXIGRAPH.wasm }).finally(() => URL.revokeObjectURL(address))]);
    if (worker !== mine) throw new Error('cancelled');
    return send('load', { trig: globalThis.KG_GRAPH.trig });
  }
  function stop(error) {
    worker?.terminate();
    worker = ready = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }
  function engine() {
    program ??= script('vendor/oxigraph.js');
    graph ??= script('data/graph.js').then(() => Promise.all(globalThis.KG_GRAPH.parts.map((name) => script(`data/graph-${name}.js`))));
    graph.catch(() => {}); // `start` says so
    ready ??= program.then(start).then((loaded) => { document.documentElement.dataset.engine = 'ready'; told(); setTimeout(things); return loaded; }); // what is asked already comes first
    return ready;
  }
  function told() {
    const { core, leftOut, statements } = globalThis.KG_GRAPH;
    if (!core) return;
    const note = $('ask-core');
    note.replaceChildren(`This literature has ${statements.toLocaleString('en')} statements, more than a page can hold. Asked here is its core: ${core}. Left out are ${leftOut}. In the literature’s folder, `, make('code', { textContent: 'kg query' }), ' asks all of it.');
    note.hidden = false;
  }
  const isFile = (error) => /^(vendor|data)\//.test(error.message);
  function missing(error) {
    const note = $('ask-missing');
    const engine = error.message.includes('oxigraph');
    const code = (textContent) => make('code', { textContent });
    if (engine) note.replaceChildren('The engine that answers queries is not in this copy of the site. In a checkout of bibkg with Node and npm installed, ', code('make vendor'), ' and then ', code('kg build'), ' put it there. Until then the questions below show their first answers, and ', code('kg query'), ' asks any other.');
    else note.replaceChildren('The graph is not in this copy of the site: ', code(error.message), ' is missing. ', code('kg build'), ' writes it.');
    note.hidden = false;
    $('ask-form').querySelector('.run').disabled = true;
    status('');
  }
  async function things() { // for completion, and to choose parameters from
    const text = header() + 'SELECT ?thing ?key ?label WHERE { { ?thing dcterms:identifier ?key } UNION { ?thing a foaf:Person . BIND(STRAFTER(STR(?thing), "/person/") AS ?key) } OPTIONAL { ?thing rdfs:label ?name } OPTIONAL { ?thing skos:prefLabel ?preferred } BIND(COALESCE(?preferred, ?name, "") AS ?label) } LIMIT 30000';
    try {
      const found = await send('rows', { text });
      const seen = new Set();
      known.things = [];
      for (const { thing, key, label } of found) {
        if (seen.has(thing.value)) continue;
        seen.add(thing.value);
        known.things.push([thing.value, key.value, label ? label.value : '', kind(thing.value)]);
      }
      fill();
    } catch { /* stopped meanwhile: the next start asks again */ }
  }
  const kind = (iri) => { const name = iri.startsWith(base) ? iri.slice(base.length).split('/')[0] : ''; return kinds.includes(name) ? name : ''; };

  /* ---------------------------------------------------------------- texts of queries */
  const SKIPPED = /'''(?:\\[^]|[^\\])*?'''|"""(?:\\[^]|[^\\])*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|<[^<>"{}|^`\\\s]*>|#[^\n\r]*|[?$]\w+|:[\w-]+|\\./g;
  const bare = (text) => text.replace(SKIPPED, (found) => ' '.repeat(found.length));
  const header = (text = '') => {
    const declared = new Set([...bare(text.replace(/:/g, ' ')).matchAll(/prefix\s+([\w-]*)\s/gi)].map((m) => m[1]));
    return `${Object.entries(prefixes).filter(([p]) => !declared.has(p)).map(([p, iri]) => `PREFIX ${p}: <${iri}>`).join(' ')}\n`;
  };
  function form(text) {
    const word = /\b(SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE|LOAD|CLEAR|DROP|CREATE)\b/i.exec(bare(text));
    const name = word ? word[1].toUpperCase() : '';
    return { SELECT: 'table', ASK: 'table', CONSTRUCT: 'graph', DESCRIBE: 'graph', '': '' }[name] ?? 'change';
  }
  const PROLOGUE = /^(?:\s|#[^\n]*|prefix\s+[\w-]*:\s*<[^>]*>|base\s*<[^>]*>)*/i;
  function refused(text) {
    if (!text.trim()) return 'There is no query yet: write one, or start from a question ready to ask.';
    if (form(text) === '') return 'A query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after its prefixes.';
    if (/service/i.test(bare(text))) return 'SERVICE is not allowed: a query reads this graph alone. Ask the other endpoint itself, and join the answers.';
    if (form(text) === 'change') return 'This page only reads: the graph is changed by adding entries to the .bib files. Use SELECT, ASK, CONSTRUCT or DESCRIBE.';
    return '';
  }
  function unreadable(text, said) {
    const place = /error at (\d+):(\d+)/.exec(said);
    const line = place ? Number(place[1]) - 1 : 0, column = place ? Number(place[2]) : 0;
    const where = line > 0 ? ` at line ${line}, column ${column}` : '';
    if (!place) return { sentence: `The query could not be answered: ${said.slice(0, 200)}`, line: 0 };
    if (/prefix not found/i.test(said)) {
      const strange = undeclared(text);
      const name = strange ? `the prefix ${strange.prefix}: is not declared` : 'a prefix in it is not declared';
      return { sentence: `The query could not be read: ${name}. Declare it, or use one of ${known.prefixes.join(', ')}.`, line, column, at: strange?.at };
    }
    const sentence = `The query could not be read${where}: ${reason(text, said)}.`;
    return { sentence, line, column };
  }

  function reason(text, said) {
    const plain = bare(text), sum = (char) => plain.split(char).length - 1;
    if (/SELECT contains a variable that is unbound/.test(said)) return 'with GROUP BY, the SELECT names only what is grouped by, and counts or sums of the rest';
    for (const [open, close] of ['{}', '()']) {
      if (sum(open) > sum(close)) return `a “${open}” is never closed`;
      if (sum(open) < sum(close)) return `there is one “${close}” too many`;
    }
    const words = said.split('expected').slice(1).join(' ').match(/\b[A-Z_]{2,}\b|"[^"\s]+"/g) || [];
    const likely = [...new Set(words)].filter((word) => !['LATERAL', 'SERVICE', 'VERSION', '_'].includes(word) && !/^"\\/.test(word)).slice(0, 6);
    return likely.length ? `expected ${likely.join(' or ')}, or what stands before it is not complete` : 'what stands here does not belong here, or what stands before it is not complete';
  }
  function undeclared(text) { // the first prefixed name whose prefix nobody declares
    const declared = new Set([...known.prefixes, ...[...bare(text.replace(/:/g, ' ')).matchAll(/prefix\s+([\w-]*)\s/gi)].map((m) => m[1])]);
    const plain = text.replace(/#[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|<[^<>\s]*>/g, (found) => ' '.repeat(found.length));
    for (const match of plain.matchAll(/([A-Za-z][\w-]*):/g)) if (!declared.has(match[1])) return { prefix: match[1], at: match.index };
    return null;
  }

  /* ---------------------------------------------------------------- parameters: each is a VALUES clause in the text, or none */
  const clause = (name) => new RegExp(`\\n? *VALUES \\?${name} \\{[^{}]*\\}`, 'g');
  function bound(text, name, term) {
    const plain = text.replace(clause(name), '');
    if (!term || !new RegExp(`[?$]${name}\\b`).test(plain)) return plain;
    const mask = bare(plain);
    let out = '', at = 0;
    for (const match of mask.matchAll(/\bWHERE\s*\{/gi)) {
      const end = match.index + match[0].length;
      const indent = /^[ \t]*/.exec(plain.slice(plain.lastIndexOf('\n', match.index) + 1))[0];
      out += `${plain.slice(at, end)}\n${indent}  VALUES ?${name} { ${term} }`;
      at = end;
    }
    return out + plain.slice(at);
  }
  const quoted = (text) => `"${text.replace(/[\\"\n\r\t]/g, (c) => ({ '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[c])}"`;
  async function term(parameter, value) {
    if (parameter.kind === 'text') return quoted(value);
    if (parameter.kind === 'year') {
      if (!/^-?\d{1,4}$/.test(value)) throw new Error(`${parameter.name} is a year such as 1998, not “${value}”.`);
      return String(Number(value));
    }
    await engine();
    const iri = value.startsWith('http') ? value : `${base}${parameter.kind}/${value}`;
    const safe = /^[^<>"{}|^`\\\s]+$/.test(iri) ? `UNION { BIND(<${iri}> AS ?thing) FILTER EXISTS { ?thing ?p ?o } }` : '';
    const text = `${header()}SELECT DISTINCT ?thing WHERE { { ?thing dcterms:identifier ${quoted(value)} } UNION { ?thing kg:formerKey ${quoted(value)} } ${safe} }`;
    const found = (await send('rows', { text })).map((row) => row.thing.value);
    const fitting = found.find((one) => kind(one) === parameter.kind);
    if (fitting) return `<${fitting}>`;
    throw new Error(found.length ? `“${value}” is a ${kind(found[0])}, and ${parameter.name} names a ${parameter.kind}.` : `There is no ${parameter.kind} “${value}”.`);
  }
  function choose(name, given) {
    named = queries.find((one) => one.name === name) || null;
    $('ask-named').value = named ? name : '';
    $('ask-about').textContent = named ? named.description : '';
    const box = $('ask-parameters');
    box.hidden = !named?.parameters.length;
    box.replaceChildren(box.querySelector('legend'), ...(named?.parameters || []).map((parameter) => {
      const input = make('input', { id: `ask-p-${parameter.name}`, name: parameter.name, type: 'text', autocomplete: 'off', spellcheck: false, value: given?.[parameter.name] ?? (parameter.required ? named.example[parameter.name] || '' : '') });
      if (!['text', 'year'].includes(parameter.kind)) input.setAttribute('list', `ask-keys-${parameter.kind}`);
      const said = make('span', { className: 'how', id: `ask-about-${parameter.name}`, textContent: parameter.description });
      input.setAttribute('aria-describedby', said.id);
      return make('p', {}, make('label', { htmlFor: input.id, textContent: parameter.name }), ' ', input, ' ', said);
    }));
    fill();
    edited = false;
    unbound = true;
    editor.text = named ? named.text.trim() : OWN;
  }
  function fill() { // the keys that a parameter may have, once the graph is there
    for (const list of document.querySelectorAll('datalist[id^="ask-keys-"]')) list.remove();
    for (const name of new Set((named?.parameters || []).map((p) => p.kind))) {
      const list = make('datalist', { id: `ask-keys-${name}` });
      list.append(...known.things.filter((one) => one[3] === name).slice(0, 2000).map(([, key, label]) => make('option', { value: key, label })));
      document.body.append(list);
    }
  }
  async function bind() {
    if (!named || !unbound) return;
    for (const parameter of named.parameters) {
      const input = $(`ask-p-${parameter.name}`), value = input.value.trim();
      if (!value && parameter.required) { input.focus(); throw new Error(`The question needs ${parameter.name}: ${parameter.description}.`); }
      const bind = bound(editor.text, parameter.name, value ? await term(parameter, value) : '');
      if (bind !== editor.text) editor.text = bind;
    }
    unbound = false; // until the form changes: a clause that was edited by hand stays
  }

  /* ---------------------------------------------------------------- running */
  const status = (text) => { $('ask-status').textContent = text; };
  function wrong(sentence, line, column, place) {
    status('');
    $('ask-result').hidden = true; // it answers another query
    const at = place !== undefined || line > 0 ? editor.mark(line, column, place) : -1;
    $('ask-error').replaceChildren(sentence);
    if (at < 0) return;
    const go = make('button', { type: 'button', textContent: 'Go there' });
    go.addEventListener('click', () => editor.focus(at));
    $('ask-error').append(' ', go);
  }
  function busy(is) {
    $('ask-cancel').hidden = !is;
    document.querySelector('#ask-result').setAttribute('aria-busy', String(is));
  }
  async function run() {
    const turn = ++running;
    if (worker && waiting.size && !$('ask-cancel').hidden) stop(new Error('cancelled'));
    $('ask-error').textContent = '';
    busy(true);
    status(ready ? 'Asking …' : 'Loading the engine and the graph …');
    try {
      await engine();
      await bind();
      const text = editor.text, no = refused(text);
      if (no) { wrong(no, 0, 0, text.trim() && form(text) === '' ? PROLOGUE.exec(text)[0].length : undefined); return; }
      status('Asking …');
      const answer = await send('ask', { text: header(text) + text, form: form(text) });
      if (turn !== running) return;
      history.replaceState(null, '', `#query=${encodeURIComponent(text)}`);
      order = {};
      show(answer, form(text));
    } catch (error) {
      if (turn !== running) return;
      if (error.message === 'cancelled') status('Cancelled.');
      else if (isFile(error)) missing(error);
      else {
        const { sentence, line, column, at } = /^(There is|The question|“|\w+ is a year)/.test(error.message) ? { sentence: error.message, line: 0 } : unreadable(editor.text, error.message);
        wrong(sentence, line, column, at);
      }
    } finally {
      if (turn === running) busy(false);
    }
  }

  /* ---------------------------------------------------------------- the answer */
  function link(value) { // a term as a link into the site, or as text
    if (!value) return '';
    if (value.type !== 'uri') return value.value;
    const name = kind(value.value);
    const [path, fragment] = value.value.slice(base.length).split('#');
    if (name && path.length > name.length + 1) {
      const text = path.slice(name.length + 1) + (fragment === undefined ? '' : `#${fragment}`);
      return make('a', { className: fragment === undefined ? name : '', href: `${encodeURI(path)}.html`, textContent: text });
    }
    if (value.value.startsWith(base)) return value.value.slice(base.length);
    const [prefix, namespace] = Object.entries(prefixes).find(([, ns]) => value.value.startsWith(ns)) || [];
    if (prefix && /^[\w-]+$/.test(value.value.slice(namespace.length))) return `${prefix}:${value.value.slice(namespace.length)}`;
    return /^https?:/.test(value.value) ? make('a', { className: 'out', href: value.value, rel: 'noopener', textContent: value.value }) : value.value;
  }
  const NUMBER = /XMLSchema#(integer|decimal|double|float)$/;
  function table({ names, rows }) {
    const head = make('tr', {}, ...names.map((name) => {
      const button = make('button', { type: 'button', textContent: name });
      const cell = make('th', { scope: 'col' }, button);
      if (order.name === name) cell.setAttribute('aria-sort', order.down ? 'descending' : 'ascending');
      button.addEventListener('click', () => sort(name));
      return cell;
    }));
    const body = rows.map((row) => make('tr', {}, ...names.map((name) => {
      const cell = make('td', { className: NUMBER.test(row[name]?.datatype || '') ? 'num' : '' }, link(row[name]));
      if (row[name]?.['xml:lang']) cell.lang = row[name]['xml:lang'];
      return cell;
    })));
    return make('table', { className: 'list answer' }, make('thead', {}, head), make('tbody', {}, ...body));
  }
  function show(answer, kind) {
    const box = $('ask-result'), scroll = box.querySelector('.scroll');
    box.hidden = false;
    if ('truth' in answer) {
      $('ask-count').textContent = answer.truth ? 'Yes' : 'No';
      scroll.replaceChildren(make('p', { textContent: answer.truth ? 'The graph says so.' : 'The graph does not say so.' }));
      offered([]);
      $('ask-more').textContent = '';
      status(`${answer.truth ? 'Yes' : 'No'}, in ${lasted(answer.time)}.`);
      return;
    }
    const { rows, total } = answer;
    $('ask-count').textContent = plural(total, kind === 'graph' ? 'statement' : 'row');
    if (total) scroll.replaceChildren(table(answer));
    else scroll.replaceChildren(make('p', { className: 'empty', textContent: 'Nothing in the graph answers this.' }));
    $('ask-more').textContent = rows.length < total ? `The first ${rows.length.toLocaleString('en')} of ${total.toLocaleString('en')} are shown; a download has them all.` : '';
    offered(kind === 'graph' ? ['ttl'] : ['csv', 'tsv', 'json']);
    if (answer.time !== undefined) status(`${plural(total, kind === 'graph' ? 'statement' : 'row')} in ${lasted(answer.time)}.`);
  }
  async function sort(name) {
    order = { name, down: order.name === name && !order.down };
    show(await send('sort', order), $('ask-count').textContent.includes('statement') ? 'graph' : 'table');
    $('ask-result').querySelector(`th[aria-sort] button`)?.focus();
  }
  const FILES = { csv: ['CSV', 'text/csv'], tsv: ['TSV', 'text/tab-separated-values'], json: ['JSON', 'application/sparql-results+json'], ttl: ['Turtle', 'text/turtle'] };
  function offered(forms) {
    $('ask-files').parentNode.hidden = !forms.length;
    $('ask-files').replaceChildren(...forms.map((form) => {
      const button = make('button', { type: 'button', textContent: FILES[form][0] });
      button.addEventListener('click', () => save(form));
      return button;
    }));
  }
  async function save(form) {
    const href = URL.createObjectURL(new Blob([await send('file', { form })], { type: FILES[form][1] }));
    make('a', { href, download: `${named && !edited ? named.name : 'query'}.${form}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  }

  /* ---------------------------------------------------------------- the form */
  $('ask-form').addEventListener('submit', (event) => { event.preventDefault(); run(); });
  $('ask-text').addEventListener('input', () => { edited = true; });
  $('ask-parameters').addEventListener('input', () => { unbound = true; });
  $('ask-text').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
  });
  $('ask-form').addEventListener('focusin', () => engine().catch((error) => { if (isFile(error)) missing(error); }), { once: true }); // ready by the time it is asked
  $('ask-cancel').addEventListener('click', () => { stop(new Error('cancelled')); document.querySelector('.run').focus(); });
  $('ask-named').addEventListener('change', ({ target }) => choose(target.value));
  $('ask-share').addEventListener('click', async ({ target }) => {
    history.replaceState(null, '', `#query=${encodeURIComponent(editor.text)}`);
    let done = 'Copied';
    try { await navigator.clipboard.writeText(location.href); } catch { done = 'The link is in the address bar'; }
    target.textContent = done;
    setTimeout(() => { target.textContent = 'Copy link'; }, 2500);
  });
  for (const button of document.querySelectorAll('.question .open')) {
    button.addEventListener('click', () => {
      choose(button.dataset.name);
      $('ask').scrollIntoView({ block: 'start' });
      $('ask-text').focus({ preventScroll: true });
      run();
    });
  }
  function follow() {
    const [, what, value] = /^#(query|name)=(.*)$/s.exec(location.hash) || [];
    if (what === 'query') {
      let text = '';
      try { text = decodeURIComponent(value); } catch { return false; }
      if (text === editor.text) return true;
      choose('');
      editor.text = text;
      run();
    } else if (what === 'name') {
      const given = new URLSearchParams(`name=${value}`);
      choose(given.get('name'), Object.fromEntries(given));
      if (named) run();
    }
    return Boolean(what);
  }
  addEventListener('hashchange', follow);
  if (!follow()) choose('');
})();
