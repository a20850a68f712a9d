// Rows that are moved: by a mouse at their handle, by Alt and an arrow, by their buttons.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { icon } from '../components/icon.js';
import { announce } from '../components/toast.js';

/**
 * A list of movable rows. `all()` gives the values, `content(value, index)` the nodes of a row, `name(value)` what it is called, `changed(focus)` is called
 * once they are in another order or fewer; the control named `focus` is to have the focus then.
 */
export function movableRows({ id, all, content, name, changed }) {
  let dragged = null;

  function move(from, to) {
    const values = all();
    if (to < 0 || to >= values.length || from === to) return;
    const [value] = values.splice(from, 1);
    values.splice(to, 0, value);
    changed(`${id}-${to}`);
    announce(t('forms.moved', { name: name(value), place: to + 1 }));
  }

  const button = (text, sign, isEnabled, run) => h('button', { type: 'button', class: 'btn-icon', 'aria-label': text, title: text, disabled: !isEnabled, on: { click: run } }, icon(sign));

  function row(value, index) {
    const called = name(value);
    const element = h('li', {
      class: 'movable', draggable: 'true',
      on: {
        dragstart: (event) => {
          // Text in a control is chosen, not dragged.
          if (event.target !== element || element.querySelector(':is(input, textarea, select):focus')) return event.preventDefault();
          dragged = index;
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', called);
          element.classList.add('dragged');
        },
        dragend: () => { dragged = null; element.classList.remove('dragged'); },
        dragover: (event) => { if (dragged !== null) { event.preventDefault(); element.classList.add('over'); } },
        dragleave: () => element.classList.remove('over'),
        drop: (event) => {
          if (dragged === null) return;
          event.preventDefault();
          const from = dragged;
          dragged = null;
          move(from, index);
        },
        keydown: (event) => {
          const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
          if (!step || !event.altKey) return;
          event.preventDefault();
          event.stopPropagation();
          move(index, index + step);
        },
      },
    },
    h('span', { class: 'handle', 'aria-hidden': 'true' }, '⠿'),
    h('div', { class: 'movable-body' }, content(value, index)),
    h('div', { class: 'actions' },
      button(`${t('rules.up')}: ${called}`, 'arrow-up', index > 0, () => move(index, index - 1)),
      button(`${t('rules.down')}: ${called}`, 'arrow-down', index < all().length - 1, () => move(index, index + 1)),
      button(`${t('remove')}: ${called}`, 'x-lg', true, () => { all().splice(index, 1); changed(`${id}-${Math.max(0, index - 1)}`); })));
    return element;
  }

  return () => h('ol', { class: 'rules movables', id }, all().map(row));
}
