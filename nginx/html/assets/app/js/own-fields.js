// The business's own fields of leads and customers: how forms, cards and lists show their values.

import { get } from './api.js';
import { h } from './dom.js';
import { label, language, t } from './i18n.js';
import { dayField, dayFrom, dayPattern, money, number, phoneNumber, taxDocument } from './format.js';
import * as session from './session.js';

const freshMilliseconds = 60_000;
const prefix = 'custom.';
let known = null; // {at, who, fields}

/** The fields of a `lead` or a `customer`, or all, in their order, the inactive ones included; never fails: without the list there are none. */
export async function ownFields(of = null) {
  const who = session.profile().id;
  if (known?.who !== who || Date.now() - known.at > freshMilliseconds) {
    try {
      known = { at: Date.now(), who, fields: await allFields() };
    } catch {
      return [];
    }
  }
  return known.fields.filter((field) => !of || field.of === of);
}

/** The same, read now. */
export async function allFields() {
  const found = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const answer = await get('/fields', { active_only: false, page, page_size: 100 });
    found.push(...answer.fields);
    pages = answer.pages;
  }
  return found;
}

/** Forgets the fields, after a change. */
export function forgetFields() {
  known = null;
}

/** A text of a definition in the language of the page. */
export const wording = (text) => text?.[language] ?? '';

/** What a field is called by the name that history and enquiries know it under: `custom.KEY` is a field of leads. */
export function fieldName(name) {
  if (!name.startsWith(prefix)) return label('field', name);
  const field = ofLead(name);
  return field ? wording(field.label) : name.slice(prefix.length);
}

const ofLead = (name) => known?.fields.find((each) => each.of === 'lead' && prefix + each.key === name);

/** The values that a rule offers of the own field `custom.KEY` of leads; null for one of any other kind. */
export function choicesOfOwn(name) {
  const field = ofLead(name);
  if (field?.kind === 'boolean') return ['true', 'false'];
  return field?.options?.map((option) => option.value) ?? null;
}

/** What such a value is called. */
export function optionWord(name, value) {
  const field = ofLead(name);
  return field.kind === 'boolean' ? t(value === 'true' ? 'yes' : 'no') : optionName(field, value);
}

const optionName = (field, value) => wording(field.options?.find((option) => option.value === value)?.label) || value;

/** The options of a choice, as a select offers them; null for another kind. */
export const optionsOf = (field) => field.options?.map((option) => ({ value: option.value, label: wording(option.label) })) ?? null;

/** A value as people read it; null when there is none. */
export function ownValue(field, value) {
  if (value === undefined || value === null) return null;
  switch (field?.kind) {
    case 'long_text': return h('span', { class: 'said' }, value);
    case 'integer': return number(value);
    case 'money': return money(value);
    case 'date': return dayField(value);
    case 'boolean': return value ? t('yes') : t('no');
    case 'choice': return optionName(field, value);
    case 'choices': return value.map((each) => optionName(field, each)).join(', ');
    // The program takes no address but one of the web.
    case 'url': return h('a', { href: value, target: '_blank', rel: 'noopener noreferrer' }, value);
    case 'email': return h('a', { href: `mailto:${encodeURIComponent(value).replace('%40', '@')}` }, value);
    case 'phone': return h('a', { href: `tel:${value}` }, phoneNumber(value));
    case 'document': return taxDocument(value);
    default: return Array.isArray(value) ? value.join(', ') : typeof value === 'boolean' ? t(value ? 'yes' : 'no') : String(value);
  }
}

/** A value of a change by the name of its field. */
export const changedValue = (name, value) => ownValue(ofLead(name), value);

/** What a card shows of a record: `[name, value]` of each field that is set. */
export function ownFacts(fields, custom = {}) {
  return fields.map((field) => [wording(field.label), ownValue(field, custom[field.key])]).filter(([, value]) => value !== null);
}

/** The active fields as a form takes them; `custom` gives the present values. */
export function ownFormFields(fields, custom = {}) {
  return fields.filter((field) => field.is_active).map((field) => formField(field, custom[field.key]));
}

function formField(field, value) {
  const shared = { name: prefix + field.key, label: wording(field.label), help: wording(field.hint) || undefined, value };
  const chosen = [value].flat().filter((each) => each !== undefined && each !== null);
  const options = (field.options ?? []).filter((option) => option.is_active || chosen.includes(option.value))
    .map((option) => ({ value: option.value, label: wording(option.label) }));
  switch (field.kind) {
    case 'text': return { ...shared, maxlength: field.max ?? 200 };
    case 'long_text': return { ...shared, type: 'textarea', wide: true, maxlength: field.max ?? 4000 };
    case 'integer': return { ...shared, type: 'integer', min: field.min ?? undefined, max: field.max ?? undefined };
    case 'money': return { ...shared, type: 'money' };
    case 'date': return { ...shared, value: dayField(value), placeholder: dayPattern(), maxlength: 10, read: dayOf };
    case 'boolean': return {
      ...shared, type: 'select', value: value === undefined || value === null ? '' : String(value),
      options: [{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }], read: (text) => (text === '' ? null : text === 'true'),
    };
    case 'choice': return { ...shared, type: 'select', options };
    case 'choices': return {
      ...shared, make: ({ id, describedBy }) => boxes(id, describedBy, options, chosen),
      read: (text) => { const all = JSON.parse(text); return all.length ? all : null; },
    };
    case 'url': return { ...shared, type: 'url', maxlength: 500 };
    case 'email': return { ...shared, type: 'email', maxlength: 254 };
    case 'phone': return { ...shared, type: 'tel', maxlength: 32 };
    default: return { ...shared, maxlength: 32 };
  }
}

// What is no day stays, so that the server says what is wrong.
const dayOf = (typed) => (typed.trim() ? dayFrom(typed) ?? typed.trim() : null);

// A box for each option; its value is the JSON of those that are ticked.
function boxes(id, describedBy, options, chosen) {
  const inputs = options.map(({ value }, index) => h('input', { type: 'checkbox', class: 'form-check-input', id: `${id}-${index}`, value, checked: chosen.includes(value) }));
  const element = h('div', { id, 'aria-describedby': describedBy }, inputs.map((input, index) =>
    h('div', { class: 'form-check' }, input, h('label', { class: 'form-check-label', for: input.id }, options[index].label))));
  Object.defineProperty(element, 'value', {
    get: () => JSON.stringify(inputs.filter((input) => input.checked).map((input) => input.value)),
    set: (text) => { const all = JSON.parse(text); for (const input of inputs) input.checked = all.includes(input.value); },
  });
  element.focus = () => inputs[0]?.focus();
  return element;
}

/** Those of a form's values that differ from a record's; undefined when none does. */
export function ownChanges(custom, values) {
  const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
  const changes = Object.entries(values ?? {}).filter(([key, value]) => !same(custom?.[key], value));
  return changes.length ? Object.fromEntries(changes) : undefined;
}
