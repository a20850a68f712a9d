// One control of a form, made from the description of its field; and the value it holds, as the API wants it.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { instantOf, moneyField, moneyFrom, wallField } from '../format.js';
import { icon } from './icon.js';

const passed = ['maxlength', 'minlength', 'min', 'max', 'step', 'autocomplete', 'placeholder', 'inputmode', 'rows', 'pattern', 'spellcheck', 'list', 'readOnly'];

/** The element of a field. Types: `text` (and what HTML has), `select`, `textarea`, `checkbox`, `money`, `integer`, `instant`, `list` (a line each), `json`. */
export function control(field) {
  const shared = { id: field.id, name: field.name, required: field.required ?? false, 'aria-describedby': field.describedBy };
  for (const name of passed) if (field[name] !== undefined) shared[name] = field[name];
  const value = field.value ?? '';
  switch (field.type) {
    case 'select':
      return h('select', { class: 'form-select', ...shared, value: undefined },
        options(field.options, value, field.required));
    case 'textarea':
    case 'list':
      return h('textarea', { class: 'form-control', rows: 3, ...shared, value: Array.isArray(value) ? value.join('\n') : value });
    case 'json':
      return h('textarea', { class: 'form-control code', rows: 8, spellcheck: 'false', ...shared, value: value === '' ? '' : JSON.stringify(value, null, 2) });
    case 'color':
      return h('input', { type: 'color', class: 'form-control form-control-color', ...shared, value });
    case 'checkbox':
      return h('input', { type: 'checkbox', class: 'form-check-input', ...shared, required: false, checked: Boolean(value) });
    case 'money':
      return h('input', { type: 'text', class: 'form-control', inputmode: 'decimal', ...shared, value: moneyField(value) });
    case 'instant':
      // With a year of four figures at most, the time is typed right after it.
      return h('input', { type: 'datetime-local', class: 'form-control', max: '9999-12-31T23:59', ...shared, value: wallField(value) });
    case 'integer':
      return h('input', { type: 'number', class: 'form-control', step: 1, ...shared, value });
    default:
      return h('input', { type: field.type ?? 'text', class: 'form-control', ...shared, value });
  }
}

function options(choices, value, isRequired) {
  const known = choices.some((choice) => String(choice.value) === String(value));
  return [
    isRequired && known ? null : h('option', { value: '', selected: !known }, isRequired ? t('form.choose') : '–'),
    choices.filter((choice) => choice.value !== '').map((choice) => h('option', { value: choice.value, selected: String(choice.value) === String(value) }, choice.label)),
  ];
}

/** What a control holds: text is trimmed, an empty one is null. */
export function valueOf(field, input) {
  if (field.type === 'checkbox') return input.checked;
  if (field.type === 'password') return input.value;
  const text = input.value.trim();
  if (text === '') return field.type === 'list' ? [] : null;
  switch (field.type) {
    case 'money': return moneyFrom(text);
    case 'integer': return Number(text);
    case 'instant': return instantOf(text);
    case 'json': return parsed(text);
    case 'list': return text.split('\n').map((line) => line.trim()).filter(Boolean);
    default: return text;
  }
}

// What is no JSON goes as text: the server says what it wants instead.
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A field of a password with a button that shows what is typed. */
export function showable(input) {
  const button = h('button', {
    type: 'button', class: 'btn-icon', 'aria-label': t('password.show'), title: t('password.show'), 'aria-pressed': 'false',
    on: {
      click: () => {
        const isShown = input.type === 'text';
        input.type = isShown ? 'password' : 'text';
        button.setAttribute('aria-pressed', String(!isShown));
        input.focus();
      },
    },
  }, icon('eye'));
  return h('div', { class: 'password' }, input, button);
}
