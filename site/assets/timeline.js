/* The timeline: choose a work, and what is not linked with it steps back. The address keeps it: #focus=work/x. Escape clears. */
(() => {
  'use strict';
  const svg = document.querySelector('.time-svg');
  if (!svg) return;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const boxes = all('a.box', svg), rows = all('.time-table tr[data-id]'), said = document.getElementById('time-said');
  const numbers = (text) => text.split(' ').map(Number);
  const ties = all('.tie', svg).map((g) => ({ g, ends: numbers(g.dataset.l) }));
  const pills = all('[data-w]', svg).map((g) => ({ g, works: numbers(g.dataset.w) }));
  for (const a of boxes) a.dataset.id ??= decodeURIComponent(a.getAttribute('href')).replace(/\.html$/, '');
  const byId = new Map(boxes.map((a) => [a.dataset.id, a]));
  const byNumber = new Map(boxes.map((a) => [Number(a.dataset.i), a]));
  const stage = svg.parentElement; // listens for focus: a drawing that does would itself be reached by Tab
  let chosen = null;

  function show() {
    const i = chosen ? Number(chosen.dataset.i) : -1;
    const near = new Set(chosen ? [i] : []);
    svg.classList.toggle('dim', chosen !== null);
    for (const t of ties) {
      const on = t.ends.includes(i);
      t.g.classList.toggle('on', on);
      if (!on) continue;
      t.ends.forEach((end) => near.add(end));
      t.g.parentNode.append(t.g); // over those that step back
    }
    for (const p of pills) p.g.classList.toggle('on', p.works.includes(i));
    const ids = new Set([...near].map((n) => byNumber.get(n).dataset.id));
    for (const a of boxes) {
      a.classList.toggle('on', ids.has(a.dataset.id));
      a.classList.toggle('chosen', a === chosen);
      if (a === chosen) a.setAttribute('aria-current', 'true'); else a.removeAttribute('aria-current');
    }
    for (const row of rows) {
      row.classList.toggle('on', ids.has(row.dataset.id));
      row.classList.toggle('chosen', chosen !== null && row.dataset.id === chosen.dataset.id);
    }
    const linked = near.size - 1;
    said.textContent = chosen ? `${linked} ${linked === 1 ? 'work' : 'works'} linked` : '';
  }
  function write(remember) {
    const hash = chosen ? `#focus=${encodeURIComponent(chosen.dataset.id).replace(/%2F/g, '/')}` : '#';
    if (hash !== (location.hash || '#')) history[remember ? 'pushState' : 'replaceState'](null, '', hash);
  }
  function choose(box, remember) {
    if (box === chosen) return;
    chosen = box;
    show();
    write(remember);
  }
  function read() {
    const box = byId.get(new URLSearchParams(location.hash.slice(1)).get('focus') || '') || null;
    chosen = box;
    show();
  }
  // Within its own box only: the page stays where it is.
  function reveal(row) {
    const room = row && row.closest('.time-table');
    if (!room || room.scrollHeight <= room.clientHeight) return;
    room.scrollTop += row.getBoundingClientRect().top - room.getBoundingClientRect().top - 60;
  }

  let pressed = null; // a click chooses, a second one opens the page; the focus that comes with a click does not count
  svg.addEventListener('pointerdown', (event) => {
    const box = event.target.closest('a.box');
    pressed = box && box !== chosen ? box : null;
  });
  stage.addEventListener('focusin', (event) => {
    const box = event.target.closest('a.box');
    if (box && !pressed) choose(box, false);
  });
  svg.addEventListener('click', (event) => {
    const box = event.target.closest('a.box'), first = pressed;
    pressed = null;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (box && box === first) {
      event.preventDefault();
      choose(box, true);
      reveal(rows.find((row) => row.dataset.id === box.dataset.id));
    } else if (!event.target.closest('a')) choose(null, true);
  });
  addEventListener('pointerup', (event) => { if (pressed && !pressed.contains(event.target)) pressed = null; });
  addEventListener('keydown', (event) => { if (event.key === 'Escape' && chosen) choose(null, true); });
  addEventListener('hashchange', read);
  addEventListener('popstate', read);
  document.querySelector('.time-page').classList.add('live');
  const first = boxes[0] && boxes[0].querySelector('rect');
  if (first && stage.scrollWidth > stage.clientWidth) stage.scrollLeft = Math.max(0, first.x.baseVal.value - 64); // a narrow screen begins with the axis
  read();
})();
