// The options of a choice: a row each, which can be added, moved, put out of use and removed.

import { fill, h } from '../dom.js';
import { languages, t } from '../i18n.js';
import { small } from './rules.js';

const most = 100;

/** The editor, as a form's field takes it: its value is the JSON of the options. */
export function options({ id, describedBy, value }) {
  let all = structuredClone(value ?? []);
  const rows = h('ol', { class: 'rules option-rows' });
  const more = h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', dataset: { focus: 'option-add' }, on: { click: add } }, t('options.add'));
  const element = h('div', { id, 'aria-describedby': describedBy }, rows, more);
  Object.defineProperty(element, 'value', { get: () => JSON.stringify(all), set: (text) => { all = JSON.parse(text); draw(); } });
  element.focus = () => (rows.querySelector('input') ?? more).focus();

  function changed(focus) {
    draw();
    element.dispatchEvent(new Event('change', { bubbles: true }));
    element.querySelector(`[data-focus="${focus}"]`)?.focus();
  }
  function add() {
    all.push({ value: '', label: {}, is_active: true });
    changed(`option-${all.length - 1}`);
  }
  function move(index, step) {
    [all[index], all[index + step]] = [all[index + step], all[index]];
    changed(`option-${index + step}`);
  }

  function row(option, index) {
    const field = (name, text, maxlength, focus, keep) => h('input', {
      type: 'text', class: 'form-control', maxlength, autocomplete: 'off', value: text ?? '', 'aria-label': `${name} (${index + 1})`, placeholder: name,
      dataset: focus ? { focus } : {}, on: { input: (event) => keep(event.target.value.trim()) },
    });
    const active = h('input', { type: 'checkbox', class: 'form-check-input', id: `${id}-${index}-active`, checked: option.is_active, on: { change: () => { option.is_active = active.checked; } } });
    return h('li', { class: 'option-row' },
      field(t('options.value'), option.value, 100, `option-${index}`, (text) => { option.value = text; }),
      Object.entries(languages).map(([code, language]) => field(language, option.label[code], 200, null, (text) => { option.label[code] = text; })),
      h('div', { class: 'form-check' }, active, h('label', { class: 'form-check-label', for: active.id }, t('active'))),
      h('div', { class: 'actions' },
        small(`${t('rules.up')}: ${option.value}`, '↑', index > 0, () => move(index, -1)),
        small(`${t('rules.down')}: ${option.value}`, '↓', index < all.length - 1, () => move(index, 1)),
        small(`${t('remove')}: ${option.value}`, '×', true, () => { all.splice(index, 1); changed('option-add'); })));
  }

  function draw() {
    fill(rows, all.map(row));
    more.disabled = all.length >= most;
  }

  draw();
  return element;
}
