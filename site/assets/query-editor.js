/* The editor of queries: a text area with coloured text behind it, and completion. What it knows comes from KG_QUERY. */
(() => {
  'use strict';
  const KEYWORDS = 'SELECT CONSTRUCT DESCRIBE ASK WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED OPTIONAL UNION MINUS GRAPH FILTER BIND VALUES AS EXISTS NOT IN GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET UNDEF SEPARATOR COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND COALESCE IF CONCAT CONTAINS STRSTARTS STRENDS STRAFTER STRBEFORE STRLEN SUBSTR REPLACE REGEX LCASE UCASE YEAR ABS ROUND ISIRI ISLITERAL IRI SERVICE'.split(' ');
  const WORDS = new Set([...KEYWORDS, 'TRUE', 'FALSE', 'A']);
  // In this order: comment, string, address, variable, prefixed name, word, number.
  const TOKEN = /(#[^\n]*)|("""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(<[^<>"{}|^`\\\s]*>)|([?$]\w+)|((?:[A-Za-z][\w-]*)?:[\w.~-]*)|([A-Za-z_]\w*)|(\d+(?:\.\d+)?)/g;
  const KINDS = ['comment', 'string', 'iri', 'variable', 'name', 'word', 'number'];
  const MOST = 10;

  function tokens(text) {
    const found = [];
    for (const match of text.matchAll(TOKEN)) {
      const kind = KINDS[match.slice(1).findIndex((part) => part !== undefined)];
      if (kind === 'word' && !WORDS.has(match[0].toUpperCase())) continue;
      found.push([match.index, match.index + match[0].length, kind]);
    }
    return found;
  }

  /* The text in pieces with their classes, the word or character at `wrong` marked. */
  function painted(pre, text, wrong) {
    const out = document.createDocumentFragment();
    let at = 0;
    const end = wrong < 0 ? -1 : wrong + Math.max(1, /^[?$]?[\w:.-]*/.exec(text.slice(wrong))[0].length);
    const put = (from, to, kind) => {
      const parts = wrong < to && end > from ? [[from, Math.max(from, wrong)], [Math.max(from, wrong), Math.min(to, end), 'wrong'], [Math.min(to, end), to]] : [[from, to]];
      for (const [start, stop, mark] of parts) {
        if (start >= stop) continue;
        const span = document.createElement('span');
        span.className = [kind, mark].filter(Boolean).map((name) => `q-${name}`).join(' ');
        span.textContent = text.slice(start, stop).replace(/^\n/, mark ? ' \n' : '\n');
        out.append(span);
      }
    };
    for (const [from, to, kind] of tokens(text)) {
      put(at, from, '');
      put(from, to, kind);
      at = to;
    }
    put(at, text.length, '');
    if (wrong >= text.length) out.append(Object.assign(document.createElement('span'), { className: 'q-wrong', textContent: ' ' }));
    out.append('\n ');
    pre.replaceChildren(out);
  }

  /* What could stand where the caret is: [what is put in, what it is called, its kind]. */
  function candidates(text, caret, { words, prefixes, things }) {
    const before = text.slice(0, caret);
    if (tokens(text).some(([from, to, kind]) => (kind === 'comment' || kind === 'string') && from < caret && caret < to + (kind === 'comment'))) return null;
    const typed = /[?$]?[\w:.~-]*$/.exec(before)[0];
    const low = typed.toLowerCase();
    let found = [];
    if (/^[?$]/.test(typed)) {
      const names = new Set([...(text.slice(0, caret - typed.length) + ' ' + text.slice(caret)).matchAll(/[?$]\w+/g)].map((m) => m[0]));
      found = [...names].sort().filter((name) => name.toLowerCase().startsWith(low)).map((name) => [name, '', 'variable']);
    } else {
      const score = (word, label) => {
        const [name, said] = [word.toLowerCase(), label.toLowerCase()];
        if (name.startsWith(low)) return 0;
        if (name.slice(name.indexOf(':') + 1).startsWith(low)) return 1;
        return low.length > 1 && (name.includes(low) || said.includes(low)) ? 2 : -1;
      };
      const scored = [];
      const add = (insert, word, label, kind, worse) => {
        const points = score(word, label);
        if (points >= 0) scored.push([points + worse, scored.length, [insert, label, kind, word]]);
      };
      for (const prefix of prefixes) add(`${prefix}:`, `${prefix}:`, '', 'prefix', 0);
      for (const [word, label, kind] of words) add(word, word, label, kind, 0);
      if (!typed.includes(':')) for (const word of KEYWORDS) if (word.toLowerCase().startsWith(low)) add(word, word, '', 'keyword', 0.5);
      if (low) for (const [iri, key, label, kind] of things) add(`<${iri}>`, key, label, kind, 0.7);
      found = scored.sort(([a, m], [b, n]) => a - b || m - n).map(([, , candidate]) => candidate);
    }
    found = found.filter(([insert]) => insert !== typed);
    return { typed, found: found.slice(0, MOST), more: Math.max(0, found.length - MOST) };
  }

  /* An editor over a text area: { text, mark, onrun }. */
  globalThis.KG_EDITOR = function (area, pre, list, known) {
    let wrong = -1, open = null, chosen = -1;

    function paint() {
      painted(pre, area.value, wrong);
      area.style.height = '';
    }
    function close() {
      open = null;
      chosen = -1;
      list.hidden = true;
      area.removeAttribute('aria-activedescendant');
    }
    function show(asked) {
      if (area.selectionStart !== area.selectionEnd) return close();
      const found = candidates(area.value, area.selectionStart, known);
      if (!found || !found.found.length || (!asked && found.typed.replace(/^[?$]/, '').length < 2)) return close();
      open = found;
      list.replaceChildren(...found.found.map(([insert, label, kind, word], n) => {
        const item = document.createElement('li');
        item.id = `ask-word-${n}`;
        item.setAttribute('role', 'option');
        const name = Object.assign(document.createElement('b'), { textContent: word || insert });
        const what = Object.assign(document.createElement('span'), { textContent: label ? `${label} · ${kind}` : kind });
        item.append(name, ' ', what);
        item.addEventListener('pointerdown', (event) => { event.preventDefault(); take(n); });
        return item;
      }));
      list.hidden = false;
      place(area.selectionStart - found.typed.length);
      choose(asked ? 0 : -1);
    }
    function place(offset) {
      const walker = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT);
      let left = offset, node = walker.nextNode();
      while (node && left > node.length) { left -= node.length; node = walker.nextNode(); }
      if (!node) return;
      const range = document.createRange();
      range.setStart(node, left);
      range.setEnd(node, Math.min(node.length, left + 1));
      const box = range.getBoundingClientRect(), frame = pre.getBoundingClientRect();
      list.style.top = `${box.bottom - frame.top + 4}px`;
      list.style.left = `${Math.max(0, Math.min(box.left - frame.left, frame.width - list.offsetWidth - 4))}px`;
    }
    function choose(n) {
      chosen = n;
      [...list.children].forEach((item, at) => item.setAttribute('aria-selected', String(at === n)));
      if (n < 0) area.removeAttribute('aria-activedescendant');
      else area.setAttribute('aria-activedescendant', `ask-word-${n}`);
    }
    function take(n) {
      const caret = area.selectionStart, from = caret - open.typed.length, insert = open.found[n][0];
      const after = /^[\w:.~-]*/.exec(area.value.slice(caret))[0].length;
      close();
      area.focus();
      area.setSelectionRange(from, caret + after);
      if (!document.execCommand('insertText', false, insert)) area.setRangeText(insert, from, caret + after, 'end'); // the first can be undone
      paint();
      if (insert.endsWith(':')) show(false);
    }

    area.addEventListener('input', (event) => {
      wrong = -1;
      area.removeAttribute('aria-invalid');
      paint();
      if (event.inputType === 'insertText' || event.inputType === 'deleteContentBackward') show(false);
      else close();
    });
    area.addEventListener('keydown', (event) => {
      if (event.key === ' ' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); show(true); return; }
      if (!open) return;
      const count = open.found.length;
      const steps = { ArrowDown: () => choose((chosen + 1) % count), ArrowUp: () => choose((chosen + count - (chosen < 0 ? 0 : 1)) % count), Escape: close, Tab: () => take(Math.max(0, chosen)) };
      if (event.key === 'Enter' && chosen >= 0 && !event.ctrlKey && !event.metaKey) steps.Enter = () => take(chosen);
      if (event.key in steps && !(event.key === 'Tab' && event.shiftKey)) { event.preventDefault(); steps[event.key](); }
      else if (['ArrowLeft', 'ArrowRight', 'Home', 'End', 'Enter'].includes(event.key)) close();
    });
    area.addEventListener('blur', close);
    area.addEventListener('click', close);
    paint();
    return {
      get text() { return area.value; },
      set text(text) { area.value = text; wrong = -1; area.removeAttribute('aria-invalid'); close(); paint(); },
      mark(line, column, place) {
        const lines = area.value.split('\n');
        const at = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
        wrong = place ?? Math.min(at + [...(lines[line - 1] || '')].slice(0, column - 1).join('').length, area.value.length);
        area.setAttribute('aria-invalid', 'true');
        paint();
        return wrong;
      },
      focus(at) { area.focus(); area.setSelectionRange(at, at); },
    };
  };
})();
