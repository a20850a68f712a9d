// Icons of the one file that nginx/icons.txt names; and drawings that are made of data, such as the bar of a score.

const sprite = new URL('../../../lib/icons.svg', import.meta.url).href;
const space = 'http://www.w3.org/2000/svg';

function drawn(tag, attributes, ...children) {
  const element = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** An icon by its name; it says nothing to a screen reader, so what has nothing else needs a label. */
export function icon(name) {
  return drawn('svg', { class: 'icon', 'aria-hidden': 'true', focusable: 'false' }, drawn('use', { href: `${sprite}#${name}` }));
}

/** A bar that is filled by so many per cent. */
export function bar(percent) {
  return drawn('svg', { class: 'score-bar', viewBox: '0 0 34 5', preserveAspectRatio: 'none', 'aria-hidden': 'true', focusable: 'false' },
    drawn('rect', { width: 34, height: 5 }), drawn('rect', { class: 'filled', width: Math.max(0, Math.min(34, percent * 0.34)).toFixed(1), height: 5 }));
}
