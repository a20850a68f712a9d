// The menu of a button: arrow keys go through it, Escape and a click elsewhere close it.

import { h } from '../dom.js';
import { icon } from './icon.js';

let close = null; // ends the open menu

/**
 * A button with a menu. `items()` gives its entries when it opens: `{label, run, mark?, icon?, isChosen?}`.
 * @param {{content: Node|Node[]|string, items: Function, label?: string, title?: string, className?: string, focus?: string}} options
 */
export function menuButton({ content, items, label, title, className = 'cell-button', focus }) {
  const button = h('button', {
    type: 'button',
    class: className,
    'aria-haspopup': 'menu',
    'aria-expanded': 'false',
    'aria-label': label,
    title,
    dataset: focus ? { focus } : {},
    on: {
      click: (event) => {
        event.stopPropagation();
        if (button.getAttribute('aria-expanded') === 'true') close?.();
        else open(place, button, items());
      },
      keydown: (event) => {
        if (event.key !== 'ArrowDown' || button.getAttribute('aria-expanded') === 'true') return;
        event.preventDefault();
        event.stopPropagation();
        open(place, button, items());
      },
    },
  }, content);
  const place = h('span', { class: 'menu-place' }, button);
  return place;
}

function open(place, button, entries) {
  close?.();
  const list = h('div', { class: 'floating menu', role: 'menu', 'aria-label': button.getAttribute('aria-label') ?? button.textContent, on: { keydown: move } },
    entries.map((entry) => h('button', {
      type: 'button',
      role: entry.isChosen === undefined ? 'menuitem' : 'menuitemradio',
      'aria-checked': entry.isChosen === undefined ? null : String(entry.isChosen),
      class: 'menu-item',
      tabindex: '-1',
      on: { click: (event) => { event.stopPropagation(); end(true); entry.run(); } },
    }, entry.mark ?? (entry.icon ? icon(entry.icon) : null), h('span', { class: 'word' }, entry.label), entry.isChosen ? icon('check-lg') : null)));
  lie();
  place.append(list);
  button.setAttribute('aria-expanded', 'true');
  turnTo(list.querySelector('[aria-checked=true]') ?? list.firstElementChild, { preventScroll: true });

  // To the side where there is room for it.
  function lie() {
    const room = button.getBoundingClientRect();
    list.classList.toggle('is-up', room.bottom + 180 > innerHeight && room.top > 220);
    list.classList.toggle('is-left', room.left + 220 > innerWidth);
  }
  // One entry is in the order of Tab, so that a long menu is scrolled by keys wherever it is.
  function turnTo(item, options) {
    for (const each of list.children) each.tabIndex = each === item ? 0 : -1;
    item?.focus(options);
  }
  function end(keepsFocus) {
    document.removeEventListener('pointerdown', elsewhere, true);
    removeEventListener('resize', lie);
    const held = list.contains(document.activeElement);
    list.remove();
    button.setAttribute('aria-expanded', 'false');
    if (close === end) close = null;
    if (keepsFocus || held) button.focus({ preventScroll: true });
  }
  function elsewhere(event) {
    if (!place.contains(event.target)) end(false);
  }
  function move(event) {
    event.stopPropagation();
    if (event.key === 'Tab') { end(true); return; }
    if (event.key === 'Escape') { event.preventDefault(); end(true); return; }
    const all = [...list.children];
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: all[(at + 1) % all.length], ArrowUp: all[(at - 1 + all.length) % all.length], Home: all[0], End: all.at(-1) }[event.key]
      ?? (event.key.length === 1 && /\S/.test(event.key) && event.key !== ' '
        ? [...all.slice(at + 1), ...all].find((each) => each.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase())) : null);
    if (!next) return;
    event.preventDefault();
    turnTo(next);
  }
  close = end;
  document.addEventListener('pointerdown', elsewhere, true);
  addEventListener('resize', lie);
}
