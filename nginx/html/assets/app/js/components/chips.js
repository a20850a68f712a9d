// The filters of a list on one line: a search, and a chip for each kind of filter. A chip opens its controls; one that is set says to what, and has a
// button that clears it.

import { debounced, fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { icon } from './icon.js';

const typingMilliseconds = 150;

/**
 * The form. Chips: `{name, label, controls: Node[], said(): string|null, clear()}`; `said` is what the chip is set to; one that `isRare` is
 * only shown when it is set. `search` is the field, if the list
 * has one. `onChange()` is called after every change, and `show()` brings the words of the chips to their controls.
 */
export function chipForm({ search, placeholder, chips, onChange }) {
  const typed = debounced(typingMilliseconds, onChange);
  const drawn = chips.map((chip) => {
    const words = h('span', { class: 'chip-text' });
    const summary = h('summary', {}, icon('plus-lg'), words);
    const clear = h('button', {
      type: 'button', class: 'btn-icon', on: { click: () => { chip.clear(); details.open = false; typed.cancel(); onChange(); summary.focus(); } },
    }, icon('x-lg'));
    const details = h('details', { class: 'chip-details' }, summary, h('div', { class: 'floating' }, chip.controls));
    const element = h('div', { class: chip.isRare ? 'chip-place is-rare' : 'chip-place', dataset: { chip: chip.name } }, details, clear);
    return { chip, element, details, words, clear };
  });
  const element = h('form', {
    class: 'filters',
    role: 'search',
    'aria-label': t('filter.title'),
    on: {
      submit: (event) => { event.preventDefault(); typed.cancel(); closeAll(); onChange(); },
      change: () => { typed.cancel(); onChange(); },
      input: (event) => { if (event.target.type === 'search' || event.target.type === 'text') typed(); },
      keydown: (event) => {
        const open = event.key === 'Escape' && drawn.find(({ details }) => details.open);
        if (!open) return;
        event.preventDefault();
        open.details.open = false;
        open.details.firstElementChild.focus();
      },
    },
  },
  search ? h('div', { class: 'finding' }, icon('search'), search) : null,
  drawn.map((each) => each.element));
  if (search) {
    search.setAttribute('aria-label', placeholder);
    search.placeholder = placeholder;
  }

  function closeAll(except) {
    for (const { details } of drawn) if (details !== except) details.open = false;
  }
  for (const { details } of drawn) details.addEventListener('toggle', () => { if (details.open) { closeAll(details); lie(); } });
  // To the side where there is room for it.
  function lie() {
    for (const { details } of drawn.filter((each) => each.details.open)) {
      details.lastElementChild.classList.toggle('is-left', details.getBoundingClientRect().left + details.lastElementChild.offsetWidth > document.documentElement.clientWidth);
    }
  }
  addEventListener('resize', lie);
  const elsewhere = (event) => { if (!event.target.closest?.('.chip-details[open]')) closeAll(); };
  document.addEventListener('pointerdown', elsewhere);

  function show() {
    for (const { chip, element: place, words, clear } of drawn) {
      const said = chip.said();
      place.classList.toggle('is-set', said !== null);
      fill(words, said === null ? chip.label : `${chip.label}: ${said}`);
      clear.setAttribute('aria-label', t('filter.remove', { name: chip.label }));
    }
  }
  return { element, show, stop: () => { typed.cancel(); document.removeEventListener('pointerdown', elsewhere); removeEventListener('resize', lie); } };
}

/** A labelled control of a chip. */
export function chipField(text, control) {
  return h('div', { class: 'field' }, h('label', { class: 'form-label', for: control.id }, text), control);
}
