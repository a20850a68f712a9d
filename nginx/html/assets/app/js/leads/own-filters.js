// The filter by own fields: one chip with the controls of all of them.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { dayField, dayFrom, dayPattern, moneyField, moneyFrom } from '../format.js';
import { optionsOf, wording } from '../own-fields.js';
import { chipField } from '../components/chips.js';

const prefix = 'custom.';
const bounded = ['integer', 'money', 'date'];

/** The names of own fields in a query. */
export const ownNames = (query) => [...new Set(query.keys())].filter((name) => name.startsWith(prefix));

const same = (text) => text;
const forms = {
  money: { type: 'text', inputmode: 'decimal', read: moneyFrom, show: moneyField },
  date: { type: 'text', placeholder: dayPattern, read: (typed) => dayFrom(typed) ?? typed, show: (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? dayField(text) : text) },
  integer: { type: 'number' },
};

/** The chip of the active fields, null without any; `values()` are those of the query by name, `show(query)` brings the controls to one. */
export function ownFilter(fields) {
  const controls = new Map();
  const parts = fields.filter((field) => field.is_active).map((field) => {
    const name = wording(field.label);
    if (bounded.includes(field.kind)) return { field, name, keys: [add(field, '_from'), add(field, '_to')], text: ([from, to]) => (from || to ? `${from || '…'} – ${to || '…'}` : '') };
    return { field, name, keys: [add(field, '')], text: ([value]) => choicesOf(field)?.find((each) => each.value === value)?.label ?? value };
  });

  function add(field, ending) {
    const key = `${prefix}${field.key}${ending}`;
    const { type = 'text', read = same, show = same, placeholder, inputmode } = forms[field.kind] ?? {};
    const choices = choicesOf(field);
    const id = `filter-${field.key}${ending}`;
    const input = choices
      ? h('select', { class: 'form-select', id }, h('option', { value: '' }, t('filter.any')), choices.map((each) => h('option', { value: each.value }, each.label)))
      : h('input', { type, class: 'form-control', id, maxlength: 200, inputmode, placeholder: placeholder?.() });
    controls.set(key, { input, read, show });
    return key;
  }

  const value = (key) => { const { input, read } = controls.get(key); const typed = input.value.trim(); return typed && read(typed); };
  const shown = (key) => controls.get(key).input.value.trim();
  const words = (part) => (part.keys.length > 1 ? [`${part.name}, ${t('filter.from')}`, `${part.name}, ${t('filter.to')}`] : [part.name]);
  return {
    chip: parts.length ? {
      name: 'own',
      label: t('menu./fields'),
      controls: parts.flatMap((part) => part.keys.map((key, index) => chipField(words(part)[index], controls.get(key).input))),
      said: () => parts.map((part) => [part.name, part.text(part.keys.map(shown))]).filter(([, text]) => text).map(([name, text]) => `${name}: ${text}`).join(', ') || null,
      clear: () => { for (const { input } of controls.values()) input.value = ''; },
    } : null,
    values: () => Object.fromEntries([...controls.keys()].map((key) => [key, value(key)])),
    show: (query) => {
      for (const [key, { input, show }] of controls) {
        const text = show(query.get(key) ?? '');
        if (input !== document.activeElement && input.value !== text) input.value = text;
      }
    },
  };
}

const choicesOf = (field) => (field.kind === 'boolean' ? [{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }] : optionsOf(field));
