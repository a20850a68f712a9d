// A colour: chosen in the browser's picker or typed, or the one that comes with the product.

import { h } from '../dom.js';
import { t } from '../i18n.js';

const isColour = /^#[0-9a-f]{6}$/i;
const unset = '#808080';

/** The control, as a form's field takes it: its value is the colour's text, empty for the standard one. */
export function colour({ id, name, label, describedBy, value }) {
  const text = h('input', { type: 'text', class: 'form-control', id, name, maxlength: 7, autocomplete: 'off', spellcheck: 'false', placeholder: t('colour.standard'), 'aria-label': label, 'aria-describedby': describedBy, value: value ?? '' });
  const picker = h('input', { type: 'color', class: 'form-control form-control-color', 'aria-label': t('colour.pick', { name: label }) });
  const standard = h('button', { type: 'button', class: 'btn btn-outline-secondary', 'aria-label': `${t('colour.standard')}: ${label}`, on: { click: () => set('') } }, t('colour.standard'));
  const element = h('div', { class: 'colour' }, picker, text, standard);
  const show = () => {
    picker.value = isColour.test(text.value) ? text.value.toLowerCase() : unset;
    standard.hidden = text.value === '';
  };
  function set(next) {
    text.value = next;
    show();
    element.dispatchEvent(new Event('change', { bubbles: true }));
  }
  text.addEventListener('input', show);
  picker.addEventListener('input', () => { text.value = picker.value; show(); });
  Object.defineProperty(element, 'value', { get: () => text.value, set: (next) => { text.value = next; show(); } });
  element.focus = () => text.focus();
  element.faultOn = text;
  show();
  return element;
}

/** A typed colour as the API takes it. */
export const colourFrom = (text) => text.trim() || null;
