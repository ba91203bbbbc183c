// How long the search box takes: node tests/bench/search.js SITE [QUERY ...] (SITE/assets/search-data.js, made by a build).
// Prints how long the data takes to read and to make ready, then each query as it is typed, letter by letter: median and worst.
// Processor time: others at work on the machine do not show.
'use strict';
const { readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');
const vm = require('node:vm');

const [site, ...given] = process.argv.slice(2);
const queries = given.length ? given : ['saxenian', 'regional innovation', 'governence', 'inovation netwrok', 'qxzvkwpl', 'Müller 1998', 'industrial district policy', 'e'];
const times = (list) => { const sorted = [...list].sort((a, b) => a - b); return `median ${sorted[sorted.length >> 1].toFixed(1)}, worst ${sorted[sorted.length - 1].toFixed(1)} ms`; };
const spent = (since) => { const { user, system } = process.cpuUsage(since); return (user + system) / 1000; };
const timed = (run) => { const start = process.cpuUsage(); const value = run(); return [spent(start), value]; };

(async () => {
  vm.runInThisContext(readFileSync(join(__dirname, '../../kg/web/assets/find.js'), 'utf8'));
  const path = join(site, 'assets/search-data.js');
  const [read] = timed(() => vm.runInThisContext(readFileSync(path, 'utf8')));
  const start = process.cpuUsage();
  const search = await globalThis.KG_FIND.open(globalThis.KG_SEARCH);
  const made = spent(start);
  console.log(`${(statSync(path).size / 1e6).toFixed(1)} MB, ${search.count} things, ${search.words.all.length} words: read ${read.toFixed(0)} ms, made ready ${made.toFixed(0)} ms`);
  for (const query of queries) {
    const taken = [];
    let found = null;
    for (let n = 1; n <= query.length; n++) {
      const [ms, result] = timed(() => search.find(query.slice(0, n), 5));
      found = result;
      for (const group of result.groups) for (const one of group.found) search.why(one, result.words, one.tier === 0);
      taken.push(ms);
    }
    console.log(`${query}: ${times(taken)}, ${found.total} found${found.typos ? ', with typos' : ''}`);
  }
})();
