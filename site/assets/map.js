/* The map's script: choose a box, see its links in words, filter, find, zoom. All it adds, the page says without it too:
   the boxes are links, the panel lists them, a table holds every link. State lives in the hash:
   #focus=claim/x&steps=2&view=argument&hide=extends,second&show=found&fold=concept/y&only=1, or #focus=claim/x&to=work/y for the
   way between two; fold=all has all claims folded under concepts; net=found,related are the links of the Network whose boxes are not as at first. */
(() => {
  'use strict';
  const map = document.getElementById('map');
  const source = document.getElementById('map-data');
  if (!map || !source) return;
  const $ = (selector, from = map) => from.querySelector(selector);
  const $$ = (selector, from = map) => [...from.querySelectorAll(selector)];
  const { nodes, edges, words, quotes, stated, off } = JSON.parse(source.textContent);
  const stage = $('#map-stage'), svg = $('.map-svg'), heads = $('.map-heads'), panel = $('#map-panel'), chosen = $('#map-chosen'), intro = $('#map-intro');
  const size = { w: svg.width.baseVal.value, h: svg.height.baseVal.value };
  const boxes = [];
  for (const a of $$('a.box', svg)) boxes[+a.dataset.i] = a;
  const ties = $$('.tie', svg).map((g) => ({ g, edges: g.dataset.e.split(' ').map((e) => edges[e]) }));
  const frames = $$('.frame', svg).map((g) => ({ g, members: g.dataset.m.split(' ').map(Number) }));
  const place = new Map($$('a.box', svg).map((a, at) => [+a.dataset.i, at])); // from the top of the first column to the end of the last
  const byId = new Map(nodes.map((n, i) => [n.id, i]));
  const QUIET = new Set(['about', 'reported', 'found', 'matched', 'alike']);
  const DEEPEST = 4; // steps from the chosen item
  const phone = matchMedia('(max-width: 760px)');
  const state = { id: '', focus: -1, view: '', hide: new Set(off), only: false, find: '', steps: 1, to: -1, folded: new Set(), net: [] };
  const plain = (text) => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  for (const n of nodes) {
    n.links = [];
    n.h ??= `${n.id}.html`;
    if (n.q !== undefined) [n.q, n.qf, n.qh] = quotes[n.q];
    n.text = plain(`${n.l} ${n.d || ''} ${n.q || ''}`);
  }
  edges.forEach((e, k) => { e.guess = k >= stated; }); // found by the program: hidden until asked for
  for (const e of edges) { nodes[e.s].links.push(e); nodes[e.e].links.push(e); }
  const column = (i) => ({ work: 0, study: 0, claim: 1 })[nodes[i].k] ?? 2;
  const close = globalThis.KG_CLOSE({ svg, nodes, edges, boxes, ties, frames, column, height: size.h }), { claims, under } = close;
  const other = (e, i) => (e.s === i ? e.e : e.s);
  const say = (text) => { $('#map-said').textContent = text; };

  /* ---------------------------------------------------------------- small pieces of HTML, made without innerHTML */
  const el = (tag, props = {}, ...children) => {
    const { data, ...rest } = props;
    const node = Object.assign(document.createElement(tag), rest);
    Object.assign(node.dataset, data);
    node.append(...children.filter((c) => c !== null && c !== undefined && c !== ''));
    return node;
  };
  const item = (i) => el('a', { className: `item ${nodes[i].k}`, href: nodes[i].h, data: { i } }, nodes[i].l);
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const reported = (e) => el('span', { className: 'via' }, ' as reported by ', el('a', { href: e.viah }, e.via));

  /* ---------------------------------------------------------------- state and address */
  const view = () => state.view || (phone.matches ? 'list' : 'argument');
  function read() {
    const hash = new URLSearchParams(location.hash.slice(1));
    state.id = hash.get('focus') || '';
    state.focus = byId.get(state.id) ?? -1;
    state.view = ['list', 'argument', 'network'].includes(hash.get('view')) ? hash.get('view') : '';
    if (state.view === 'list' && !phone.matches) state.view = '';
    const named = (key) => (hash.get(key) || '').split(',').filter(Boolean);
    state.hide = new Set([...off.filter((name) => !named('show').includes(name)), ...named('hide')]);
    state.only = hash.get('only') === '1' && state.focus >= 0;
    state.net = named('net');
    state.folded = new Set(hash.get('fold') === 'all' ? claims.keys() : named('fold').map((id) => byId.get(id)).filter((c) => claims.has(c)));
    state.steps = Math.min(DEEPEST, Math.max(1, Number.parseInt(hash.get('steps'), 10) || 1));
    state.to = state.focus >= 0 ? byId.get(hash.get('to')) ?? -1 : -1;
    show();
  }
  function write(remember) {
    const parts = [];
    if (state.view) parts.push(`view=${state.view}`);
    if (state.id) parts.push(`focus=${encodeURIComponent(state.id).replace(/%2F/g, '/')}`);
    if (state.id && state.to >= 0) parts.push(`to=${encodeURIComponent(nodes[state.to].id).replace(/%2F/g, '/')}`);
    if (state.id && state.steps > 1) parts.push(`steps=${state.steps}`);
    const hidden = [...state.hide].filter((name) => !off.includes(name)).sort(), asked = off.filter((name) => !state.hide.has(name));
    if (hidden.length) parts.push(`hide=${hidden.join(',')}`);
    if (asked.length) parts.push(`show=${asked.join(',')}`);
    if (state.folded.size) parts.push(`fold=${state.folded.size === claims.size ? 'all' : [...state.folded].map((c) => encodeURIComponent(nodes[c].id).replace(/%2F/g, '/')).join(',')}`);
    if (state.only) parts.push('only=1');
    if (state.net.length) parts.push(`net=${state.net.map(encodeURIComponent).join(',')}`);
    const hash = parts.length ? `#${parts.join('&')}` : '#';
    if (hash === (location.hash || '#')) return;
    history[remember ? 'pushState' : 'replaceState'](null, '', hash);
  }

  /* ---------------------------------------------------------------- what is to be seen */
  const visible = (e) => !state.hide.has(e.t) && !(e.hedged && state.hide.has('hedged'))
    && (QUIET.has(e.t) || !state.hide.has(e.via ? 'second' : 'first'));
  let lit = new Set();
  function show() {
    const v = view(), i = state.focus, held = panel.contains(document.activeElement);
    map.dataset.view = v;
    $$('.map-views button').forEach((b) => b.setAttribute('aria-pressed', String(b.dataset.view === v)));
    $$('.map-filter input').forEach((box) => { box.checked = !state.hide.has(box.value); });
    $('#map-network').hidden = v !== 'network';
    $('#net-panel').hidden = v !== 'network';
    chosen.hidden = v === 'network' || i < 0;
    intro.hidden = v === 'network' || i >= 0;
    only.disabled = i < 0;
    steps.disabled = i < 0 || state.to >= 0;
    steps.value = String(state.steps);
    only.setAttribute('aria-pressed', String(state.only));
    every?.setAttribute('aria-pressed', String(claims.size > 0 && state.folded.size === claims.size));
    if (state.folded.delete(under.get(i))) write(false); // chosen: it is to be seen
    lit = light();
    sift(lit);
    const extent = close.arrange({ close: state.only, folded: state.folded, near: lit });
    svg.setAttribute('viewBox', `0 0 ${size.w} ${extent}`);
    if (size.shown !== extent) { size.shown = extent; zoom(scale); if (state.only) stage.scrollTop = 0; }
    stops();
    if (i >= 0) fill(i);
    if (v === 'network' && !$('#net-script', document)) document.head.append(el('script', { id: 'net-script', src: 'assets/network.js' })); // it asks for what it is to show
    map.dispatchEvent(new CustomEvent('kg:view', { detail: { view: v, id: state.id, find: sought(), net: state.net } }));
    if (held && !(panel.contains(document.activeElement) && document.activeElement.checkVisibility())) { // its link is gone: to the new ones
      $$('.map-title a, #map-intro a.item, #net-tree a.item', panel).find((a) => a.checkVisibility())?.focus({ preventScroll: true });
    }
  }
  /* The items within so many steps of the chosen one, or on the shortest way to another; and the links that lead there. */
  function around() {
    const i = state.focus, near = new Set(i >= 0 ? [i] : []), lit = new Set(), came = new Map();
    let ahead = [...near];
    for (let step = 0; ahead.length && step < (state.to >= 0 ? nodes.length : state.steps); step += 1) {
      const next = [];
      for (const k of ahead) {
        for (const e of nodes[k].links.filter(visible)) {
          const far = other(e, k);
          if (state.to < 0) lit.add(e);
          if (near.has(far)) continue;
          near.add(far);
          came.set(far, [k, e]);
          next.push(far);
        }
      }
      ahead = near.has(state.to) ? [] : next;
    }
    if (state.to < 0) return { near, lit };
    const way = [];
    for (let k = state.to; came.has(k); [k] = came.get(k)) { way.unshift([k, came.get(k)[1]]); lit.add(came.get(k)[1]); }
    return { near: new Set([i, ...way.map(([k]) => k)]), lit, way };
  }
  function light() {
    const { near, lit } = around(), i = state.focus, find = state.find;
    if (i < 0 && find) {
      nodes.forEach((n, k) => { if (sought().every((word) => n.text.includes(word))) near.add(k); });
    }
    svg.classList.toggle('dim', i >= 0 || find !== '');
    boxes.forEach((a, k) => {
      a.classList.toggle('on', near.has(k));
      a.classList.toggle('chosen', k === i);
      a.classList.toggle('lone', nodes[k].links.some((e) => !e.guess) && !nodes[k].links.some(visible));
      if (k === i) a.setAttribute('aria-current', 'true'); else a.removeAttribute('aria-current');
    });
    for (const t of ties) {
      const on = i >= 0 && t.edges.some((e) => lit.has(e));
      t.g.classList.toggle('off', !t.edges.some(visible));
      t.g.classList.toggle('on', on);
      if (on) t.g.parentNode.append(t.g);
    }
    for (const f of frames) f.g.classList.toggle('on', f.members.some((m) => near.has(m)));
    return near;
  }

  /* ---------------------------------------------------------------- what is looked for: all its words, in any order */
  const sought = () => plain(state.find).split(/\s+/).filter(Boolean);
  const folds = $$('details.fold', intro).map((fold) => ({ fold, open: fold.open }));
  let sifted = false;
  function sift(near) { // the lists of the panel show what is found; without a search, all, folded as before
    const on = state.find !== '' && state.focus < 0;
    if (on && !sifted) for (const f of folds) f.open = f.fold.open;
    $$('.items li', intro).forEach((li) => li.classList.toggle('off', on && !$$('a[data-i]', li).some((a) => near.has(+a.dataset.i))));
    $$('.fold', intro).forEach((fold) => fold.classList.toggle('off', on && !$('li:not(.off)', fold)));
    if (on) for (const f of folds) f.fold.open = true;
    else if (sifted) for (const f of folds) f.fold.open = f.open;
    sifted = on;
    const none = $('#map-none');
    none.hidden = !on || near.size > 0;
    none.textContent = none.hidden ? '' : `Nothing found for “${state.find}”.`;
  }
  function forget() { state.find = ''; $('#map-find').value = ''; }

  /* ---------------------------------------------------------------- the panel */
  function groups(i) {
    const found = new Map();
    for (const e of nodes[i].links) {
      if (!visible(e)) continue;
      const out = e.s === i, key = `${e.t} ${out}`;
      if (!found.has(key)) found.set(key, { stance: e.t, out, title: capital(words[e.t][out ? 0 : 1]), edges: [] });
      found.get(key).edges.push(e);
    }
    const rank = Object.fromEntries($$('.map-filter input').map((box, n) => [box.value, n]));
    for (const g of found.values()) g.edges.sort((a, b) => place.get(other(a, i)) - place.get(other(b, i)));
    return [...found.values()].sort((a, b) => (rank[a.stance] ?? 99) - (rank[b.stance] ?? 99) || a.out - b.out);
  }
  function link(e, i, via) {
    const notes = [e.via && !via ? el('span', {}, 'as reported by ', el('a', { href: e.viah }, e.via)) : '', e.hedged ? 'hedged' : '', e.joint ? 'named jointly with others' : '', e.place, e.q ? `“${e.q}”` : ''];
    const note = el('span', { className: 'map-note' });
    notes.filter(Boolean).forEach((n, k) => note.append(k ? ' · ' : '', n));
    return el('li', { className: e.via ? 'at-second' : '' }, item(other(e, i)), note.childNodes.length ? note : '');
  }
  function through(i) { // what the studies that a work reports take, by stance: the work's page counts it too
    const count = new Map();
    for (const { s } of nodes[i].links.filter((l) => l.t === 'reported' && l.e === i)) {
      for (const l of nodes[s].links) if (l.s === s && !QUIET.has(l.t) && visible(l)) count.set(l.t, (count.get(l.t) || 0) + 1);
    }
    return count;
  }
  function fill(i) {
    const n = nodes[i], studies = through(i), [hidden, guesses] = [false, true].map((guess) => n.links.filter((e) => e.guess === guess && !visible(e)).length);
    const again = phone.matches ? '← All items' : 'Clear';
    const extra = n.k === 'claim' && n.d ? ` · ${n.d}` : '';
    chosen.replaceChildren(
      el('div', { className: 'kind' }, el('span', {}, capital(n.k) + extra), el('button', { type: 'button', data: { clear: '' }, title: 'Escape' }, again)),
      el('h1', { className: 'map-title' }, el('a', { href: n.h }, n.l)),
      n.d && n.k !== 'claim' ? el('p', {}, n.d) : '',
      n.q ? el('blockquote', {}, `“${n.q}”`, n.qf ? el('cite', {}, '— ', el('a', { href: n.qh }, n.qf)) : '') : '',
      el('p', {}, el('a', { className: 'open', href: n.h }, 'Open its page →')),
      n.calm ? el('p', {}, 'Nobody in this literature disputes it.') : '',
      foldButton(i),
      ...groups(i).map((g) => {
        const more = g.out ? studies.get(g.stance) : 0;
        studies.delete(g.stance);
        const via = g.edges.length > 1 && g.edges[0].via && g.edges.every((e) => e.via === g.edges[0].via);
        const quiet = QUIET.has(g.stance) ? ' undirected' : '';
        return el('section', { className: `rail stance-${g.stance} ${g.out ? 'out' : 'in'}${quiet}` },
          el('h2', {}, `${g.title} (${g.edges.length})`, more ? el('span', { className: 'via' }, ` and ${more} through its study`) : '', via ? reported(g.edges[0]) : ''),
          el('ul', {}, ...g.edges.map((e) => link(e, i, via))));
      }),
      studies.size ? el('p', { className: 'hands' }, `Through its study: ${[...studies].map(([t, count]) => `${words[t][0]} ${count}`).join(', ')}.`) : '',
      hidden ? el('p', { className: 'hands' }, `${hidden} more hidden by the filter.`) : '',
      guesses ? el('p', { className: 'hands' }, `${guesses} more found by the program, stated by nobody: not shown unless ticked as inferred in the legend.`) : '');
    chosen.append(wayFrom(i));
    panel.scrollTop = 0;
  }
  /* The way from the chosen item to another: what leads from one to the other, link by link. */
  function wayFrom(i) {
    const field = el('input', { type: 'search', id: 'way-to', autocomplete: 'off' });
    field.setAttribute('list', 'way-ends');
    const ends = el('datalist', { id: 'way-ends' }, ...nodes.map((n, k) => (k === i ? '' : el('option', { value: n.l }))));
    const form = el('form', { className: 'way' }, el('label', { htmlFor: 'way-to' }, 'The way from here to'), field, el('button', { type: 'submit' }, 'Show'), ends);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const wanted = plain(field.value.trim());
      const found = wanted ? nodes.findIndex((n, k) => k !== i && plain(n.l) === wanted) : -1;
      state.to = found >= 0 || !wanted ? found : nodes.findIndex((n, k) => k !== i && plain(n.l).includes(wanted));
      write(true);
      show();
      say(state.to >= 0 ? $('.way-said', chosen)?.textContent || '' : 'Nothing of that name is on the map.');
      $('#way-to')?.focus();
    });
    if (state.to < 0) return form;
    field.value = nodes[state.to].l;
    const { way } = around();
    const leave = el('button', { type: 'button' }, 'Leave it');
    leave.addEventListener('click', () => { state.to = -1; write(true); show(); $('#way-to')?.focus(); });
    form.append(leave);
    if (!way.length) form.append(el('p', { className: 'way-said' }, 'No link that is shown leads there.'));
    else {
      let k = i;
      form.append(el('p', { className: 'way-said' }, `${way.length} ${way.length === 1 ? 'link' : 'links'} away:`), el('ol', {}, ...way.map(([next, e]) => {
        const line = el('li', {}, `${words[e.t][e.s === k ? 0 : 1]} `, item(next), e.via ? reported(e) : '');
        k = next;
        return line;
      })));
    }
    return form;
  }

  /* ---------------------------------------------------------------- choosing */
  function choose(i, { quiet = false } = {}) {
    state.focus = i;
    state.id = i >= 0 ? nodes[i].id : '';
    state.only = state.only && i >= 0;
    state.to = -1;
    forget();
    write(true);
    show();
    if (quiet) return;
    if (i < 0) { say('Nothing chosen.'); return; }
    say(`${capital(nodes[i].k)}: ${nodes[i].l}. ${groups(i).map((g) => `${g.title} ${g.edges.length}`).join(', ')}.`);
    reveal(i);
    if (phone.matches && view() === 'list') { map.scrollIntoView(); $('.map-title a', chosen)?.focus({ preventScroll: true }); }
  }
  const reveal = (i) => bring(shows(i));
  function bring(a) {
    const box = a.getBoundingClientRect(), room = stage.getBoundingClientRect();
    if (!room.height || (box.top > room.top + 36 && box.bottom < room.bottom - 8 && box.left >= room.left && box.right <= room.right)) return;
    stage.scrollTop += (box.top + box.bottom) / 2 - (room.top + room.bottom) / 2;
    stage.scrollLeft += (box.left + box.right) / 2 - (room.left + room.right) / 2;
  }
  map.addEventListener('kg:net', (event) => { state.net = event.detail; write(false); });
  map.addEventListener('kg:choose', (event) => { // from the network
    state.id = event.detail;
    state.focus = byId.get(state.id) ?? -1;
    state.only = state.only && state.focus >= 0;
    if (event.detail) forget();
    write(true);
    show();
    say(event.detail ? `${$('#net-chosen .map-title')?.textContent || 'Concept'} chosen.` : 'Nothing chosen.');
  });
  map.addEventListener('click', (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const a = event.target.closest('a[data-i]'), pile = event.target.closest('a[data-pile]');
    if (pile) {
      event.preventDefault();
      fold(+pile.dataset.pile, false);
    } else if (a && !a.closest('#net-panel')) {
      const i = +a.dataset.i;
      if (i === state.focus && a.classList.contains('box')) return; // chosen again: its page
      event.preventDefault();
      choose(i);
    } else if (event.target.closest('[data-clear]')) {
      const was = state.focus;
      choose(-1);
      if (!phone.matches) boxes[was]?.focus({ preventScroll: true });
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    if (state.find) { forget(); show(); say('Search cleared.'); } else if (state.focus >= 0 && view() !== 'network') choose(-1);
  });
  // On the stage: Chromium makes an SVG that listens for focus a place to stop at with Tab.
  for (const name of ['pointerover', 'pointerout', 'focusin', 'focusout']) {
    stage.addEventListener(name, (event) => {
      const a = event.target.closest('a.box');
      if (!a) return;
      const own = a.dataset.pile ? claims.get(+a.dataset.pile) : [+a.dataset.i], warm = name === 'pointerover' || name === 'focusin';
      for (const t of ties) if (t.edges.some((e) => own.includes(e.s) || own.includes(e.e))) t.g.classList.toggle('warm', warm);
    });
  }

  /* ---------------------------------------------------------------- keyboard: one stop for each column, arrows inside */
  const middle = (a) => { const r = a.getBoundingClientRect(); return r.top + r.height / 2; };
  const height = (i) => middle(boxes[i]);
  const seen = (a) => a.getClientRects().length > 0;
  const side = (a) => (a.dataset.pile ? 1 : column(+a.dataset.i));
  const inColumn = (c) => $$('a.box', svg).filter((a) => side(a) === c && seen(a)).map((a) => [middle(a), a]).sort((a, b) => a[0] - b[0]).map(([, a]) => a);
  const stop = (a, mine = inColumn(side(a))) => mine.forEach((b) => { b.tabIndex = b === a ? 0 : -1; });
  const shows = (i) => (state.folded.has(under.get(i)) ? close.pile(under.get(i)) : boxes[i]);
  function stops() { for (const c of [0, 1, 2]) { const mine = inColumn(c); if (mine.length) stop(mine.find((a) => a.getAttribute('tabindex') === '0') || mine[0], mine); } }
  stage.addEventListener('focusin', (event) => { const a = event.target.closest('a.box'); if (a) stop(a); });
  svg.addEventListener('keydown', (event) => {
    const a = event.target.closest('a.box');
    if (!a || event.ctrlKey || event.metaKey || event.altKey) return;
    const c = side(a), mine = inColumn(c), at = mine.indexOf(a), own = a.dataset.pile ? claims.get(+a.dataset.pile) : [+a.dataset.i];
    let to = null;
    if (event.key === 'ArrowDown') to = mine[at + 1];
    else if (event.key === 'ArrowUp') to = mine[at - 1];
    else if (event.key === 'Home') [to] = mine;
    else if (event.key === 'End') to = mine[mine.length - 1];
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      const left = event.key === 'ArrowLeft', there = (left ? [c - 1, c - 2] : [c + 1, c + 2]).map((k) => (k >= 0 && k < 3 ? inColumn(k) : [])).find((list) => list.length) || [];
      const linked = new Set(own.flatMap((i) => nodes[i].links.filter(visible).map((e) => shows(other(e, i)))));
      const near = there.filter((b) => linked.has(b)), y = middle(a);
      to = (near.length ? near : there).reduce((best, b) => (!best || Math.abs(middle(b) - y) < Math.abs(middle(best) - y) ? b : best), null);
    } else if (event.key === 'f' || event.key === ' ') {
      const concept = a.dataset.pile ? +a.dataset.pile : under.get(own[0]) ?? own[0];
      if (!claims.has(concept) || (event.key === ' ' && !a.dataset.pile)) return;
      fold(concept, !state.folded.has(concept));
    } else return;
    event.preventDefault();
    if (to) { to.focus({ preventScroll: true }); bring(to); }
  });

  /* ---------------------------------------------------------------- filters, search, views */
  map.addEventListener('change', (event) => {
    if (!event.target.closest('.map-filter')) return;
    state.hide[event.target.checked ? 'delete' : 'add'](event.target.value);
    write(false);
    show();
    const seen = edges.filter(visible), guesses = seen.filter((e) => e.guess).length;
    say(`${seen.length - guesses} of ${stated} links shown${guesses ? `, and ${guesses} inferred` : ''}.`);
  });
  $('#map-find').addEventListener('input', (event) => {
    state.find = event.target.value.trim();
    state.focus = state.to = -1;
    state.id = '';
    state.only = false;
    write(false);
    show();
    if (view() === 'network') return;
    say(state.find ? `${lit.size} found.` : '');
    if (lit.size && state.find) reveal([...lit].sort((a, b) => height(a) - height(b))[0]);
  });
  $('#map-find').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (view() === 'network' || !state.find) return;
    const first = $$('a[data-i]', intro).find((a) => lit.has(+a.dataset.i)); // the lists: claims before works
    if (!first) return;
    choose(+first.dataset.i);
    boxes[+first.dataset.i].focus({ preventScroll: true });
  });
  $$('.map-views button').forEach((b) => b.addEventListener('click', () => {
    state.view = b.dataset.view === (phone.matches ? 'list' : 'argument') ? '' : b.dataset.view;
    write(true);
    show();
    if (b.dataset.view === 'argument') { zoom(fitting()); if (state.focus >= 0) reveal(state.focus); }
  }));
  const only = $('[data-only]'), steps = $('#map-steps');
  steps.addEventListener('change', () => { state.steps = Number(steps.value); write(false); show(); say(`${lit.size} items within ${state.steps} ${state.steps === 1 ? 'step' : 'steps'}.`); });
  only.addEventListener('click', () => { state.only = !state.only; write(false); show(); if (!state.only) reveal(state.focus); });

  /* ---------------------------------------------------------------- the claims of a concept in one box */
  function fold(c, on) {
    state.folded[on ? 'add' : 'delete'](c);
    if (on && nodes[state.focus]?.k === 'claim' && under.get(state.focus) === c) { state.focus = c; state.id = nodes[c].id; state.to = -1; }
    write(true);
    show();
    say(on ? `${claims.get(c).length} claims about ${nodes[c].l} folded into one box.` : `${claims.get(c).length} claims about ${nodes[c].l} unfolded.`);
    const first = on ? close.pile(c) : boxes[claims.get(c)[0]];
    if (view() === 'argument') { first.focus({ preventScroll: true }); bring(first); }
  }
  function foldButton(i) {
    const c = nodes[i].k === 'claim' ? under.get(i) : i;
    if (!claims.has(c)) return '';
    const mine = claims.get(c).length, all = nodes[c].links.filter((e) => e.t === 'about' && e.e === c).length;
    const which = `${mine === all ? `the ${mine}` : `${mine} of the ${all}`} claims about ${c === i ? 'it' : nodes[c].l}`;
    const button = el('button', { type: 'button' }, state.folded.has(c) ? `Unfold ${which}` : `Fold ${which} into one box`);
    button.addEventListener('click', () => fold(c, !state.folded.has(c)));
    return el('p', { className: 'folding' }, button);
  }
  const every = $('[data-fold]');
  if (every) every.disabled = !claims.size;
  every?.addEventListener('click', () => {
    const all = state.folded.size < claims.size;
    state.folded = new Set(all ? claims.keys() : []);
    write(true);
    show();
    say(all ? `The claims are folded under ${claims.size} concepts.` : 'All claims unfolded.');
    stage.scrollTop = 0;
  });

  /* ---------------------------------------------------------------- zoom and pan */
  let scale = 1;
  const fitting = () => Math.min(1.25, Math.max(phone.matches ? 0.7 : 0.2, (stage.clientWidth - 4) / size.w));
  function zoom(k, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
    const before = scale, left = stage.scrollLeft + x, top = stage.scrollTop + y;
    scale = Math.min(3, Math.max(0.05, k)); // so far down for “Fit all” only
    const width = `${size.w * scale}px`;
    svg.style.width = heads.style.width = width;
    heads.style.fontSize = `${Math.max(5, Math.min(12, 13 * scale))}px`;
    svg.style.height = `${(size.shown || size.h) * scale}px`;
    stage.scrollLeft = (left * scale) / before - x;
    stage.scrollTop = (top * scale) / before - y;
    const percent = $('[data-zoom="width"]');
    percent.textContent = `${Math.round(scale * 100)}%`;
    percent.setAttribute('aria-label', `${percent.textContent}, fit the width`);
  }
  $$('[data-zoom]').forEach((b) => b.addEventListener('click', () => {
    const all = Math.min(1.25, (stage.clientWidth - 4) / size.w, (stage.clientHeight - 40) / (size.shown || size.h));
    zoom({ in: scale * 1.25, out: Math.max(Math.min(scale, 0.2), scale / 1.25), width: fitting(), all }[b.dataset.zoom]);
  }));
  stage.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const room = stage.getBoundingClientRect();
    zoom(Math.max(Math.min(scale, 0.2), scale * Math.exp(-event.deltaY / 400)), event.clientX - room.left, event.clientY - room.top);
  }, { passive: false });
  const touches = new Map();
  let drag = null;
  stage.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch') touches.set(event.pointerId, event);
    else if (event.button === 0 && !event.target.closest('a') && event.target !== stage) drag = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop };
  });
  addEventListener('pointermove', (event) => {
    if (drag) {
      stage.classList.add('dragging');
      stage.scrollTo(drag.left - event.clientX + drag.x, drag.top - event.clientY + drag.y);
    } else if (touches.size === 2 && touches.has(event.pointerId)) {
      const apart = () => { const [a, b] = [...touches.values()]; return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) || 1; };
      const was = apart();
      touches.set(event.pointerId, event);
      const [a, b] = [...touches.values()], room = stage.getBoundingClientRect();
      zoom(Math.max(Math.min(scale, 0.2), (scale * apart()) / was), (a.clientX + b.clientX) / 2 - room.left, (a.clientY + b.clientY) / 2 - room.top);
    }
  });
  for (const name of ['pointerup', 'pointercancel']) addEventListener(name, (event) => { touches.delete(event.pointerId); drag = null; stage.classList.remove('dragging'); });

  const top = () => map.style.setProperty('--map-top', `${Math.round(map.getBoundingClientRect().top + scrollY)}px`);
  map.classList.add('live');
  top();
  addEventListener('resize', top);
  zoom(fitting(), 0, 0);
  addEventListener('hashchange', read);
  addEventListener('popstate', read);
  phone.addEventListener('change', () => { show(); zoom(fitting()); });
  let width = stage.clientWidth;
  new ResizeObserver(() => { if (stage.clientWidth && stage.clientWidth !== width) { width = stage.clientWidth; zoom(fitting()); } }).observe(stage);
  read();
  if (state.focus >= 0) reveal(state.focus);
})();
