// Who did what, as the audit log records it.

import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { label, labels, t, useWords } from '../i18n.js';
import { dateTime, money } from '../format.js';
import { ownerOptions, people, personName, recorded } from '../people.js';
import { address, go } from '../router.js';
import { nameOf as nameOfSetting } from '../settings/names.js';
import { settingsNav } from '../settings/nav.js';
import { pager } from '../components/pager.js';
import { rangeField } from '../components/range.js';
import { empty, section } from '../components/states.js';
import { table } from '../components/table.js';

const longest = 60;

export default async function page({ query: first }) {
  let query = first;
  const [users] = await Promise.all([people(), useWords('settings')]);
  const controls = {
    actor_id: h('select', { class: 'form-select', id: 'audit-actor' }, h('option', { value: '' }, t('filter.any')),
      ownerOptions(users).map((choice) => h('option', { value: choice.value }, choice.label))),
    action: h('select', { class: 'form-select', id: 'audit-action' }, h('option', { value: '' }, t('filter.any')),
      labels('did').map(([value, text]) => h('option', { value }, text))),
  };
  const days = rangeField({ presets: ['today', 'days7', 'days30'], isOpen: true, onChange: () => change() });
  const filterOf = () => Object.fromEntries([...Object.keys(controls), 'from', 'to'].map((name) => [name, query.get(name)]));
  const change = () => go('/audit', { ...Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value])), ...days.value() }, { replace: true });
  const field = (name, text) => h('div', { class: 'field' }, h('label', { class: 'form-label', for: controls[name].id }, text), controls[name]);
  const filter = h('form', {
    class: 'filters filter-row',
    role: 'search',
    'aria-label': t('filter.title'),
    on: { submit: (event) => { event.preventDefault(); change(); }, change },
  }, field('actor_id', t('audit.actor')), field('action', t('audit.action')), days.element);
  const show = (next) => {
    for (const [name, control] of Object.entries(controls)) if (control !== document.activeElement) control.value = next.get(name) ?? '';
    days.show({ from: next.get('from'), to: next.get('to') });
  };
  show(query);

  const list = section((signal) => get('/audit', { ...filterOf(), page: query.get('page') ?? 1, page_size: 50 }, signal), (data) => (data.total
    ? [
      table({ caption: t('menu./audit'), columns: columns(users), rows: data.events }),
      pager({ page: data.page, pages: data.pages, total: data.total, href: (number) => address('/audit', { ...filterOf(), page: number }) }),
    ]
    : empty(t('audit.none'))), { class: 'list', id: 'audit-list' });
  await list.ready;
  return {
    title: t('menu./audit'),
    element: fill(h('div'), settingsNav('/audit'), filter, list.element),
    update: (next) => { query = next; show(next); list.reload(); },
    dispose: list.stop,
  };
}

const columns = (users) => [
  { key: 'at', label: t('audit.at'), cell: (event) => h('time', { datetime: event.at }, dateTime(event.at)) },
  { key: 'actor', label: t('audit.actor'), cell: (event) => (event.actor ? personName(users, event.actor) : '–') },
  { key: 'action', label: t('audit.action'), isName: true, cell: (event) => [label('did', event.action), ' ', target(event.target, users)] },
  { key: 'changes', label: t('audit.changes'), class: 'contact', cell: (event) => changes(event.changes, users) },
  { key: 'details', label: t('audit.details'), class: 'contact', cell: details },
];

const isID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const places = { lead: '/leads/', customer: '/customers/' };

// What it was done to: a link where there is a page for it, a name where one is known.
function target(value, users) {
  if (!value) return null;
  const name = value.kind === 'user' ? users.find((each) => each.id === value.id)?.name
    : value.kind === 'config' ? label('section', value.id) : null;
  const text = name ?? label('target', value.kind);
  return places[value.kind] ? h('a', { href: address(places[value.kind] + value.id) }, text) : h('span', { class: 'muted' }, text);
}

function changes(value, users) {
  const entries = Object.entries(value ?? {});
  if (!entries.length) return '–';
  return h('ul', { class: 'changes' }, entries.map(([name, change]) => h('li', {}, changed(name, change, users))));
}

// A value that is not recorded is only named; one that is too long for a line is under its name.
function changed(name, change, users) {
  const title = fieldName(name);
  if (!change || typeof change !== 'object' || !('to' in change)) return change && Object.keys(change).length ? `${title}: ${shown(name, change, users)}` : title;
  const [from, to] = [shown(name, change.from, users), shown(name, change.to, users)];
  if (Math.max(from.length, to.length) <= longest) return `${title}: ${from} → ${to}`;
  return h('details', {}, h('summary', {}, title),
    h('p', { class: 'said' }, `${t('history.from')}: ${from}`), h('p', { class: 'said' }, `${t('history.to')}: ${to}`));
}

function fieldName(name) {
  const field = label('field', name);
  return field === name ? nameOfSetting(name) : field;
}

function shown(name, value, users) {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (typeof value === 'object') return recorded(users, value);
  if (name === 'owner_id' || name === 'assignee_id') return users.find((each) => each.id === value)?.name ?? t('owner.other');
  if (isID.test(value)) return t('audit.record');
  if (isInstant.test(value)) return dateTime(value);
  if (['amount', 'price', 'balance'].includes(name)) return money(value);
  const list = { role: 'role', status: 'status', kind: label('transaction', value) === value ? 'kind' : 'transaction' }[name];
  // The values of a closed list of the settings have their words under its name.
  return label(list ?? name, value);
}

// For whoever follows a trail: the codes, which no one else needs to read.
function details(event) {
  return h('details', {}, h('summary', {}, t('audit.show')), h('ul', { class: 'changes' },
    h('li', {}, event.action),
    event.target ? h('li', {}, `${event.target.kind} ${event.target.id}`) : null,
    event.address ? h('li', {}, `${t('audit.address')}: ${event.address}`) : null,
    event.request_id ? h('li', {}, t('error.request', { id: event.request_id })) : null));
}
