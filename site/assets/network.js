/* The network view: vis-network and the data are loaded when the view is first opened. Colours come from the page's own
   variables, for light and dark. What the canvas shows, the list in the panel says in words. */
(() => {
  'use strict';
  const map = document.getElementById('map');
  const canvas = document.getElementById('net-canvas');
  if (!map || !canvas) return;
  const $ = (selector, from = map) => from.querySelector(selector);
  const $$ = (selector, from = map) => [...from.querySelectorAll(selector)];
  const KINDS = { broader: ['Broader', 'Narrower'], related: ['Related', 'Related'], together: ['In the same claims as', 'In the same claims as'],
    second: ['In the same claims, known at second hand only, as', 'In the same claims, known at second hand only, as'], found: ['Found by the program in the same texts as', 'Found by the program in the same texts as'] };
  const LEGIBLE = 0.55; // scale from which the smallest type can be read
  const WORKS = 'In the same works as'; // where there are no claims
  const shown = new Set($$('.net-bar input[value]:checked').map((box) => box.value));
  const QUIET = new Set(['together', 'second', 'found']), DASHES = { related: [6, 4], second: [7, 5], found: [2, 4] };
  let net = null, nodes = null, links = null, data = null, chosen = '', find = [], loading = null;
  const title = $('#net-tree h2'); // the first heading, while this view is open
  title.replaceWith(Object.assign(document.createElement('h1'), { className: title.className, textContent: title.textContent }));
  const blank = $('.net-blank'); // stands there where there is nothing to draw

  const script = (src) => new Promise((resolve, reject) => {
    const node = Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject });
    document.head.append(node);
  });
  const base = document.querySelector('script[src$="assets/network.js"]').src.replace(/assets\/network\.js$/, '');
  function open() {
    if (blank) return null;
    loading ??= Promise.all([script(`${base}vendor/vis-network.min.js`), script(`${base}assets/network-data.js`)]).then(draw, missing);
    return loading;
  }
  function missing() {
    const p = document.createElement('p');
    p.append('The network needs vis-network, which is not in this copy of the site. Get it with ', code('pip install pyvis'), ' and ', code('kg build'), ' (in a checkout: ', code('make vendor'), '). The list of concepts beside it says the same.');
    canvas.removeAttribute('role');
    canvas.replaceChildren(p);
  }
  const code = (text) => Object.assign(document.createElement('code'), { textContent: text });

  /* ---------------------------------------------------------------- drawing */
  const shade = (name) => getComputedStyle(map).getPropertyValue(`--${name}`).trim();
  function mix(one, two, share) { // opaque: a see-through line would shine through the text
    const rgb = (c) => { const s = document.createElement('canvas').getContext('2d'); s.fillStyle = c; return [1, 3, 5].map((i) => parseInt(s.fillStyle.slice(i, i + 2), 16)); };
    const a = rgb(one), b = rgb(two);
    return `rgb(${a.map((v, i) => Math.round(v * share + b[i] * (1 - share))).join(',')})`;
  }
  function looks() {
    const c = Object.fromEntries(['paper', 'ink', 'muted', 'rule', 'concept', 'concept-fill', 'focus'].map((n) => [n, shade(n)]));
    const near = new Set([chosen]);
    for (const e of data.edges) if (shown.has(e.kind)) { if (e.from === chosen) near.add(e.to); if (e.to === chosen) near.add(e.from); }
    const lit = (n) => (chosen ? near.has(n.id) : hit(`${name(n.id)} ${n.definition || ''}`));
    nodes.update(data.nodes.map((n) => {
      const on = lit(n), fill = on ? c['concept-fill'] : c.paper, border = on ? c.concept : c.rule;
      const color = { background: fill, border, hover: { background: c['concept-fill'], border: c.concept }, highlight: { background: c['concept-fill'], border: c.concept } };
      return { id: n.id, color, font: { ...n.font, face: getComputedStyle(map).fontFamily, color: on ? c.ink : c.muted } };
    }));
    links.update(data.edges.map((e, id) => {
      const on = !chosen ? !find.length : e.from === chosen || e.to === chosen;
      const full = QUIET.has(e.kind) ? mix(c.muted, c.paper, chosen && on ? 0.8 : 0.38) : c.concept;
      const color = on ? full : mix(c.rule, c.paper, 0.5);
      const width = QUIET.has(e.kind) ? Math.min(5, 0.6 + e.weight * 0.5) : 1.8;
      return { id, hidden: !shown.has(e.kind), width, dashes: DASHES[e.kind] || false, color: { color, highlight: color, hover: color } };
    }));
  }
  function draw() {
    data = globalThis.KG_NETWORK;
    if (data.units === 'works') KINDS.together = [WORKS, WORKS];
    nodes = new globalThis.vis.DataSet(data.nodes.map((n) => ({ ...n })));
    links = new globalThis.vis.DataSet(data.edges.map((e, id) => ({ id, from: e.from, to: e.to, arrows: e.arrows })));
    looks();
    net = new globalThis.vis.Network(canvas, { nodes, edges: links }, data.options);
    net.once('afterDrawing', () => {
      const most = [...data.nodes].sort((a, b) => b.uses - a.uses)[0];
      if (innerWidth > 760) {
        net.fit({ animation: false });
        if (net.getScale() >= LEGIBLE) return; // else, as on a phone, the whole would be too small to read
        $('#net-note').textContent = `${data.note} Drag to see the rest, or “Fit all”.`.trim();
      }
      net.moveTo({ position: net.getPosition(chosen || most.id), scale: 0.85 });
    });
    net.on('click', ({ nodes: [id] }) => choose(id || ''));
    net.on('doubleClick', ({ nodes: [id] }) => { if (id) location.href = data.nodes.find((n) => n.id === id).href; });
    new ResizeObserver(() => net.redraw()).observe(canvas);
    $('#net-note').textContent = data.note;
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', looks);
    new MutationObserver(looks).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    show(chosen);
  }

  /* ---------------------------------------------------------------- choosing, and the panel */
  const choose = (id) => map.dispatchEvent(new CustomEvent('kg:choose', { detail: id }));
  const name = (id) => data.nodes.find((n) => n.id === id).label.replace(/-\n/g, '-').replace(/\n/g, ' ');
  const el = (tag, props = {}, ...children) => { const node = Object.assign(document.createElement(tag), props); node.append(...children.filter(Boolean)); return node; };
  function link(id) {
    const a = el('a', { className: 'item concept', href: data.nodes.find((n) => n.id === id).href }, name(id));
    a.dataset.c = id;
    return a;
  }
  function about(id) { // claims, or works
    const all = JSON.parse(document.getElementById('map-data').textContent);
    const at = all.nodes.findIndex((n) => n.id === id);
    return all.edges.filter((e) => e.e === at && (e.t === 'about' || (e.t === 'found' && data.units === 'works'))).map((e) => ({ h: `${all.nodes[e.s].id}.html`, ...all.nodes[e.s] }));
  }
  function section(title, rows, style) {
    return el('section', { className: `rail undirected stance-${style}` }, el('h2', {}, `${title} (${rows.length})`), el('ul', {}, ...rows.map((r) => el('li', {}, r))));
  }
  function fill(id) {
    const node = data.nodes.find((n) => n.id === id), groups = new Map();
    for (const e of data.edges) {
      if ((e.from !== id && e.to !== id) || !shown.has(e.kind)) continue;
      const title = KINDS[e.kind][e.from === id ? 0 : 1];
      groups.set(title, [...(groups.get(title) || []), e.from === id ? e.to : e.from]);
    }
    const clear = el('button', { type: 'button' }, 'All concepts');
    clear.addEventListener('click', () => choose(''));
    const uses = about(id).map((n) => el('a', { className: `item ${n.k}`, href: n.h }, n.l));
    $('#net-chosen').replaceChildren(
      el('div', { className: 'kind' }, el('span', {}, 'Concept'), clear),
      el('h1', { className: 'map-title' }, el('a', { href: node.href }, name(id))),
      el('p', {}, node.definition),
      el('p', {}, el('a', { className: 'open', href: node.href }, 'Open its page →')),
      ...[...new Set(Object.values(KINDS).flat())].filter((t) => groups.has(t)).map((t) => section(t, groups.get(t).map(link), 'about')),
      uses.length ? section(data.units === 'works' ? 'Works about it, of those on the map' : 'Claims about it', uses, 'about') : '');
    $('#map-panel').scrollTop = 0;
  }
  function show(id) {
    chosen = data && data.nodes.some((n) => n.id === id) ? id : data ? '' : id;
    if (!data) return;
    $('#net-chosen').hidden = !chosen;
    $('#net-tree').hidden = Boolean(chosen);
    if (chosen) fill(chosen);
    if (!net) return;
    looks();
    if (chosen) net.selectNodes([chosen]); else net.unselectAll();
  }
  map.addEventListener('kg:view', ({ detail }) => {
    kindsOf(detail.net);
    if (detail.view !== 'network') return;
    const before = find.join(' ');
    find = detail.find;
    show(detail.id);
    open();
    if (find.join(' ') !== before) sift();
  });
  const folded = (text) => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  const hit = (text) => find.every((word) => folded(text).includes(word));
  function found() { // in the order of the list
    const definitions = new Map((data?.nodes || []).map((n) => [n.id, n.definition]));
    return $$('#net-tree a[data-c]').filter((a) => hit(`${a.textContent} ${definitions.get(a.dataset.c) || ''}`));
  }
  function sift() {
    const on = new Set(found());
    $$('#net-tree li').forEach((li) => li.classList.toggle('off', !$$('a[data-c]', li).some((a) => on.has(a))));
    const none = $('#net-none');
    none.hidden = on.size > 0 || !find.length;
    none.textContent = none.hidden ? '' : `Nothing found for “${$('#map-find').value.trim()}”.`;
    $('#map-said').textContent = find.length ? `${on.size} found.` : '';
    const [only] = on;
    if (net && find.length && on.size === 1 && data.nodes.some((n) => n.id === only.dataset.c)) net.focus(only.dataset.c, { scale: 1 });
  }
  $('#map-find').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || map.dataset.view !== 'network' || !data || !find.length) return;
    const first = found().find((a) => data.nodes.some((n) => n.id === a.dataset.c));
    if (first) choose(first.dataset.c);
  });
  map.addEventListener('click', (event) => {
    const a = event.target.closest('#net-panel a[data-c]');
    if (!a || !net || event.ctrlKey || event.metaKey || event.shiftKey || !data.nodes.some((n) => n.id === a.dataset.c)) return;
    event.preventDefault();
    choose(a.dataset.c);
    if (net) net.moveTo({ position: net.getPosition(a.dataset.c), scale: Math.max(0.8, net.getScale()) });
  });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && map.dataset.view === 'network' && chosen) choose(''); });
  const kinds = $$('.net-bar input[value]').filter((box) => box.value !== 'on');
  function kindsOf(turned) { // the kinds of links whose boxes are not as they are at first
    for (const box of kinds) {
      box.checked = box.defaultChecked !== turned.includes(box.value);
      shown[box.checked ? 'add' : 'delete'](box.value);
    }
  }
  for (const box of kinds) {
    box.addEventListener('change', () => {
      const turned = kinds.filter((one) => one.checked !== one.defaultChecked).map((one) => one.value);
      kindsOf(turned);
      map.dispatchEvent(new CustomEvent('kg:net', { detail: turned }));
      if (net) { looks(); if (chosen) fill(chosen); }
    });
  }
  $('#net-physics').addEventListener('change', (event) => { if (net) net.setOptions({ physics: { enabled: event.target.checked } }); });
  $('#net-reset').addEventListener('click', () => {
    if (!net) return;
    $('#net-physics').checked = false;
    net.setOptions({ physics: { enabled: false } });
    for (const n of data.nodes) net.moveNode(n.id, n.x, n.y);
    net.fit();
  });
  $$('[data-zoom]').forEach((b) => b.addEventListener('click', () => {
    if (map.dataset.view !== 'network' || !net) return;
    const by = { in: 1.25, out: 0.8 }[b.dataset.zoom];
    if (by) net.moveTo({ scale: net.getScale() * by }); else net.fit();
  }));
  if (map.dataset.view === 'network') { find = folded($('#map-find').value).split(/\s+/).filter(Boolean); const hash = new URLSearchParams(location.hash.slice(1)); kindsOf((hash.get('net') || '').split(',')); show(hash.get('focus') || ''); open(); }
})();
