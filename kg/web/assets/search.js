// The search box in use: site.js loads this, and this loads the rest, when a reader first wants to search. What is found
// stands below the box by kind; on a list with ?search=… in its address, all that is found of that kind stands on the page.
(function () {
  'use strict';
  const me = document.currentScript.src;
  const assets = me.slice(0, me.lastIndexOf('/') + 1);
  const up = assets.slice(0, -'assets/'.length);
  const EACH = 5, LISTED = 300;
  const HINT = 'Works, people, concepts, claims, venues: by any words in them, in any order.';
  const form = document.querySelector('form.search');
  const input = form.querySelector('input');

  const make = (tag, css, text) => { const e = document.createElement(tag); if (css) e.className = css; if (text) e.textContent = text; return e; };
  const load = (name) => new Promise((done, failed) => {
    const script = make('script');
    script.src = assets + name;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });

  const sheet = make('div', 'found-sheet');
  const status = make('p', 'found-status');
  status.setAttribute('role', 'status');
  const list = make('div', 'found-list');
  list.id = 'search-found';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Found');
  const close = make('button', 'found-close', 'Close');
  close.type = 'button';
  sheet.append(status, list);
  form.append(close, sheet);
  sheet.hidden = close.hidden = true;
  input.setAttribute('aria-controls', list.id);

  let search = null, came = null, chosen = -1, options = [];

  const styled = new Promise((done) => {
    const link = make('link');
    link.rel = 'stylesheet';
    link.href = `${assets}search.css`;
    link.onload = link.onerror = done;
    document.head.append(link);
  });
  const ready = Promise.all([load('find.js'), load('search-data.js')])
    .then(() => globalThis.KG_FIND.open(globalThis.KG_SEARCH))
    .then((found) => { search = found; delete globalThis.KG_SEARCH; show(); })
    .catch(() => { status.textContent = 'The data of the search could not be loaded. The lists show everything.'; });

  /* ------------------------------------------------------------------ what is found */
  function pieces(parent, found) {
    for (const [text, hit] of found) parent.append(hit ? make('mark', '', text) : text);
    return parent;
  }

  /* The inside of a line: the label, the text beside it, and where the words stand that neither has. */
  function line(one, result) {
    const { label, text, also } = search.why(one, result.words, one.tier === 0);
    const parts = [pieces(make('span', 'found-label'), label)];
    if (text && (one.set.kind === 'work' || text.some(([, hit]) => hit))) parts.push(' ', pieces(make('span', 'found-text'), text));
    for (const { name, pieces: found } of also) {
      const why = make('span', 'found-why', `${name === 'also' ? 'also called' : name} `);
      parts.push(' ', pieces(why, found));
    }
    return parts;
  }

  const address = (one) => up + search.path(one);
  const number = (n) => n.toLocaleString('en');

  function option(parent, href, css, parts) {
    const a = make('a', css);
    a.href = href;
    a.id = `found-${options.length}`;
    a.tabIndex = -1;
    a.setAttribute('role', 'option');
    a.setAttribute('aria-selected', 'false');
    a.append(...parts);
    options.push(a);
    parent.append(a);
  }

  function show() {
    if (sheet.hidden) return;
    options = [];
    list.replaceChildren();
    choose(-1);
    const query = input.value.trim();
    if (!query) { status.textContent = HINT; return; }
    if (!search) { status.textContent = 'One moment …'; return; }
    const result = search.find(query, EACH);
    for (const { set, count, found } of result.groups) {
      const group = make('div', 'found-group');
      group.setAttribute('role', 'group');
      const head = make('div', 'found-head', `${set.title} `);
      head.id = `found-${set.kind}`;
      head.append(make('span', 'n', number(count)));
      group.setAttribute('aria-labelledby', head.id);
      group.append(head);
      for (const one of found) option(group, address(one), set.kind, line(one, result));
      if (count > found.length) option(group, `${up}${set.kind}/index.html?search=${encodeURIComponent(query)}`, 'found-all', [`All ${number(count)} in ${set.title}`]);
      list.append(group);
    }
    sheet.scrollTop = 0;
    status.textContent = said(result);
    if (options.length) choose(0);
  }

  function said(result) {
    if (!result.words.length) return 'Type a letter or a number.';
    if (!result.total) return 'Nothing found. Fewer words find more.';
    const cut = search.sets.filter((s) => s.total > s.n).map((s) => ` Of ${number(s.total)} ${s.title.toLowerCase()}, the ${number(s.n)} most linked to are searched.`);
    const close = result.lacking ? ' with some of these words; nothing has all of them' : result.typos ? ', spelled alike' : '';
    return `${number(result.total)} found${close}.${cut.join('')}`;
  }

  /* ------------------------------------------------------------------ the box */
  function choose(n) {
    if (options[chosen]) options[chosen].setAttribute('aria-selected', 'false');
    chosen = n;
    if (n < 0) { input.removeAttribute('aria-activedescendant'); return; }
    options[n].setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', options[n].id);
    const [box, top] = [sheet.getBoundingClientRect(), options[n].getBoundingClientRect()];
    if (n === 0) sheet.scrollTop = 0;
    else if (top.bottom > box.bottom) sheet.scrollTop += top.bottom - box.bottom + 8;
    else if (top.top < box.top) sheet.scrollTop -= box.top - top.top + 40;
  }

  async function open(from) {
    if (!sheet.hidden) return;
    came = from && from !== input && from !== document.body ? from : null;
    await styled;
    sheet.hidden = close.hidden = false;
    form.classList.add('searching');
    input.setAttribute('aria-expanded', 'true');
    show();
  }

  function shut(back) {
    sheet.hidden = close.hidden = true;
    form.classList.remove('searching');
    input.setAttribute('aria-expanded', 'false');
    choose(-1);
    if (!back) return;
    input.blur();
    if (came && came.isConnected) came.focus({ preventScroll: true });
  }

  input.addEventListener('input', show); // site.js opens what is not open
  form.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && !sheet.hidden) {
      event.preventDefault();
      event.stopPropagation();
      input.value = '';
      shut(true);
    } else if (event.target !== input) {
      return;
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (sheet.hidden) open(null);
      else if (options.length) choose((chosen + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (sheet.hidden || !options[chosen]) return;
      if (event.ctrlKey || event.metaKey) globalThis.open(options[chosen].href, '_blank', 'noopener');
      else options[chosen].click();
    }
  });
  list.addEventListener('mousedown', (event) => event.preventDefault()); // the focus stays in the box
  close.addEventListener('click', () => { input.value = ''; shut(true); });
  form.addEventListener('focusout', (event) => { if (event.relatedTarget && !form.contains(event.relatedTarget)) shut(false); });
  document.addEventListener('pointerdown', (event) => { if (!sheet.hidden && !form.contains(event.target)) shut(false); });

  /* ------------------------------------------------------------------ all that is found of a kind, on its list */
  async function onList(query) {
    const here = location.pathname.split('/').slice(-2)[0];
    const head = document.querySelector('.list-head');
    if (!head) return;
    await ready;
    await styled;
    if (!search || !search.sets.some((set) => set.kind === here)) return;
    const result = search.find(query, LISTED, here);
    const group = result.groups[0];
    const section = make('section', 'found-page');
    const count = group ? group.count : 0;
    section.append(make('h2', '', `${number(count)} found by “${query}”`));
    if (group && group.found.length < count) section.append(make('p', 'note', `The first ${number(group.found.length)} of ${number(count)}. More words find fewer.`));
    const ul = make('ul', 'lines');
    for (const one of group ? group.found : []) {
      const a = make('a', one.set.kind);
      a.href = address(one);
      const [label, ...rest] = line(one, result);
      a.append(label);
      const li = make('li');
      li.append(a, ...rest);
      ul.append(li);
    }
    const all = make('p', 'note');
    const link = make('a', '', 'The whole list, without the search');
    link.href = location.pathname.split('/').pop() || 'index.html';
    all.append(link);
    section.append(...(ul.children.length ? [ul] : []), all);
    head.after(section);
  }

  globalThis.KG_BOX = { open };
  const asked = new URLSearchParams(location.search).get('search');
  if (asked) onList(asked);
})();
