// Who did what, as the audit log tells it.

import { get } from '../api.js';
import { debounced, fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { dateTime } from '../format.js';
import { ownerOptions, people } from '../people.js';
import { address, go } from '../router.js';
import { pager } from '../components/pager.js';
import { empty, section } from '../components/states.js';
import { table } from '../components/table.js';

const typingMilliseconds = 350;

export default async function page({ query: first }) {
  let query = first;
  const users = await people();
  const controls = {
    actor_id: h('select', { class: 'form-select', id: 'audit-actor' }, h('option', { value: '' }, t('filter.any')),
      ownerOptions(users).map((choice) => h('option', { value: choice.value }, choice.label))),
    action: h('input', { type: 'text', class: 'form-control', id: 'audit-action', maxlength: 100, placeholder: 'login.failed' }),
    from: h('input', { type: 'date', class: 'form-control', id: 'audit-from' }),
    to: h('input', { type: 'date', class: 'form-control', id: 'audit-to' }),
  };
  const filterOf = () => Object.fromEntries(Object.keys(controls).map((name) => [name, query.get(name)]));
  const change = () => go('/audit', Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value.trim()])), { replace: true });
  const typed = debounced(typingMilliseconds, change);
  const field = (name, text) => h('div', { class: 'field' }, h('label', { class: 'form-label', for: controls[name].id }, text), controls[name]);
  const filter = h('form', {
    class: 'filters filter-row',
    role: 'search',
    'aria-label': t('filter.title'),
    on: { submit: (event) => { event.preventDefault(); typed.cancel(); change(); }, change: () => { typed.cancel(); change(); }, input: typed },
  }, field('actor_id', t('audit.actor')), field('action', t('audit.action')), field('from', t('range.from')), field('to', t('range.to')));
  const show = (next) => { for (const [name, control] of Object.entries(controls)) if (control !== document.activeElement) control.value = next.get(name) ?? ''; };
  show(query);

  const list = section((signal) => get('/audit', { ...filterOf(), page: query.get('page') ?? 1, page_size: 50 }, signal), (data) => (data.total
    ? [
      table({ caption: t('menu./audit'), columns: columns(), rows: data.events }),
      pager({ page: data.page, pages: data.pages, total: data.total, href: (number) => address('/audit', { ...filterOf(), page: number }) }),
    ]
    : empty(t('audit.none'))), { class: 'list', id: 'audit-list' });
  await list.ready;
  return {
    title: t('menu./audit'),
    element: fill(h('div'), filter, list.element),
    update: (next) => { query = next; show(next); list.reload(); },
    dispose: () => { typed.cancel(); list.stop(); },
  };
}

const columns = () => [
  { key: 'at', label: t('audit.at'), cell: (event) => h('time', { datetime: event.at }, dateTime(event.at)) },
  { key: 'action', label: t('audit.action'), isName: true, cell: (event) => event.action },
  { key: 'actor', label: t('audit.actor'), cell: (event) => event.actor?.username ?? '–' },
  { key: 'target', label: t('audit.target'), cell: (event) => target(event.target) },
  { key: 'changes', label: t('audit.changes'), class: 'contact', cell: (event) => changes(event.changes) },
  { key: 'request', label: t('audit.request'), class: 'contact', cell: (event) => h('small', {}, event.request_id ?? '–') },
];

function target(value) {
  if (!value) return '–';
  const text = typeof value === 'string' ? value : [value.type ?? value.kind, value.id].filter(Boolean).join(' ');
  const place = { lead: '/leads/', customer: '/customers/' }[value.type ?? value.kind];
  return place && value.id ? h('a', { href: address(`${place}${value.id}`) }, text) : text;
}

function changes(value) {
  const entries = Object.entries(value ?? {});
  if (!entries.length) return '–';
  return h('ul', { class: 'changes' }, entries.map(([name, change]) => h('li', {}, `${name}: `,
    change && typeof change === 'object' && 'to' in change ? `${text(change.from)} → ${text(change.to)}` : text(change))));
}

const text = (value) => (value === null || value === undefined ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value));
