// The leads as a list: a line each, with what one does most in its place.

import { get } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { number } from '../format.js';
import * as keys from '../keys.js';
import { listed } from '../recent.js';
import { address, go } from '../router.js';
import { listLook } from '../components/look.js';
import { pager } from '../components/pager.js';
import { empty, section } from '../components/states.js';
import { rowKeys, table } from '../components/table.js';
import { beside } from '../record/beside.js';
import { bulkBar } from './bulk.js';
import { leadColumns } from './columns.js';
import { addressOf, anyStatus, filterOf, isFiltered } from './filters.js';

const pageSize = 50;

/** The list of an address; `update(query)` brings it to another, `note` is where the number of all is shown. */
export function leadList({ query: first, users, fields, mayManage, note }) {
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
      pane.renew();
      listed(rows.map((row) => `/leads/${row.id}`), (data.page - 1) * pageSize, data.total);
      return render(data);
    },
    { class: 'list', id: 'lead-list' });
  const context = { users, fields, mayManage, changed: () => list.reload({ quiet: true }) };
  // It floats below the list; by Tab it comes before all rows.
  const root = h('div', {}, bulk.element, list.element);
  const pane = beside({ list: list.element, rows: () => rows, place: () => root, load: async (own) => (await import('./preview.js')).leadPreview({ context, ...own }) });

  function clearSelection() {
    selection.clear();
    bulk.show();
    for (const box of list.element.querySelectorAll('.choose input')) { box.checked = false; box.indeterminate = false; }
  }

  const look = listLook({ of: 'leads', columns: leadColumns({ ...context, previewButton: pane.button }), onChange: context.changed });

  function render(data) {
    if (!data.total) return none(query);
    const sort = { by: query.get('sort_by') ?? 'created_at', descending: query.get('sort_desc') !== 'false' };
    return [
      table({
        caption: t('menu./leads'), kind: 'leads', columns: look.columns(), isCompact: look.isCompact(), rows: data.items, nameOf: (lead) => lead.name,
        sort, onSort: ({ by, descending }) => go('/leads', { ...addressOf(query), sort_by: by, sort_desc: descending }),
        selection: mayManage ? selection : null, onSelect: bulk.show, rowClass: (lead) => (lead.id === pane.shown() ? 'is-open' : null),
      }),
      data.items.length === 0 ? empty(t('pager.past')) : null,
      pager({ page: data.page, pages: data.pages, total: data.total, href: (page) => address('/leads', { ...addressOf(query), page }) }),
    ];
  }

  const unbind = keys.bind([...rowKeys(list.element), ...leadKeys({ list: list.element, bulk, pane, hasAny: () => mayManage && rows.length > 0, hasChosen: () => selection.size > 0 }), ...pane.keys]);
  return {
    element: root,
    tools: look.element,
    ready: list.ready,
    reload: list.reload,
    exported: () => filterOf(query),
    update: (next) => { query = next; selection.clear(); list.reload(); },
    stop: () => { unbind(); pane.stop(); look.stop(); list.stop(); },
  };
}

function none(query) {
  if (!isFiltered(query)) return empty(t('leads.none'), h('a', { href: '/', target: '_blank', rel: 'noopener' }, t('leads.openForm')));
  const { status, ...rest } = filterOf(query);
  return empty(t('leads.noneFound'),
    status && rest.search ? [h('a', { href: address('/leads', { ...rest, status: anyStatus }) }, t('leads.searchAll')), ' · '] : null,
    h('a', { href: '#/leads' }, t('filter.clear')));
}

// The keys for the row that has the focus, and for all of them.
function leadKeys({ list, bulk, pane, hasAny, hasChosen }) {
  const inRow = (css) => document.activeElement?.closest('#lead-list tbody tr')?.querySelector(css) ?? null;
  const rowAction = (key, name, find) => ({ keys: key, name: () => t(name), run: () => find()?.click(), isKeyOnly: true });
  return [
    rowAction('x', 'keys.choose', () => inRow('.choose input')),
    { keys: '*', name: () => t('keys.chooseAll'), run: () => list.querySelector('thead .choose input')?.click(), when: hasAny, icon: 'check2-square' },
    { keys: 'b', name: () => t('keys.bulk'), run: bulk.enter, when: hasChosen, icon: 'chevron-right' },
    rowAction('s', 'keys.status', () => pane.control('status') ?? inRow('.col-status button')),
    rowAction('a', 'keys.owner', () => pane.control('owner') ?? inRow('.col-owner button')),
  ];
}
