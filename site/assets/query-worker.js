/* What runs in the worker that answers queries. Its text is put behind the engine's in a blob, as a page from a folder has no
   other way to a worker; so it uses nothing of the page but what is sent to it. */
'use strict';
globalThis.KG_WORKER = function () {
  /* global initSync, Store */
  const SHOWN = 1000;
  let store = null, answer = null;

  async function open({ wasm }) { // unpacked and compiled at the same time
    const start = performance.now();
    const packed = Uint8Array.fromBase64 ? Uint8Array.fromBase64(wasm) : bytes(atob(wasm));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    initSync({ module: await WebAssembly.compileStreaming(new Response(stream, { headers: { 'Content-Type': 'application/wasm' } })) });
    return { time: performance.now() - start };
  }
  function bytes(text) {
    const made = new Uint8Array(text.length);
    for (let at = 0; at < made.length; at++) made[at] = text.charCodeAt(at);
    return made;
  }
  function load({ trig }) {
    const start = performance.now();
    store = new Store();
    for (const text of trig) store.load(text, { format: 'application/trig', lenient: true, no_transaction: true });
    return { size: store.size, time: performance.now() - start };
  }

  function ask({ text, form }) {
    const start = performance.now();
    if (form === 'graph') {
      const lines = new Set(store.query(text, { results_format: 'nt' }).split('\n').filter(Boolean));
      const rows = [...lines].sort().map(triple);
      answer = { names: ['subject', 'predicate', 'object'], rows, text, lines };
    } else {
      const found = JSON.parse(store.query(text, { results_format: 'json' }));
      if ('boolean' in found) return { truth: found.boolean, time: performance.now() - start };
      answer = { names: found.head.vars, rows: found.results.bindings, text };
    }
    return { names: answer.names, rows: answer.rows.slice(0, SHOWN), total: answer.rows.length, time: performance.now() - start };
  }

  const TRIPLE = /^(<[^>]*>|_:\S+) (<[^>]*>) (.*) \.$/;
  function triple(line) {
    const [, subject, predicate, object] = TRIPLE.exec(line);
    return { subject: node(subject), predicate: node(predicate), object: node(object) };
  }
  function node(text) {
    if (text[0] === '<') return { type: 'uri', value: text.slice(1, -1) };
    if (text[0] === '_') return { type: 'bnode', value: text.slice(2) };
    const end = text.lastIndexOf('"');
    const after = text.slice(end + 1);
    const value = JSON.parse(text.slice(0, end + 1).replace(/\\U0*([0-9A-Fa-f]{5,8})/g, (_, hex) => String.fromCodePoint(parseInt(hex, 16))));
    return { type: 'literal', value, ...after[0] === '@' ? { 'xml:lang': after.slice(1) } : after ? { datatype: after.slice(3, -1) } : {} };
  }

  function sort({ name, down }) {
    const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
    const key = (row) => (row[name] ? row[name].value : '');
    const keyed = answer.rows.map((row) => [key(row), row]);
    keyed.sort(([a], [b]) => (a === '') - (b === '') || (down ? collator.compare(b, a) : collator.compare(a, b)));
    answer.rows = keyed.map(([, row]) => row);
    return { names: answer.names, rows: answer.rows.slice(0, SHOWN), total: answer.rows.length };
  }

  function file({ form }) {
    if (form !== 'ttl') return store.query(answer.text, { results_format: form });
    const made = new Store();
    made.load([...answer.lines].join('\n'), { format: 'application/n-triples', lenient: true });
    return made.dump({ format: 'text/turtle', from_graph_name: defaultGraph() });
  }

  const rows = ({ text }) => JSON.parse(store.query(text, { results_format: 'json' })).results.bindings;

  const WAYS = { open, load, ask, sort, file, rows };
  globalThis.onmessage = async ({ data }) => {
    try {
      globalThis.postMessage({ id: data.id, found: await WAYS[data.way](data) });
    } catch (error) {
      globalThis.postMessage({ id: data.id, error: String(error.message || error) });
    }
  };
};
