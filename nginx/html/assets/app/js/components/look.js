// How a list looks: which columns it has, and how high its rows are. Kept in this browser for each user.

import { h, uniqueID } from '../dom.js';
import { t } from '../i18n.js';
import * as session from '../session.js';
import { icon } from './icon.js';

/**
 * The menu of a list's look. Of the columns (see table.js) the name's is always there; one that `isExtra` only when it is chosen. `element` is the
 * menu, `columns()` those to show, `isCompact()` whether rows are low; `onChange()` is called when something was chosen.
 */
export function listLook({ of, columns, onChange }) {
  const key = `guiche.look.${of}.${session.profile().id}`;
  const choosable = columns.filter((column) => !column.isName && !column.isFixed);
  const kept = recall(key);
  const shown = new Set(kept.shown?.filter((name) => choosable.some((column) => column.key === name))
    ?? choosable.filter((column) => !column.isExtra).map((column) => column.key));
  let isCompact = kept.isCompact === true;

  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify({ shown: [...shown], isCompact }));
    } catch {
      // Without a store the choice lasts as long as the page.
    }
    onChange();
  }
  const box = (text, isChosen, choose) => {
    const id = uniqueID('look');
    return h('div', { class: 'form-check' },
      h('input', { type: 'checkbox', class: 'form-check-input', id, checked: isChosen, on: { change: (event) => { choose(event.target.checked); keep(); } } }),
      h('label', { class: 'form-check-label', for: id }, text));
  };
  const summary = h('summary', { class: 'btn btn-outline-secondary', id: `look-${of}`, title: t('look.title'), 'aria-label': t('look.title') }, icon('sliders'));
  const element = h('details', {
    class: 'look',
    on: {
      keydown: (event) => {
        if (event.key !== 'Escape' || !element.open) return;
        event.preventDefault();
        element.open = false;
        summary.focus();
      },
      focusout: (event) => { if (event.relatedTarget && !element.contains(event.relatedTarget)) element.open = false; },
    },
  }, summary, h('div', { class: 'floating' },
    h('fieldset', {}, h('legend', {}, t('look.columns')),
      choosable.map((column) => box(column.label, shown.has(column.key), (isShown) => { if (isShown) shown.add(column.key); else shown.delete(column.key); }))),
    box(t('look.compact'), isCompact, (isChosen) => { isCompact = isChosen; })));
  const elsewhere = (event) => { if (!element.contains(event.target)) element.open = false; };
  document.addEventListener('pointerdown', elsewhere);

  return {
    element,
    columns: () => columns.filter((column) => column.isName || column.isFixed || shown.has(column.key)),
    isCompact: () => isCompact,
    stop: () => document.removeEventListener('pointerdown', elsewhere),
  };
}

function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}
