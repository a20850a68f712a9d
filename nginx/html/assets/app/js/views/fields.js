// The business's own fields of leads and of customers: what they are called, what values they take, and their order.

import { create, part, request } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t, useWords } from '../i18n.js';
import { settingsNav } from '../settings/nav.js';
import { kinds, valuesOf, fieldsOfForm } from '../settings/field-form.js';
import { allFields, forgetFields, wording } from '../own-fields.js';
import { badge } from '../components/badge.js';
import { confirmed, formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { icon } from '../components/icon.js';
import { menuButton } from '../components/menu.js';
import { empty, section } from '../components/states.js';
import { table } from '../components/table.js';
import { announce, complain, tell } from '../components/toast.js';

const subjects = ['lead', 'customer'];

export default async function page() {
  await part(() => useWords('settings'));
  const lists = section(async () => allFields(), (fields) => subjects.map((of) => card(of, fields.filter((field) => field.of === of), reload)), { id: 'field-list' });

  function reload() {
    forgetFields();
    return lists.reload();
  }

  await lists.ready;
  return {
    title: t('menu./settings'),
    element: fill(h('div'), settingsNav('/fields'), h('div', { class: 'column settings-page' }, h('p', { class: 'muted' }, t('fields.help')), lists.element)),
    update: () => lists.reload(),
    dispose: lists.stop,
  };
}

// --- The fields of one kind of record, in their order. `reload()` shows them again after a change.

function card(of, own, reload) {
  return h('section', { id: `fields-${of}`, 'aria-labelledby': `fields-${of}-title` },
    h('div', { class: 'card-head' }, h('h2', { id: `fields-${of}-title` }, label('fields', of)),
      h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', id: `new-field-${of}`, on: { click: () => add(of, reload) } }, icon('plus-lg'), h('span', { class: 'word' }, t('fields.new')))),
    h('div', { class: 'list' }, own.length ? table({ caption: label('fields', of), kind: 'fields', columns: columns(own, reload), rows: own }) : empty(t('fields.none'))));
}

const columns = (own, reload) => [
  { key: 'label', label: t('field.label'), isName: true, cell: (field) => [
    h('button', { type: 'button', class: 'btn btn-link link-cell', dataset: { focus: `field-${field.id}` }, on: { click: () => edit(field, reload), keydown: (event) => moveByKeys(event, field, own, reload) } }, h('bdi', {}, wording(field.label))),
    field.is_active ? null : [' ', badge('state', 'inactive')],
    h('span', { class: 'sub' }, h('span', { class: 'only-phone' }, label('fieldKind', field.kind)))] },
  { key: 'kind', label: t('field.kind'), cell: ({ kind }) => label('fieldKind', kind) },
  { key: 'key', label: t('field.key'), cell: ({ key }) => h('span', { class: 'muted' }, key) },
  { key: 'order', label: t('fields.order'), phone: 'end', cell: (field) => h('span', { class: 'actions' }, mover(field, own, -1, reload), mover(field, own, 1, reload)) },
  { key: 'do', label: h('span', { class: 'visually-hidden' }, t('field.actions')), hasMenu: true, cell: (field) => actions(field, reload) },
];

function actions(field, reload) {
  const name = wording(field.label);
  return menuButton({
    content: icon('three-dots'),
    className: 'btn-icon',
    label: t('fields.actions', { name }),
    focus: `actions-${field.id}`,
    items: () => [
      { label: t('edit'), run: () => edit(field, reload) },
      { label: t(field.is_active ? 'fields.deactivate' : 'fields.activate'), run: () => setActive(field, reload) },
      { label: t('fields.remove'), run: () => remove(field, reload) },
    ],
  });
}

// --- Their order

// The place of the neighbour; below it, that of the one after, which makes room.
function placeOf(field, own, step) {
  const at = own.indexOf(field);
  const other = own[at + step];
  if (!other) return null;
  return step < 0 ? other.position : other.position + 1;
}

function mover(field, own, step, reload) {
  const name = `${t(step < 0 ? 'rules.up' : 'rules.down')}: ${wording(field.label)}`;
  return h('button', {
    type: 'button', class: 'btn-icon', 'aria-label': name, title: name, disabled: placeOf(field, own, step) === null,
    dataset: { focus: `move${step}-${field.id}` }, on: { click: () => move(field, own, step, reload) },
  }, icon(step < 0 ? 'arrow-up' : 'arrow-down'));
}

// Alt and an arrow move the field that has the focus.
function moveByKeys(event, field, own, reload) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !event.altKey || placeOf(field, own, step) === null) return;
  event.preventDefault();
  event.stopPropagation();
  move(field, own, step, reload);
}

async function move(field, own, step, reload) {
  try {
    await request('PATCH', `/fields/${field.id}`, { body: { position: placeOf(field, own, step) } });
    await reload();
    announce(t('fields.moved', { name: wording(field.label), place: own.indexOf(field) + 1 + step }));
  } catch (error) {
    complain(error);
  }
}

// --- What is done with one

function done(text, reload) {
  tell(text);
  return reload();
}

async function setActive(field, reload) {
  try {
    await request('PATCH', `/fields/${field.id}`, { body: { is_active: !field.is_active } });
    done(t('saved'), reload);
  } catch (error) {
    complain(error);
  }
}

async function remove(field, reload) {
  const name = wording(field.label);
  if (!(await confirmed({ title: t('fields.remove'), text: t('fields.removeText', { name }), action: t('fields.remove'), danger: true }))) return;
  try {
    await request('DELETE', `/fields/${field.id}`);
  } catch (error) {
    if (error.status !== 409) return complain(error);
    const isSure = await confirmed({ title: t('fields.remove'), text: `${error.details.with_values?.[0] ?? ''} ${t('fields.removeValues', { name })}`, action: t('fields.removeAll'), danger: true });
    if (!isSure) return;
    try {
      await request('DELETE', `/fields/${field.id}`, { query: { with_values: true } });
    } catch (failed) {
      return complain(failed);
    }
  }
  done(t('fields.removed', { name }), reload);
}

async function add(of, reload) {
  const kind = await formDialog(t('fields.new'), (close) => form({
    fields: [{ name: 'kind', label: t('field.kind'), type: 'select', required: true, options: kinds(), value: 'text', help: t('fields.kindHelp') }],
    submit: t('fields.next'),
    draft: { key: `field ${of}` },
    onCancel: () => close(),
    onSubmit: async (values) => close(values.kind),
  }));
  if (!kind) return;
  const field = await formDialog(`${label('fields', of)}: ${label('fieldKind', kind)}`, (close) => form({
    fields: fieldsOfForm({ of, kind }),
    submit: t('fields.add'),
    draft: { key: `field ${of} ${kind}` },
    onCancel: () => close(),
    onSubmit: async (values) => close((await create('/fields', { of, kind, ...valuesOf(values) })).field),
  }), { wide: true });
  if (field) done(t('fields.added', { name: wording(field.label) }), reload);
}

async function edit(field, reload) {
  try {
    const { data, etag } = await request('GET', `/fields/${field.id}`);
    const saved = await formDialog(wording(data.field.label), (close) => form({
      fields: fieldsOfForm(data.field),
      submit: t('save'),
      draft: { key: `field ${field.id}`, version: etag },
      onCancel: () => close(),
      onSubmit: async (values) => close((await request('PATCH', `/fields/${field.id}`, { body: valuesOf(values), ifMatch: etag })).data),
    }), { wide: true });
    if (saved) done(t('saved'), reload);
  } catch (error) {
    complain(error);
  }
}
