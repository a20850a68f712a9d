// The list of leads: filters, order and page are in the address.

import { download, get } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { date, dateTime } from '../format.js';
import { nameOf, people } from '../people.js';
import { address, go, place } from '../router.js';
import * as live from '../live.js';
import * as session from '../session.js';
import { badge, dueMark, scoreMark } from '../components/badge.js';
import { pager } from '../components/pager.js';
import { savedViews } from '../components/saved-views.js';
import { empty, section } from '../components/states.js';
import { table } from '../components/table.js';
import { complain, tell } from '../components/toast.js';
import { bulkBar } from '../leads/bulk.js';
import { filterForm, filterOf, isFiltered } from '../leads/filters.js';
import { enterLead } from '../leads/new-lead.js';
import { followLeads } from '../leads/live-list.js';

const pageSize = 20;

export default async function page({ query: first }) {
  let query = first;
  let rows = [];
  const selection = new Set();
  const users = await people();
  const mayManage = session.can('leads.manage');

  const filters = filterForm({ query, users, onChange: (filter) => go('/leads', { ...order(), ...filter }, { replace: true }) });
  const bulk = bulkBar({ users, chosen: () => rows.filter((row) => selection.has(row.id)), clear: clearSelection, done: () => list.reload() });
  const views = savedViews({ of: 'leads', current: () => place().query.toString(), open: (text) => go('/leads', new URLSearchParams(text)) });
  const list = section(
    (signal) => get('/leads', { ...filterOf(query), page: query.get('page') ?? 1, page_size: pageSize }, signal),
    (data) => {
      rows = data.items;
      for (const id of [...selection]) if (!rows.some((row) => row.id === id)) selection.delete(id);
      bulk.show();
      return render(data);
    },
    { class: 'list', id: 'lead-list' });

  function order() {
    return { sort_by: query.get('sort_by'), sort_desc: query.get('sort_desc') };
  }
  function clearSelection() {
    selection.clear();
    bulk.show();
    for (const box of list.element.querySelectorAll('.choose input')) { box.checked = false; box.indeterminate = false; }
  }

  function render(data) {
    if (!data.total) {
      return isFiltered(query)
        ? empty(t('leads.noneFound'), h('a', { href: '#/leads' }, t('filter.clear')))
        : empty(t('leads.none'), h('a', { href: '/', target: '_blank', rel: 'noopener' }, t('leads.openForm')));
    }
    const sort = { by: query.get('sort_by') ?? 'created_at', descending: query.get('sort_desc') !== 'false' };
    return [
      table({
        caption: t('menu./leads'),
        columns,
        rows: data.items,
        sort,
        onSort: ({ by, descending }) => go('/leads', { ...filterOf(query), sort_by: by, sort_desc: descending }),
        selection: mayManage ? selection : null,
        onSelect: bulk.show,
        nameOf: (lead) => lead.name,
      }),
      data.items.length === 0 ? empty(t('pager.past')) : null,
      pager({ page: data.page, pages: data.pages, total: data.total, href: (number) => address('/leads', { ...filterOf(query), page: number }) }),
    ];
  }

  const columns = [
    { key: 'name', label: t('field.name'), sort: 'last_name', isName: true, cell: (lead) => h('a', { href: address(`/leads/${lead.id}`), dataset: { focus: `lead-${lead.id}` } }, lead.name) },
    { key: 'contact', label: t('field.contact'), sort: 'email', class: 'contact', cell: (lead) => [lead.email, lead.email && lead.phone ? h('br') : null, lead.phone] },
    { key: 'business', label: t('field.business_name'), cell: (lead) => lead.business_name ?? '–' },
    { key: 'source', label: t('field.source'), cell: (lead) => lead.business_tracking ?? '–' },
    { key: 'status', label: t('field.status'), sort: 'status', cell: (lead) => badge('status', lead.status) },
    { key: 'score', label: t('field.score'), sort: 'score', descendingFirst: true, cell: scoreMark },
    { key: 'owner', label: t('field.owner'), cell: (lead) => nameOf(users, lead.owner_id) },
    { key: 'due', label: t('lead.due'), sort: 'due_at', cell: (lead) => dueMark(lead) ?? '–' },
    { key: 'created', label: t('field.created_at'), sort: 'created_at', descendingFirst: true, cell: (lead) => h('time', { datetime: lead.created_at, title: dateTime(lead.created_at) }, date(lead.created_at)) },
  ];

  async function exportList(event) {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      await download('/leads/export', { query: filterOf(query), name: 'leads.csv' });
      tell(t('leads.exported'));
    } catch (error) {
      complain(error);
    } finally {
      button.disabled = false;
    }
  }

  const ends = [followLeads(list.reload), live.on('lead_created', () => tell(t('leads.arrived')))];
  await list.ready;
  return {
    title: t('menu./leads'),
    actions: h('div', { class: 'actions' },
      mayManage ? h('button', { type: 'button', class: 'btn btn-primary', id: 'new-lead', on: { click: enterLead } }, t('leads.new')) : null,
      h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'export', on: { click: exportList } }, t('leads.export'))),
    element: fill(h('div'), filters.element, views.element, bulk.element, list.element),
    update: (next) => {
      query = next;
      selection.clear();
      filters.show(query);
      views.show();
      list.reload();
    },
    dispose: () => { filters.stop(); list.stop(); for (const end of ends) end(); },
  };
}
