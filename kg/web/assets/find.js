// Finds things by words: the search box without its looks. KG_FIND.open(data) gives a search over the columns of
// search-data.js. Texts are folded as kg/iri.py folds names, split into words once, and looked up by word: whole,
// from its start, inside, and with typos where too little is found otherwise.
(function () {
  'use strict';
  const LETTERS = { ø: 'o', Ø: 'O', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ı: 'i' };
  const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');
  const BEYOND = /[^\x00-\x7f]/;
  const OTHER = /[^\x00-\u034e\u0350-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u205e\u20a0-\u20bf]|(?:^|[\u2010-\u20bf])[\u0300-\u036f]/u;
  const ACCENTS = /[\u0300-\u036f]+/g;
  const COMBINING = /[\u0300-\u034e\u0350-\u036f\u0483-\u0487\u1ab0-\u1abd\u1abf-\u1aff\u1dc0-\u1dff\u20d0-\u20dc\u20e1\u20e5-\u20f0\u2de0-\u2dff\u3099\u309a\ua66f\ua674-\ua67d\ua69e\ua69f\ua8e0-\ua8f1\ufe20-\ufe2f]/;
  const FULL = /[ßςᏸ-ᏽꭰ-ꮿ\u1c80-\u1c88]/; // what case folding does to these, lower case does not
  const lower = (text) => {
    const low = text.toLowerCase();
    return FULL.test(low) ? low.replace(/ß/g, 'ss').replace(/ς/g, 'σ').replace(/[ᏸ-ᏽꭰ-ꮿ]/g, (c) => c.toUpperCase()).replace(/[\u1c80-\u1c88]/g, (c) => 'вдосттъѣꙋ'[c.charCodeAt(0) - 0x1c80]) : low;
  };

  /* A text as its words, case and accents folded. */
  function fold(text) {
    text = text.replace(/&/g, ' and ').replace(/['’]/g, '');
    if (!BEYOND.test(text)) return (text.toLowerCase().match(/[a-z0-9][a-z0-9+#]*/g) || []).join(' ');
    const apart = text.replace(LETTER, (c) => LETTERS[c]).normalize('NFKD');
    if (!OTHER.test(apart)) return (lower(apart.replace(ACCENTS, '')).match(/[\p{L}\p{N}][\p{L}\p{N}+#]*/gu) || []).join(' ');
    let kept = '', european = false;
    for (const c of apart) {
      const mark = COMBINING.test(c);
      if (!mark) european = c < '\u0530' || (c >= '\u1e00' && c < '\u2000');
      if (!(european && mark)) kept += c;
    }
    const spaced = lower(kept.normalize('NFC')).replace(/[^+#\p{L}\p{N}\p{M}]/gu, ' ');
    return spaced.split(/\s+/).map((word) => word.replace(/^[+#]+/, '')).filter(Boolean).join(' ');
  }

  // What a word found is worth, by the column it stands in and by how it was found. A typo is worth less than anything else.
  const LABEL = 0, NAME = 1, TITLE = 2, TEXT = 3, KEY = 4, FIRST = 8; // FIRST is added for the first word of a label, name or title
  const WHOLE = 0, START = 1, INSIDE = 2, TYPO = 3, TYPOS = 4;
  const WORTH = [[30, 30, 26, 20, 22], [29, 29, 25, 19, 21], [16, 16, 15, 14, 14], [8, 8, 7, 6, 5], [4, 4, 3, 2, 1]];
  const HEAD = [40, 39];
  const FEW = 5; // results below which typos are looked for
  const MOST_WORDS = 8;
  const LEFT_OUT = 2; // words that may be lacking where nothing has all of them, and half of them at most

  /* How many typos a word may have. */
  const leeway = (word) => (/\d/.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

  const letters = (word) => { let mask = 0; for (let i = 0; i < word.length; i++) mask |= 1 << (word.charCodeAt(i) & 31); return mask; };
  const rows = [new Uint8Array(64), new Uint8Array(64), new Uint8Array(64)];

  /* The typos between a word and another, or the start of another that is no shorter; more than `most` is most + 1. */
  function typos(word, other, most) {
    const n = word.length, m = Math.min(other.length, n + most);
    if (n > 60 || other.length < n - most) return most + 1;
    let [before, last, row] = rows;
    for (let j = 0; j <= m; j++) last[j] = j;
    for (let i = 1; i <= n; i++) {
      row[0] = i;
      let least = i;
      const a = word.charCodeAt(i - 1);
      for (let j = 1; j <= m; j++) {
        const b = other.charCodeAt(j - 1);
        let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a === b ? 0 : 1));
        if (i > 1 && j > 1 && a === other.charCodeAt(j - 2) && word.charCodeAt(i - 2) === b) cost = Math.min(cost, before[j - 2] + 1);
        row[j] = cost;
        if (cost < least) least = cost;
      }
      if (least > most) return most + 1;
      [before, last, row] = [last, row, before];
    }
    let found = m === other.length ? last[m] : most + 1;
    for (let j = n; j <= m; j++) found = Math.min(found, last[j]);
    return Math.min(found, most + 1);
  }

  /* How a word that was typed is found in one that is there, or -1. */
  function how(word, other, most) {
    if (other.startsWith(word)) return other.length === word.length ? WHOLE : START;
    if (word.length > 2 && other.includes(word)) return INSIDE;
    const found = most ? typos(word, other, most) : 1;
    return found <= most ? TYPO + found - 1 : -1;
  }

  const column = (kind, name) => (kind[name] ? kind[name].split('\n') : null);
  const pause = () => new Promise((done) => { setTimeout(done); });

  /* The words of columns, and where each stands: word by word, as thing * 16 + column. */
  class Words {
    constructor() { this.ids = new Map(); this.all = []; this.id = []; this.at = []; }

    add(text, thing, where) {
      const first = where <= TITLE ? FIRST : 0;
      let start = -1, head = first;
      for (let i = 0; i <= text.length; i++) {
        const c = i < text.length ? text.charCodeAt(i) : 32;
        const inside = c > 127 || (c > 96 && c < 123) || (c > 47 && c < 58) || (start >= 0 && (c === 43 || c === 35));
        if (inside) { if (start < 0) start = i; continue; }
        if (start >= 0) { this.put(text.slice(start, i), thing * 16 + where + head); head = 0; }
        start = -1;
        if (c === 9) head = first; // a tab: another name
      }
    }

    put(word, at) {
      let id = this.ids.get(word);
      if (id === undefined) { id = this.all.length; this.ids.set(word, id); this.all.push(word); }
      this.id.push(id);
      this.at.push(at);
    }

    close() {
      const start = this.start = new Uint32Array(this.all.length + 1);
      for (const id of this.id) start[id + 1]++;
      for (let i = 0; i < this.all.length; i++) start[i + 1] += start[i];
      const next = start.slice(), places = this.places = new Uint32Array(this.at.length);
      for (let i = 0; i < this.at.length; i++) places[next[this.id[i]]++] = this.at[i];
      this.masks = Int32Array.from(this.all, letters);
      this.lengths = Uint8Array.from(this.all, (word) => Math.min(word.length, 255));
      this.known = new Map();
      this.ids = this.id = this.at = null;
    }

    /* The words that a word typed is found in, and how. */
    like(word, most) {
      const key = `${most}${word}`, { all, masks, lengths, known } = this;
      if (known.has(key)) return known.get(key);
      const mask = letters(word), least = word.length - most, ids = [], hows = [];
      const one = (id) => {
        const found = how(word, all[id], most);
        if (found >= 0) { ids.push(id); hows.push(found); }
      };
      const wider = !most && word.length > 3 && known.get(`0${word.slice(0, -1)}`); // typed letter by letter: what has this had that
      if (wider) wider.ids.forEach(one);
      for (let id = 0; !wider && id < all.length; id++) {
        if (lengths[id] < least) continue;
        let lacking = mask & ~masks[id]; // a letter that a word lacks is a typo
        for (let n = most; n && lacking; n--) lacking &= lacking - 1;
        if (!lacking) one(id);
      }
      if (known.size > 60) known.clear();
      const found = { ids, hows };
      known.set(key, found);
      return found;
    }
  }

  /* Lines fit for the tokenizer: what is not ASCII is folded, the rest but for its spaces and signs. */
  const ready = (line) => {
    if (BEYOND.test(line)) return line.split('\t').map(fold).join('\t');
    line = line.toLowerCase();
    if (line.includes("'")) line = line.replaceAll("'", '');
    return line.includes('&') ? line.replaceAll('&', ' and ') : line;
  };

  async function open(kinds) {
    const words = new Words(), sets = [], agentBase = {};
    let count = 0;
    for (const kind of kinds) {
      const set = { kind: kind.kind, title: kind.title, total: kind.total, n: kind.n, base: count };
      for (const name of ['label', 'slug', 'text', 'names', 'people', 'keys', 'year']) set[name] = column(kind, name);
      agentBase[kind.kind] = count;
      count += kind.n;
      sets.push(set);
    }
    const people = (sets.find((s) => s.kind === 'person') || { n: 0 }).n;
    const agent = (n) => (n < people ? agentBase.person + n : agentBase.organization + n - people);
    const authors = [], works = [];
    for (const set of sets) {
      const plain = set.kind === 'work' || set.kind === 'claim' ? TITLE : TEXT;
      for (let i = 0; i < set.n; i++) {
        const thing = set.base + i;
        words.add(ready(set.label[i]), thing, LABEL);
        if (set.text && set.text[i] && set.text[i] !== set.label[i]) words.add(ready(set.text[i]), thing, plain);
        if (set.names && set.names[i]) words.add(ready(set.names[i]), thing, NAME);
        if (set.year && set.year[i]) words.add(set.year[i], thing, KEY);
        if (set.keys && set.keys[i]) words.add(ready(set.keys[i].replace(/^=/, () => slugOf(set, i))), thing, KEY);
        if (set.people && set.people[i]) for (const n of set.people[i].split(' ')) { authors.push(agent(+n)); works.push(thing); }
        if (i % 4000 === 3999) await pause(); // the page goes on meanwhile
      }
      await pause();
    }
    words.close();
    await pause();
    const search = new Search(sets, words, count, written(authors, works, count), agent);
    for (const query of ['s', 'an', 'the of', 'clastering']) { search.find(query, 1); await pause(); } // so that the engine has compiled it
    return search;
  }

  /* The works of each person, as stretches of one array. */
  function written(authors, works, count) {
    const start = new Uint32Array(count + 1);
    for (const a of authors) start[a + 1]++;
    for (let i = 0; i < count; i++) start[i + 1] += start[i];
    const next = start.slice(), all = new Uint32Array(works.length);
    authors.forEach((a, i) => { all[next[a]++] = works[i]; });
    return { start, all };
  }

  /* The last part of a thing's address, as search.py has it. */
  function slugOf(set, i) {
    const given = set.slug && set.slug[i];
    if (given) return given;
    const found = set.label[i].toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim().split(' ');
    return (set.kind === 'person' ? [...found.slice(-1), ...found.slice(0, -1)] : found).join('-');
  }

  class Search {
    constructor(sets, words, count, by, agent) {
      Object.assign(this, { sets, words, count, by, agent });
      this.quality = new Uint16Array(count);
      this.met = new Uint8Array(count);
      this.weak = new Uint8Array(count);
      this.best = new Uint8Array(count);
    }

    /* What is found: {words, lacking, total, typos, groups: [{set, count, found: [{thing, tier}]}]}, of each kind at most `most`;
       `lacking` is how many of the words most of it lacks: where nothing has all words, what has all but one is found, or all but two. */
    find(query, most, only) {
      const folded = fold(query);
      const asked = [...new Set(folded.split(' ').filter(Boolean))].slice(0, MOST_WORDS);
      const none = { words: asked, lacking: 0, total: 0, typos: false, groups: [] };
      if (!asked.length) return none;
      let found = this.run(asked, folded, most, only, false, 0);
      if (found.total < FEW && asked.some(leeway)) found = this.run(asked, folded, most, only, true, 0);
      for (let lacking = 1; !found.total && lacking <= Math.min(LEFT_OUT, asked.length / 2); lacking++) found = this.run(asked, folded, most, only, true, lacking);
      return found;
    }

    run(asked, folded, most, only, forgiving, lacking) {
      const { quality, met, weak, best, count } = this;
      quality.fill(0); met.fill(0); weak.fill(0);
      const head = new Uint8Array(count);
      asked.forEach((word, turn) => {
        best.fill(0);
        this.look(word, forgiving ? leeway(word) : 0);
        if (!turn) head.set(best);
        for (let e = 0; e < count; e++) {
          if (best[e] && (lacking || met[e] === turn)) { met[e]++; quality[e] += Math.min(best[e], 30); if (best[e] < 10) weak[e] = 1; }
        }
      });
      const groups = [];
      let total = 0, strict = 0;
      for (const set of this.sets) {
        if (only && set.kind !== only) continue;
        const top = [];
        let found = 0;
        for (let e = set.base; e < set.base + set.n; e++) {
          if (met[e] < asked.length - lacking) continue;
          found++;
          strict += weak[e] ? 0 : 1;
          const tier = weak[e] ? 0 : head[e] < HEAD[1] ? 1 : this.tier(set, e - set.base, folded, asked, head[e]);
          const score = tier * 1000 + Math.floor(quality[e] / asked.length);
          if (top.length < most || score > top[top.length - 1].score) place(top, { set, i: e - set.base, thing: e, tier, score }, most);
        }
        total += found;
        if (found) groups.push({ set, count: found, found: top });
      }
      groups.sort((a, b) => b.found[0].tier - a.found[0].tier); // those of one tier stay in the order of kinds
      return { words: asked, lacking, total, typos: strict < total, groups };
    }

    /* 3 where the query is all of a label, name or title, 2 where it is the start of one, else 1. */
    tier(set, i, folded, asked, head) {
      if (asked.length === 1 && head === HEAD[1]) return 2;
      let tier = 1;
      for (const name of ['label', 'names', 'text']) {
        if (!set[name] || (name === 'text' && set.kind !== 'work' && set.kind !== 'claim')) continue;
        for (const one of set[name][i].split('\t')) {
          const text = fold(one);
          if (text === folded) return 3;
          if (text.startsWith(folded)) tier = 2;
        }
      }
      return tier;
    }

    /* The best worth of a word in each thing, into `best`. */
    look(word, most) {
      const { best, by } = this, { start, places } = this.words;
      const { ids, hows } = this.words.like(word, most);
      for (let n = 0; n < ids.length; n++) {
        const id = ids[n], found = hows[n];
        for (let p = start[id]; p < start[id + 1]; p++) {
          const at = places[p], thing = at >>> 4, where = at & 15;
          const worth = where & FIRST && found <= START ? HEAD[found] : WORTH[found][where & 7];
          if (worth > best[thing]) best[thing] = worth;
        }
      }
      for (const set of this.sets) {
        if (set.kind !== 'person' && set.kind !== 'organization') continue;
        for (let a = set.base; a < set.base + set.n; a++) {
          if (!best[a]) continue;
          const worth = Math.min(best[a], 30);
          for (let w = by.start[a]; w < by.start[a + 1]; w++) if (worth > best[by.all[w]]) best[by.all[w]] = worth;
        }
      }
    }

    /* A text in pieces, [text, whether a word of the query is in it], and the words that are. */
    marked(text, asked, forgiving) {
      const pieces = [], met = new Set();
      let at = 0;
      for (const word of text.matchAll(/[\p{L}\p{N}\p{M}+#'’]+/gu)) {
        const here = asked.filter((w) => fold(word[0]).split(' ').some((part) => how(w, part, forgiving ? leeway(w) : 0) >= 0));
        if (!here.length) continue;
        here.forEach((w) => met.add(w));
        pieces.push([text.slice(at, word.index), false], [word[0], true]);
        at = word.index + word[0].length;
      }
      pieces.push([text.slice(at), false]);
      return { pieces: pieces.filter(([piece]) => piece), met };
    }

    /* Why a thing was found: its label, its text where that is shown, and the columns that have the words which these lack. */
    why({ set, i }, asked, forgiving) {
      const label = this.marked(set.label[i], asked, forgiving);
      const text = set.text && set.text[i] && set.text[i] !== set.label[i] ? this.marked(set.text[i], asked, forgiving) : null;
      const left = new Set(asked.filter((w) => !label.met.has(w)));
      const also = [];
      const offer = (name, value) => {
        const found = this.marked(value, asked, forgiving);
        if (![...left].some((w) => found.met.has(w))) return;
        found.met.forEach((w) => left.delete(w));
        also.push({ name, pieces: found.pieces });
      };
      for (const name of (set.names && set.names[i] ? set.names[i].split('\t') : [])) offer('also', name);
      if (text && [...left].some((w) => text.met.has(w))) text.met.forEach((w) => left.delete(w));
      for (const n of (set.people && set.people[i] ? set.people[i].split(' ') : [])) {
        const a = this.agent(+n), of = this.sets.find((s) => a >= s.base && a < s.base + s.n);
        offer('author', of.label[a - of.base]);
      }
      if (set.year && set.year[i]) offer('year', set.year[i]);
      for (const key of (set.keys && set.keys[i] ? set.keys[i].split('\t') : [])) offer('key', key === '=' ? slugOf(set, i) : key);
      return { label: label.pieces, text: text && text.pieces, also };
    }

    path({ set, i }) { return `${set.kind}/${encodeURIComponent(slugOf(set, i))}.html`; }
  }

  function place(top, one, most) {
    let at = top.length;
    while (at && top[at - 1].score < one.score) at--;
    top.splice(at, 0, one);
    if (top.length > most) top.pop();
  }

  globalThis.KG_FIND = { fold, open, typos };
})();
