// The drawing of the map as a file: an SVG that needs no style sheet, or a PNG of it, as it is shown: chosen, filtered, light or dark.
(() => {
  'use strict';
  const map = document.getElementById('map');
  const svg = map && map.querySelector('.map-svg');
  if (!svg) return;
  const NAMES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'font-family', 'font-size', 'font-weight',
    'font-style', 'text-anchor', 'display', 'visibility', 'marker-end', 'paint-order', 'letter-spacing'];
  const SPACE = 'http://www.w3.org/2000/svg';

  function copied() {
    const copy = svg.cloneNode(true);
    const from = [svg, ...svg.querySelectorAll('*')], to = [copy, ...copy.querySelectorAll('*')];
    from.forEach((element, n) => {
      const look = getComputedStyle(element);
      if (look.display === 'none') { to[n].setAttribute('display', 'none'); return; }
      for (const name of NAMES) if (look.getPropertyValue(name)) to[n].setAttribute(name, look.getPropertyValue(name));
      to[n].removeAttribute('style');
      if (element.localName === 'tspan') { // a line stays as wide as it is, in whatever font the file is drawn
        to[n].setAttribute('textLength', element.getComputedTextLength());
        to[n].setAttribute('lengthAdjust', 'spacingAndGlyphs');
      }
    });
    for (const link of copy.querySelectorAll('a')) { // a link leads nowhere from a file of its own
      const group = document.createElementNS(SPACE, 'g');
      for (const { name, value } of [...link.attributes]) if (NAMES.includes(name) || name === 'transform') group.setAttribute(name, value);
      group.append(...link.childNodes);
      link.replaceWith(group);
    }
    const { x, y, width, height } = svg.viewBox.baseVal;
    const ground = document.createElementNS(SPACE, 'rect');
    Object.entries({ x, y, width, height, fill: getComputedStyle(document.body).backgroundColor }).forEach(([name, value]) => ground.setAttribute(name, value));
    copy.prepend(ground);
    copy.setAttribute('xmlns', SPACE);
    copy.setAttribute('width', width);
    copy.setAttribute('height', height);
    for (const one of copy.querySelectorAll('[display="none"]')) one.remove();
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  }

  function save(blob, ending) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `map.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    document.getElementById('map-said').textContent = `Saved as map.${ending}.`;
  }

  function png({ text, width, height }) {
    const scale = Math.min(2, 16000 / Math.max(width, height)); // what canvases hold
    const image = new Image();
    image.addEventListener('load', () => {
      const canvas = document.createElement('canvas');
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, 'png'), 'image/png');
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  }

  for (const button of map.querySelectorAll('[data-save]')) {
    button.addEventListener('click', () => {
      const made = copied();
      if (button.dataset.save === 'png') png(made);
      else save(new Blob([made.text], { type: 'image/svg+xml' }), 'svg');
    });
  }
})();
