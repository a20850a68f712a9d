// The form of one section of settings, from its schema and its present values.

import { request } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { facts } from '../components/facts.js';
import { form } from '../components/form.js';
import { tell } from '../components/toast.js';
import { hintOf, nameOf } from './names.js';

/** The form; who may not write sees the values. A masked secret that is left alone is sent back as it came, which changes nothing. */
export function sectionForm({ path, data, etag, schema, isWritable, reload }) {
  const properties = schema?.properties ?? propertiesOf(data);
  if (!isWritable) return facts(flat('', properties, data).map(({ name, value }) => [nameOf(name), shown(value)]));
  return form({
    fields: fieldsOf('', properties, data),
    columns: true,
    submit: t('save'),
    draft: { key: path, version: etag },
    onSubmit: async (values) => {
      try {
        await request('PATCH', path, { body: values, ifMatch: etag });
      } catch (error) {
        if (error.status === 412) error.message = t('changedMeanwhile');
        throw error;
      }
      tell(t('saved'));
      await reload();
    },
  });
}

function fieldsOf(prefix, properties, data) {
  return Object.entries(properties).map(([name, schema]) => {
    const path = prefix + name;
    const value = data?.[name];
    if (schema.type === 'object' && schema.properties) return { legend: nameOf(path), fields: fieldsOf(`${path}.`, schema.properties, value) };
    return { name: path, label: nameOf(path), help: hintOf(path), value, ...kindOf(name, schema, value) };
  });
}

/** The control that suits a schema. */
function kindOf(name, schema, value) {
  if (schema.enum) return { type: 'select', options: schema.enum.filter((each) => each !== null).map((each) => ({ value: each, label: label(name, each) })) };
  if (schema.type === 'boolean') return { type: 'checkbox' };
  if (schema.type === 'integer') return { type: 'integer', min: schema.minimum, max: schema.maximum };
  if (schema.type === 'array' && schema.items?.type === 'string') return { type: 'list', wide: true };
  if (schema.type === 'array' || schema.type === 'object') return { type: 'json', wide: true };
  // What the schema says of a text, not how it is called.
  if (schema.writeOnly) return { type: 'password', autocomplete: 'new-password', spellcheck: 'false', help: t('settings.secret'), maxlength: schema.maxLength };
  if (schema.format === 'color' && value) return { type: 'color' };
  if (schema.format === 'multiline') return { type: 'textarea', maxlength: schema.maxLength, wide: true };
  return { type: 'text', maxlength: schema.maxLength };
}

// Without a description of the section its values have to do.
function propertiesOf(data) {
  return Object.fromEntries(Object.entries(data ?? {}).map(([name, value]) => [name,
    value !== null && typeof value === 'object' && !Array.isArray(value) ? { type: 'object', properties: propertiesOf(value) }
      : { type: Array.isArray(value) ? 'array' : typeof value === 'number' ? 'integer' : typeof value, items: { type: 'string' } }]));
}

function flat(prefix, properties, data) {
  return Object.entries(properties).flatMap(([name, schema]) => (schema.type === 'object' && schema.properties
    ? flat(`${prefix}${name}.`, schema.properties, data?.[name]) : [{ name: prefix + name, value: data?.[name] }]));
}

function shown(value) {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  return h('span', { class: 'said' }, typeof value === 'object' ? JSON.stringify(value, null, 1) : String(value));
}
