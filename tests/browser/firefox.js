/* Reads a site in Firefox from disk, by WebDriver BiDi, and writes as one JSON object what was there and what went wrong:

   echo '{"firefox": "/usr/bin/firefox", "site": "/a/site", "pages": ["index.html"], "walks": ["search"], "trap": "/a/trap.html"}' |
     node tests/browser/firefox.js

   {"version": …, "faults": […], "pages": {address: {title, width, paint}}, "walks": {name: {…}}, "trap": {"faults": […], "read": …}} */
'use strict';
const { pathToFileURL } = require('node:url');
const puppeteer = require('puppeteer-core');

const PATIENCE = 15_000; // ms for anything to happen on a busy machine
const DESK = { width: 1440, height: 900 };
const PREFERENCES = {
  'security.fileuri.strict_origin_policy': true, // as Firefox has it; puppeteer turns it off, and whatever a page then reads from disk would seem to work
};
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/* ------------------------------------------------------------------ Firefox, and what it complains about */

// The messages of the browser's own console that pages caused: policy, files that fail to load, errors, warnings.
const CONSOLE = `(() => {
  const found = Services.console.getMessageArray().filter((m) => m instanceof Ci.nsIScriptError && /^(file|blob|data|moz-nullprincipal):/.test(m.sourceName));
  Services.console.reset();
  return JSON.stringify(found.map((m) => m.toString()));
})()`;

class Watched {
  constructor(browser, page) {
    Object.assign(this, { browser, page, address: '', faults: [] });
    const note = (what) => this.faults.push(`${this.address}: ${what}`);
    page.on('console', (message) => note(`console ${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => note(`error: ${error.message}`));
    page.on('dialog', (dialog) => { note(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('request', (request) => { if (!/^(file|data|blob):/.test(request.url())) note(`asks for ${request.url()}`); });
  }

  /** What the browser's own console says of pages since it was last asked, which is more than pages hear of. */
  async complaints() {
    const { connection } = this.browser;
    this.window ??= (await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' })).result.contexts[0].context;
    const { result } = await connection.send('script.evaluate', { target: { context: this.window }, awaitPromise: false, expression: CONSOLE });
    return JSON.parse(result.result.value);
  }

  async open(url, address) {
    this.address = address;
    if ((await this.where()).split('#')[0] === url.split('#')[0]) await this.page.goto('about:blank'); // a new hash alone would open nothing
    await this.page.goto(url, { timeout: PATIENCE });
  }

  ask(expression) { return this.page.evaluate(expression); }

  async until(expression) {
    for (const end = Date.now() + PATIENCE; !(await this.ask(expression)); await pause(30)) {
      if (Date.now() > end) throw new Error(`${this.address}: still not true: ${expression}`);
    }
  }

  where() { return this.ask('location.href'); } // puppeteer hears of it later

  async follow(selector) { // a link, to where it leads
    const before = await this.where();
    await this.page.click(selector);
    await this.arrive(before);
  }

  async arrive(before) { await this.until(`location.href !== ${JSON.stringify(before)} && document.readyState === 'complete'`); }

  async settle() { // all that is to be said of this page
    this.faults.push(...(await this.complaints()).map((text) => `${this.address}: ${text}`));
  }

  async press(...keys) { for (const key of keys) await this.page.keyboard.press(key); }

  async chord(modifier, key) {
    await this.page.keyboard.down(modifier);
    await this.page.keyboard.press(key);
    await this.page.keyboard.up(modifier);
  }
}

/* ------------------------------------------------------------------ what a reader does */

const texts = (selector) => `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((e) => e.checkVisibility()).map((e) => e.innerText.trim())`;
const INK = `(() => {
  const canvas = document.querySelector('#net-canvas canvas');
  if (!canvas || !canvas.width) return 0;
  return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter((v, i) => i % 4 === 3 && v).length;
})()`;
const ROWS = texts('table.list tbody th');

const WALKS = {
  async search(seen, open) {
    await open('work/saxenian1994regional.html');
    await seen.press('/');
    await seen.page.keyboard.type('porter');
    await seen.until(`document.querySelectorAll('.search [role=option]').length > 1`);
    await seen.press('ArrowDown');
    const chosen = await seen.ask(`document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).href`);
    const second = await seen.ask(`document.querySelectorAll('.search [role=option]')[1].href`), before = await seen.where();
    await seen.press('Enter');
    await seen.arrive(before);
    return { chosen, second, here: await seen.where(), title: await seen.ask('document.title') };
  },

  async choices(seen, open) { // colours go from page to page, a style of references from work to work
    const look = `[document.documentElement.dataset.theme, document.querySelector('[aria-label="Style of the reference"] [aria-pressed=true]')?.textContent, location.search]`;
    await open('work/index.html');
    await seen.page.click('button.theme');
    await seen.follow('table.list tbody th a');
    const first = await seen.ask(look);
    await seen.page.click('[aria-label="Style of the reference"] button:last-child');
    await seen.follow('.trail [rel=next]');
    const next = await seen.ask(look);
    await seen.press('/');
    await seen.page.keyboard.type('porter 1998');
    await seen.until(`document.querySelectorAll('.search [role=option]').length > 0`);
    const before = await seen.where();
    await seen.press('Enter');
    await seen.arrive(before);
    const found = await seen.ask(look);
    await seen.page.click('button.theme'); // light again
    await seen.follow('nav a');
    return { first, next, found, last: await seen.ask(look) };
  },

  async facets(seen, open) {
    await open('work/index.html');
    const all = await seen.ask(ROWS);
    await seen.page.click('details.facets summary');
    await seen.page.click('details.facets fieldset:not(.years) input[type=checkbox]');
    const narrowed = await seen.ask(ROWS), hash = await seen.ask('location.hash');
    await seen.page.reload();
    const reloaded = await seen.ask(ROWS);
    await seen.page.click('.narrowed .chip');
    return { all, narrowed, reloaded, hash, cleared: await seen.ask(ROWS) };
  },

  async query(seen, open) {
    await open('query.html');
    await seen.page.focus('#ask-text');
    await seen.chord('Control', 'a');
    await seen.page.keyboard.type('SELECT ?claim WHERE { ?claim a kg:Claim } ORDER BY ?claim');
    await seen.press('Escape'); // the completions
    await seen.chord('Control', 'Enter');
    await seen.until(`/ in [\\d.]+ m?s\\.$/.test(document.getElementById('ask-status').textContent)`);
    const rows = await seen.ask(texts('#ask-result tbody tr')), status = await seen.ask(`document.getElementById('ask-status').textContent`);
    await seen.follow('#ask-result tbody a');
    return { rows, status, title: await seen.ask('document.title') };
  },

  async map(seen, open) {
    await open('index.html');
    await seen.ask(`document.querySelector('.map-svg a.box.claim').focus()`); // puppeteer does not focus what is drawn
    await seen.press('ArrowDown', 'Enter');
    const hash = await seen.ask('location.hash'), panel = await seen.ask(`document.querySelector('#map-chosen .map-title').innerText`);
    await seen.page.click('.map-legend input'); // of the legend's stances the first: hidden
    const filtered = await seen.ask('location.hash');
    await seen.page.reload();
    const kept = await seen.ask(`[...document.querySelectorAll('.map-filter input')].filter((box) => !box.checked).map((box) => box.value)`);
    return { hash, panel, filtered, kept, again: await seen.ask(`document.querySelector('#map-chosen .map-title').innerText`) };
  },

  async network(seen, open) {
    await open('index.html');
    await seen.page.click('[data-view=network]');
    await seen.until(`${INK} > 1000`);
    await seen.page.click('#net-tree a[data-c]');
    await seen.until(`!document.getElementById('net-chosen').hidden`);
    return { hash: await seen.ask('location.hash'), ink: await seen.ask(INK), links: await seen.ask(texts('#net-chosen section a.item')) };
  },

  async timeline(seen, open) {
    await open('timeline.html');
    await seen.page.click('.time-svg a.box[href="work/saxenian2001silicon.html"]');
    const hash = await seen.ask('location.hash'), row = await seen.ask(texts('.time-table tr.chosen th')), lit = await seen.ask(`document.querySelectorAll('.time-svg a.box.on').length`);
    await seen.ask(`[...document.querySelectorAll('.time-svg a.box')].at(-2).focus()`);
    await seen.press('Tab'); // far down: it has to come into view
    const last = await seen.ask(`(({ top, bottom }) => ({ top, bottom }))(document.activeElement.getBoundingClientRect())`);
    return { hash, row, lit, last };
  },

  async evidence(seen, open) {
    await open('evidence.html');
    const before = await seen.ask(texts('#matrix blockquote'));
    await seen.page.click('#matrix details:has(blockquote) summary');
    const quotes = await seen.ask(texts('#matrix details[open] blockquote'));
    await seen.page.select('[name=stance]', 'qualifies');
    return { before, quotes, status: await seen.ask(texts('.sift [role=status]')), hash: await seen.ask('location.hash') };
  },

  async debates(seen, open) { // an entry that closes a gap: shown, copied, pasted into the search box
    await open('debates.html');
    await seen.page.click('details.add summary');
    await seen.page.click('details.add[open] .copy');
    await seen.until(`document.querySelector('details.add[open] .copy').textContent !== 'Copy'`);
    const entry = await seen.ask(`document.querySelector('details.add[open] pre').textContent`);
    const said = await seen.ask(texts('details.add[open] .copy'));
    await seen.page.focus('form.search input');
    await seen.chord('Control', 'v');
    return { entry, said, pasted: await seen.ask(`document.querySelector('form.search input').value`) };
  },
};

/* ------------------------------------------------------------------ all of it */

// Title, what overflows, and when something was first to be seen.
const LOOK = `({ title: document.title, width: document.documentElement.scrollWidth,
  paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null })`;

async function main({ firefox, site, pages, walks, trap }) {
  const browser = await puppeteer.launch({
    browser: 'firefox', executablePath: firefox, headless: true, defaultViewport: DESK, extraPrefsFirefox: PREFERENCES,
    args: ['--remote-allow-system-access'], // for the browser's own console
  });
  try {
    const seen = new Watched(browser, await browser.newPage());
    const told = { version: await browser.version(), pages: {}, walks: {} };
    const open = (address) => seen.open(`${pathToFileURL(site).href}/${address}`, address);
    await seen.complaints();
    await seen.open(pathToFileURL(trap).href, 'trap');
    await seen.until('globalThis.sprung');
    await seen.settle();
    told.trap = { faults: seen.faults.splice(0), read: await seen.ask('sprung') };
    for (const address of pages) {
      await open(address);
      if (address.includes('view=network')) await seen.until(`${INK} > 1000`);
      told.pages[address] = await seen.ask(LOOK);
      await seen.settle();
    }
    for (const name of walks) {
      told.walks[name] = await WALKS[name](seen, open);
      await seen.settle();
    }
    return { ...told, faults: seen.faults };
  } finally {
    await browser.close();
  }
}

let given = '';
process.stdin.setEncoding('utf8').on('data', (text) => { given += text; }).on('end', () => {
  main(JSON.parse(given)).then((told) => process.stdout.write(JSON.stringify(told)), (error) => { console.error(error); process.exitCode = 1; });
});
