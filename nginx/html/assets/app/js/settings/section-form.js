// The form of one section of settings: its groups and sentences (layout.js) over its schema and its present values.

import { request } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { facts } from '../components/facts.js';
import { form } from '../components/form.js';
import { tell } from '../components/toast.js';
import { colour, colourFrom } from './colour.js';
import { holidays } from './holidays.js';
import { elsewhere, layouts } from './layout.js';
import { mailPreset } from './mail-presets.js';
import { hintOf, nameOf } from './names.js';
import { saveBar } from './save-bar.js';
import { hoursText, week } from './week.js';

const tools = { mailPreset };

/**
 * The form; who may not write sees the values. A masked secret that is left alone is sent back as it came, which changes nothing. `bar` is the
 * one of its unsaved changes (save-bar.js).
 */
export function sectionForm({ name, path, data, etag, schema, isWritable, reload }) {
  const settings = flat('', schema?.properties ?? propertiesOf(data), data).filter((each) => !elsewhere[name]?.includes(each.path));
  const groups = grouped(name, settings);
  if (!isWritable) return { element: h('div', {}, groups.map(({ title, items }) => [heading(name, title), facts(items.flatMap((item) => item.settings ?? []).map((each) => [nameOf(each.path), shown(each)]))])) };
  const element = form({
    fields: groups.flatMap(({ title, items }) => [heading(name, title), hintOf(`${name}.${title}`) ? h('p', { class: 'form-text field-wide' }, hintOf(`${name}.${title}`)) : null,
      ...items.map((item) => (item.tool ? tools[item.tool](data) : item.say
        ? { sentence: t(`say.${item.say}`), fields: item.settings.map(field), wide: true }
        : field(item.settings[0])))]),
    columns: true,
    submit: t('save'),
    secondary: [h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'discard', on: { click: () => bar.discard() } }, t('settings.discard'))],
    draft: { key: path, version: etag },
    onSubmit: async (values) => {
      try {
        await request('PATCH', path, { body: changedOf(values, element.began), ifMatch: etag });
      } catch (error) {
        if (error.status === 412) error.message = t('changedMeanwhile');
        throw error;
      }
      tell(t('saved'));
      // The form has forgotten its draft by then.
      setTimeout(reload);
    },
  });
  const bar = saveBar(element, { path, etag, reload });
  return { element, bar };
}

// The members of the section that are others now; of one with members of its own, all of them.
const changedOf = (values, began) => Object.fromEntries(Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(began[name])));

const heading = (name, title) => (title ? h('h3', { class: 'field-wide' }, t(`group.${name}.${title}`)) : null);

/** The groups of a section with the settings in their places; what no group names comes last. */
function grouped(name, settings) {
  const take = (path) => settings.find((each) => each.path === path);
  const groups = (layouts[name] ?? []).map(({ title, items }) => ({
    title,
    items: items.map((item) => (typeof item === 'string' ? { settings: [take(item)] } : { ...item, settings: item.of?.map(take) })).filter((item) => item.tool || item.settings.every(Boolean)),
  }));
  const placed = new Set(groups.flatMap(({ items }) => items.flatMap((item) => item.settings ?? [])));
  const rest = settings.filter((each) => !placed.has(each)).map((each) => ({ settings: [each] }));
  return rest.length ? [...groups, { title: groups.length ? 'more' : '', items: rest }] : groups;
}

function field({ path, schema, value }) {
  const name = path.split('.').pop();
  return { name: path, label: nameOf(path), help: hintOf(path), value, ...kindOf(name, schema, value) };
}

const isWeek = (schema) => schema.type === 'object' && Boolean(schema.properties?.monday);

/** The control that suits a schema. */
function kindOf(name, schema, value) {
  if (isWeek(schema)) return { make: (options) => week({ ...options, value }), read: JSON.parse, wide: true };
  if (schema.enum) return { type: 'select', options: schema.enum.filter((each) => each !== null).map((each) => ({ value: each, label: label(name, each) })) };
  if (schema.type === 'boolean') return { type: 'checkbox' };
  if (schema.type === 'integer') return { type: 'integer', min: schema.minimum, max: schema.maximum };
  if (schema.type === 'array' && schema.items?.format === 'date') return { make: (options) => holidays({ ...options, value }), read: JSON.parse, wide: true };
  if (schema.type === 'array' && schema.items?.type === 'string') return { type: 'list', wide: true };
  if (schema.type === 'array' || schema.type === 'object') return { type: 'json', wide: true };
  // What the schema says of a text, not how it is called.
  if (schema.writeOnly) return { type: 'password', autocomplete: 'new-password', spellcheck: 'false', help: t('settings.secret'), maxlength: schema.maxLength };
  if (schema.format === 'color') return { make: (options) => colour({ ...options, value }), read: colourFrom };
  if (schema.format === 'multiline') return { type: 'textarea', maxlength: schema.maxLength, wide: true };
  return { type: 'text', maxlength: schema.maxLength };
}

// Without a description of the section its values have to do.
function propertiesOf(data) {
  return Object.fromEntries(Object.entries(data ?? {}).map(([name, value]) => [name,
    value !== null && typeof value === 'object' && !Array.isArray(value) ? { type: 'object', properties: propertiesOf(value) }
      : { type: Array.isArray(value) ? 'array' : typeof value === 'number' ? 'integer' : typeof value, items: { type: 'string' } }]));
}

/** The settings of a section one by one: `{path, schema, value}`; the hours of a week are one. */
function flat(prefix, properties, data) {
  return Object.entries(properties).flatMap(([name, schema]) => (schema.type === 'object' && schema.properties && !isWeek(schema)
    ? flat(`${prefix}${name}.`, schema.properties, data?.[name]) : [{ path: prefix + name, schema, value: data?.[name] }]));
}

function shown({ path, schema, value }) {
  if (value === null || value === undefined || value === '') return null;
  if (isWeek(schema)) return h('ul', { class: 'plain' }, Object.entries(value).map(([day, ranges]) => h('li', {}, `${label('setting', day)}: ${hoursText(ranges)}`)));
  if (schema.enum) return label(path.split('.').pop(), value);
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ');
  return h('span', { class: 'said' }, typeof value === 'object' ? JSON.stringify(value, null, 1) : String(value));
}
