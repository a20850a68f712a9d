// The form of an own field, by its kind.

import { labels, languages, t } from '../i18n.js';
import { dayField, dayFrom, dayPattern } from '../format.js';
import { options } from './options.js';

/** The kinds, as a select offers them. */
export const kinds = () => labels('fieldKind').map(([value, text]) => ({ value, label: text }));

const hasOptions = (kind) => ['choice', 'choices'].includes(kind);
const boundTypes = { text: 'integer', long_text: 'integer', integer: 'integer', money: 'money', date: 'date' };

/** The fields of the form; `field` gives the present values, and of a new one whose it is and its kind. */
export function fieldsOfForm(field) {
  const texts = (name, text, attributes) => Object.entries(languages).map(([code, language]) => ({
    name: `${name}.${code}`, label: `${text} (${language})`, value: field[name]?.[code], ...attributes,
  }));
  return [
    ...texts('label', t('field.label'), { maxlength: 200, help: t('fields.oneLanguage') }),
    field.id ? null : { name: 'key', label: t('field.key'), required: true, maxlength: 40, autocomplete: 'off', spellcheck: 'false', help: t('fields.keyHelp') },
    ...texts('hint', t('field.hint'), { maxlength: 500 }),
    hasOptions(field.kind) ? { name: 'options', label: t('field.options'), wide: true, value: field.options, make: options, read: optionsOf, help: t('fields.optionsHelp') } : null,
    ...(boundTypes[field.kind] ? ['min', 'max'].map((name) => bound(name, field)) : []),
  ];
}

function bound(name, { kind, [name]: value }) {
  const shared = { name, label: t(`fields.${name}.${['text', 'long_text'].includes(kind) ? 'length' : 'value'}`), value };
  return boundTypes[kind] === 'date'
    ? { ...shared, value: dayField(value), placeholder: dayPattern(), maxlength: 10, read: (typed) => (typed.trim() ? dayFrom(typed) ?? typed.trim() : null) }
    : { ...shared, type: boundTypes[kind] };
}

const given = (texts) => Object.fromEntries(Object.entries(texts).filter(([, text]) => text));

// Rows without a value are none; without a label the value is shown.
function optionsOf(text) {
  return JSON.parse(text).filter(({ value }) => value).map(({ label, ...option }) => {
    const texts = given(label);
    return Object.keys(texts).length ? { ...option, label: texts } : option;
  });
}

/** What the API takes of the form's values. */
export function valuesOf(values) {
  const hint = given(values.hint);
  return {
    ...values,
    label: given(values.label),
    hint: Object.keys(hint).length ? hint : null,
  };
}
