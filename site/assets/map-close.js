/* The map drawn closer together: only the links of what is chosen, or with the claims about a concept folded into one box.
   It moves what Python has drawn; taken back, the drawing is as it was. map.js says what is to be seen. */
(() => {
'use strict';
globalThis.KG_CLOSE = ({ svg, nodes, edges, boxes, ties, frames, column, height }) => {
  const SPACE = 'http://www.w3.org/2000/svg', PORT = 9, GAPS = [13, 11, 7], FEWEST = 2;
  const $ = (selector, from) => from.querySelector(selector);
  const number = /-?\d+(?:\.\d+)?/g;
  const rectOf = (g) => { const r = $('rect', g); return { x: r.x.baseVal.value, y: r.y.baseVal.value, w: r.width.baseVal.value, h: r.height.baseVal.value }; };
  const framed = new Map(frames.flatMap((f) => f.members.map((m) => [m, f])));
  const make = (name, attributes, text = '') => {
    const made = document.createElementNS(SPACE, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  };

  /* ---------------------------------------------------------------- which claims are folded under which concept */
  const units = [...frames.map((f) => ({ parts: [f.g, ...f.members.map((m) => boxes[m])], members: f.members, ...rectOf(f.g) })),
    ...boxes.flatMap((a, i) => (framed.has(i) ? [] : [{ parts: [a], members: [i], ...rectOf(a) }]))];
  const subjects = new Map(); // claim -> the concepts it is about
  for (const e of edges) if (e.t === 'about' && column(e.s) === 1) subjects.set(e.s, (subjects.get(e.s) || new Set()).add(e.e));
  function homes() { // each claim has one: again and again the concept of most claims that have none yet
    const free = new Map(), found = new Map();
    for (const u of units) {
      if (column(u.members[0]) !== 1) continue;
      for (const c of subjects.get(u.members[0]) || []) {
        if (u.members.every((m) => subjects.get(m)?.has(c))) free.set(c, (free.get(c) || new Set()).add(u));
      }
    }
    const count = (set) => [...set].reduce((n, u) => n + u.members.length, 0);
    while (free.size) {
      const [c, mine] = [...free].reduce((best, one) => { const more = count(one[1]) - count(best[1]); return more > 0 || (more === 0 && one[0] < best[0]) ? one : best; });
      if (count(mine) < FEWEST) break;
      found.set(c, [...mine]);
      for (const [other, set] of free) {
        for (const u of mine) if (other !== c) set.delete(u);
        if (other === c || !set.size) free.delete(other);
      }
    }
    return found;
  }
  const home = homes();
  const claims = new Map([...home].map(([c, mine]) => [c, mine.flatMap((u) => u.members)])); // concept -> the claims folded under it
  const under = new Map([...claims].flatMap(([c, mine]) => mine.map((m) => [m, c])));

  /* ---------------------------------------------------------------- the box that stands for folded claims */
  const piles = new Map(); // concept -> { a, y, h }
  function pile(c) {
    if (piles.has(c)) return piles.get(c);
    const { x, w } = home.get(c)[0], label = nodes[c].l.length > 44 ? `${nodes[c].l.slice(0, 43).trimEnd()}…` : nodes[c].l;
    const count = `${claims.get(c).length} claims, folded`;
    const a = make('a', { class: 'box claim pile', href: nodes[c].h, role: 'button', 'aria-expanded': 'false', 'aria-label': `${label} ${count}`, 'data-pile': c, tabindex: '-1' });
    a.append(make('rect', { x: x + 5, y: 5, width: w - 5, rx: 7 }), make('rect', { x, y: 0, width: w - 5, rx: 7 }),
      make('text', { x: x + 13, class: 'stem' }, label), make('text', { x: x + 13, class: 'small' }, count));
    const made = { a, c, parts: [a], x, w, members: claims.get(c), y: home.get(c).reduce((sum, u) => sum + u.y, 0) / home.get(c).length };
    piles.set(c, made);
    $('.boxes', svg).append(a);
    return made;
  }
  function grow(p, ports) {
    p.h = Math.max(50, ports * PORT + 14);
    const [back, front] = p.a.querySelectorAll('rect'), [label, count] = p.a.querySelectorAll('text');
    back.setAttribute('height', p.h - 5);
    front.setAttribute('height', p.h - 5);
    label.setAttribute('y', p.h / 2 - 5);
    count.setAttribute('y', p.h / 2 + 11);
  }

  /* ---------------------------------------------------------------- where all that is to be seen stands now */
  function arrange({ close, folded, near }) {
    const shift = new Map(), shown = new Set(), standing = new Map(); // box -> how far it moves; units to be seen; pile -> its lines
    for (const p of piles.values()) p.a.classList.add('off');
    if (!close && !folded.size) { units.forEach((u) => u.parts.forEach(back)); ties.forEach(straight); return height; }
    const inside = (i) => (folded.has(under.get(i)) ? under.get(i) : undefined);
    const rows = [[], [], []];
    for (const u of units) {
      const seen = u.members.some((m) => near.has(m)) || !close;
      if (seen && inside(u.members[0]) === undefined) { rows[column(u.members[0])].push(u); shown.add(u); }
    }
    for (const c of folded) {
      const p = pile(c), on = p.members.some((m) => near.has(m));
      p.a.classList.toggle('off', close && !on);
      p.a.classList.toggle('on', on);
      if (close && !on) continue;
      rows[1].push(p);
      standing.set(c, []);
    }
    const drawn = merged(close, inside, standing);
    for (const [c, lines] of standing) grow(piles.get(c), Math.max(...[0, 1].map((end) => lines.filter((l) => l.right === Boolean(end)).length)));
    const extent = stack(rows, close, shift);
    for (const u of units) for (const part of u.parts) move(part, shown.has(u), shift.get(u.members[0]));
    for (const c of standing.keys()) move(piles.get(c).a, true, piles.get(c).at);
    const ends = ports(standing, shift, inside), between = rows[1].map((u) => (u.at ?? u.y + shift.get(u.members[0])) - 5);
    for (const t of ties) {
      const { s, e } = t.edges[0], a = ends.get(t)?.a ?? shift.get(s), b = ends.get(t)?.b ?? shift.get(e);
      if (drawn.has(t) && a !== undefined && b !== undefined) bend(t, a, b, between); else t.g.classList.add('off');
    }
    return extent;
  }
  /* The lines to draw: of those that look alike between a pile and the same other end, one. Notes which end at which pile. */
  function merged(close, inside, standing) {
    const drawn = new Set(), keys = new Set();
    for (const t of ties) {
      if (t.g.classList.contains('off') || (close && !t.g.classList.contains('on'))) continue;
      const [e] = t.edges, from = inside(e.s), to = inside(e.e);
      if (from !== undefined && from === to) continue;
      const key = `${from === undefined ? e.s : `p${from}`} ${to === undefined ? e.e : `p${to}`} ${e.t} ${Boolean(e.via)} ${Boolean(e.hedged)}`;
      if ((from !== undefined || to !== undefined) && keys.has(key)) continue;
      keys.add(key);
      drawn.add(t);
      standing.get(from)?.push({ t, end: 'a', right: true });
      standing.get(to)?.push({ t, end: 'b', right: column(e.s) === 1 });
    }
    return drawn;
  }
  function stack(rows, close, shift) {
    const tall = rows.map((list, c) => list.reduce((sum, x) => sum + x.h + (close ? 14 : GAPS[c]), 6));
    const extent = Math.max(...tall, 120);
    rows.forEach((list, c) => {
      const spare = extent - tall[c], more = close || !list.length ? 0 : spare / list.length; // folded: spread over the whole height
      let y = 10 + (close ? spare / 2 : more / 2);
      for (const u of list.sort((a, b) => a.y - b.y)) {
        if (u.a) u.at = y; // a pile
        u.members.forEach((m) => shift.set(m, u.a ? y : y - u.y));
        y += u.h + (close ? 14 : GAPS[c]) + more;
      }
    });
    return extent + 10;
  }
  function ports(standing, shift, inside) { // how far the end of a line moves that ends at a pile
    const ends = new Map();
    const goes = (i) => (inside(i) === undefined ? rectOf(boxes[i]).y + shift.get(i) : piles.get(inside(i)).at);
    for (const [c, lines] of standing) {
      const p = piles.get(c);
      for (const right of [false, true]) {
        const mine = lines.filter((l) => l.right === right).map((l) => ({ ...l, y: goes(l.end === 'a' ? l.t.edges[0].e : l.t.edges[0].s) })).sort((x, y) => x.y - y.y);
        mine.forEach(({ t, end }, k) => {
          t.d ??= $('.line', t.g).getAttribute('d');
          const d = t.d.match(number).map(Number), was = end === 'a' ? d[1] : last(d, t);
          const now = p.at + p.h / 2 - 2.5 + (k - (mine.length - 1) / 2) * Math.min(PORT, (p.h - 10) / mine.length);
          ends.set(t, { ...ends.get(t), [end]: now - was });
        });
      }
    }
    return ends;
  }
  const last = (d, t) => (t.g.dataset.x ? (d.length === 4 ? d[3] : d[d.length - 2]) : d[d.length - 1]);

  /* ---------------------------------------------------------------- moving what is drawn */
  function back(g) { g.classList.remove('off'); g.removeAttribute('transform'); }
  function move(g, seen, by) {
    g.classList.toggle('off', !seen);
    if (seen) g.setAttribute('transform', `translate(0 ${by})`); else g.removeAttribute('transform');
  }
  function straight(t) {
    if (t.d) $('.line', t.g).setAttribute('d', t.d);
    t.g.querySelectorAll('.head, .ring').forEach((p) => p.removeAttribute('transform'));
  }
  /* A tie's course is a start and three points for each curve: the first half goes with its start, the rest with its end. */
  function bend(t, a, b, between) {
    const path = $('.line', t.g);
    t.d ??= path.getAttribute('d');
    t.g.querySelectorAll('.head, .ring').forEach((p) => p.setAttribute('transform', `translate(0 ${p.tagName === 'circle' ? a : b})`));
    if (t.g.dataset.x) { path.setAttribute('d', elbow(t.d.match(number).map(Number), +t.g.dataset.x, a, b)); return; }
    const d = t.d.match(number).map(Number), y1 = d[1] + a, y2 = d[d.length - 1] + b;
    const over = between.reduce((best, y) => (Math.abs(y - y1) + Math.abs(y - y2) < Math.abs(best - y1) + Math.abs(best - y2) ? y : best), between[0] ?? (y1 + y2) / 2);
    let n = 0;
    const at = (k) => (k < 4 ? y1 : k >= d.length - 4 ? y2 : over); // two points at each end; what is between runs level through a gap
    path.setAttribute('d', t.d.replace(number, (value) => (n++ % 2 ? String(d.length > 8 ? at(n - 1) : +value + (n <= d.length / 2 ? a : b)) : value)));
  }
  function elbow(d, lane, a, b) { // as svg.py's elbow
    const x = d[d.length - 1], straightOn = d.length === 4;
    const y1 = d[1] + a, y2 = (straightOn ? d[3] : d[d.length - 2]) + b, down = y2 > y1 ? 1 : -1, r = Math.min(7, Math.abs(y2 - y1) / 2);
    return `M${d[0]},${y1}H${lane - r}Q${lane},${y1} ${lane},${y1 + r * down}V${y2 - r * down}Q${lane},${y2} ${lane + r},${y2}H${straightOn ? d[2] : x}`;
  }
  return { arrange, claims, under, pile: (c) => piles.get(c)?.a };
};
})();
