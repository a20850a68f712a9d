// The leads as a list: a line each, with what one does most in its place.

import { get } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { number, phoneNumber } from '../format.js';
import * as keys from '../keys.js';
import { listed } from '../recent.js';
import { address, go } from '../router.js';
import { scoreMark, statusDot, waitingMark } from '../components/badge.js';
import { pager } from '../components/pager.js';
import { empty, section } from '../components/states.js';
import { rowKeys, table } from '../components/table.js';
import { bulkBar } from './bulk.js';
import { addressOf, anyStatus, filterOf, isFiltered } from './filters.js';
import { ownerCell, statusCell } from './in-place.js';

const pageSize = 50;

/** The list of an address; `update(query)` brings it to another, `note` is where the number of all is shown. */
export function leadList({ query: first, users, mayManage, note }) {
  let query = first;
  let rows = [];
  let total = 0;
  const selection = new Set();
  const bulk = bulkBar({ users, chosen: () => rows.filter((row) => selection.has(row.id)), shown: () => ({ rows: rows.length, total, filter: filterOf(query) }), clear: clearSelection, done: () => list.reload() });
  const list = section(
    (signal) => get('/leads', { ...filterOf(query), page: query.get('page') ?? 1, page_size: pageSize }, signal),
    (data) => {
      rows = data.items;
      total = data.total;
      for (const id of [...selection]) if (!rows.some((row) => row.id === id)) selection.delete(id);
      bulk.show();
      note.textContent = number(data.total);
      listed(rows.map((row) => `/leads/${row.id}`), (data.page - 1) * pageSize, data.total);
      return render(data);
    },
    { class: 'list', id: 'lead-list' });
  const context = { users, mayManage, changed: () => list.reload({ quiet: true }) };

  function clearSelection() {
    selection.clear();
    bulk.show();
    for (const box of list.element.querySelectorAll('.choose input')) { box.checked = false; box.indeterminate = false; }
  }

  const columns = [
    { key: 'name', label: t('field.name'), sort: 'last_name', isName: true, cell: name },
    { key: 'email', label: t('field.email'), sort: 'email', cell: ({ email }) => text(email) },
    { key: 'phone', label: t('field.phone'), cell: ({ phone }) => text(phoneNumber(phone)) },
    { key: 'status', label: t('field.status'), sort: 'status', hasMenu: true, cell: (lead) => statusCell(lead, context) },
    { key: 'score', label: t('field.score'), sort: 'score', descendingFirst: true, phone: 'end', cell: scoreMark },
    { key: 'owner', label: t('field.owner'), hasMenu: true, cell: (lead) => ownerCell(lead, context) },
    { key: 'received', label: t('field.created_at'), sort: 'created_at', descendingFirst: true, phone: 'first', cell: waitingMark },
    { key: 'source', label: t('field.source'), cell: (lead) => text(lead.business_tracking) },
  ];

  function render(data) {
    if (!data.total) return none();
    const sort = { by: query.get('sort_by') ?? 'created_at', descending: query.get('sort_desc') !== 'false' };
    return [
      table({
        caption: t('menu./leads'),
        kind: 'leads',
        columns,
        rows: data.items,
        sort,
        onSort: ({ by, descending }) => go('/leads', { ...addressOf(query), sort_by: by, sort_desc: descending }),
        selection: mayManage ? selection : null,
        onSelect: bulk.show,
        nameOf: (lead) => lead.name,
      }),
      data.items.length === 0 ? empty(t('pager.past')) : null,
      pager({ page: data.page, pages: data.pages, total: data.total, href: (page) => address('/leads', { ...addressOf(query), page }) }),
    ];
  }

  function none() {
    if (!isFiltered(query)) return empty(t('leads.none'), h('a', { href: '/', target: '_blank', rel: 'noopener' }, t('leads.openForm')));
    const { status, ...rest } = filterOf(query);
    return empty(t('leads.noneFound'),
      status && rest.search ? [h('a', { href: address('/leads', { ...rest, status: anyStatus }) }, t('leads.searchAll')), ' · '] : null,
      h('a', { href: '#/leads' }, t('filter.clear')));
  }

  const inRow = (css) => document.activeElement?.closest('#lead-list tbody tr')?.querySelector(css) ?? null;
  const rowAction = (key, name, css) => ({ keys: key, name: () => t(name), run: () => inRow(css)?.click(), isKeyOnly: true });
  const unbind = keys.bind([
    ...rowKeys(list.element),
    rowAction('x', 'keys.choose', '.choose input'),
    rowAction('s', 'keys.status', '.col-status button'),
    rowAction('a', 'keys.owner', '.col-owner button'),
  ]);
  return {
    element: h('div', {}, list.element, bulk.element),
    ready: list.ready,
    reload: list.reload,
    exported: () => filterOf(query),
    update: (next) => { query = next; selection.clear(); list.reload(); },
    stop: () => { unbind(); list.stop(); },
  };
}

const text = (value) => (value ? h('span', { title: value }, value) : h('span', { class: 'muted' }, '–'));

// On a phone the second line says what the columns say that are not there.
function name(lead) {
  const more = [lead.business_name, lead.business_tracking].filter(Boolean);
  return [
    h('a', { class: 'row-link', href: address(`/leads/${lead.id}`), title: lead.name, dataset: { focus: `lead-${lead.id}` } }, lead.name),
    h('span', { class: 'sub' },
      h('span', { class: 'only-phone' }, statusDot(lead.status), label('status', lead.status), more.length ? ' · ' : ''),
      lead.business_name, lead.business_tracking ? h('span', { class: 'only-phone' }, `${lead.business_name ? ' · ' : ''}${lead.business_tracking}`) : null),
  ];
}
