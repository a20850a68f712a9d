// The list of customers.

import { create, get, queryText } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { number, phoneNumber, taxDocument } from '../format.js';
import * as keys from '../keys.js';
import { people } from '../people.js';
import { listed } from '../recent.js';
import { address, go } from '../router.js';
import * as session from '../session.js';
import { balanceMark } from '../customers/balance.js';
import { ownChanges, ownFields, ownFormFields } from '../own-fields.js';
import { customerFields, given } from '../customers/fields.js';
import { agoMark } from '../components/badge.js';
import { formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { icon } from '../components/icon.js';
import { listFilter } from '../components/list-filter.js';
import { pager } from '../components/pager.js';
import { savedViews } from '../components/saved-views.js';
import { empty, section } from '../components/states.js';
import { rowKeys, table } from '../components/table.js';
import { tell } from '../components/toast.js';
import { reachLinks } from '../leads/reach.js';
import { beside } from '../record/beside.js';

const pageSize = 50;

export default async function page({ query: first }) {
  let query = first;
  let rows = [];
  const note = h('span', { class: 'page-count' });
  const filterOf = () => Object.fromEntries(['search', 'active_only', 'balance_min', 'sort_by', 'sort_desc'].map((name) => [name, query.get(name)]));
  const filter = listFilter({ query, onChange: (values) => go('/customers', { ...filterOf(), ...values }, { replace: true }), inactiveLabel: t('customers.inactive'), placeholder: t('filter.customers') });
  const views = savedViews({ of: 'customers', fixed: [{ name: t('view.active'), query: '' }, { name: t('view.owing'), query: 'balance_min=0.01&sort_by=balance' }, { name: t('view.all'), query: 'active_only=false' }], state: () => queryText(filterOf()).slice(1), count: countOf });
  const list = section((signal) => get('/customers', { ...filterOf(), page: query.get('page') ?? 1, page_size: pageSize }, signal), render, { class: 'list', id: 'customer-list' });
  const root = h('div');
  const pane = beside({
    list: list.element,
    rows: () => rows,
    place: () => root,
    load: async (own) => {
      const [{ customerPreview }, users, fields] = await Promise.all([import('../customers/preview.js'), people(), ownFields('customer')]);
      return customerPreview({ users, fields, ...own });
    },
  });
  const unbind = keys.bind([
    ...rowKeys(list.element),
    ...pane.keys,
    { keys: 'c', name: () => t('customers.new'), run: add, when: () => session.can('customers.manage'), icon: 'plus-lg' },
  ]);

  function render(data) {
    rows = data.customers;
    note.textContent = number(data.total);
    pane.renew();
    listed(data.customers.map((each) => `/customers/${each.id}`), (data.page - 1) * pageSize, data.total);
    if (!data.total) return none(query);
    return [
      table({ caption: t('menu./customers'), kind: 'customers', columns: columns(pane.button), rows, rowClass: ({ id }) => (id === pane.shown() ? 'is-open' : null), sort: { by: query.get('sort_by') ?? 'created_at', descending: query.get('sort_desc') !== 'false' }, onSort: ({ by, descending }) => go('/customers', { ...filterOf(), sort_by: by, sort_desc: descending }) }),
      pager({ page: data.page, pages: data.pages, total: data.total, href: (number) => address('/customers', { ...filterOf(), page: number }) }),
    ];
  }

  await list.ready;
  return {
    title: t('menu./customers'),
    note,
    actions: session.can('customers.manage') ? h('button', { type: 'button', class: 'btn btn-primary round', id: 'new-customer', on: { click: add } }, icon('plus-lg'), h('span', { class: 'word' }, t('customers.new'))) : null,
    element: fill(root, views.element, filter.element, list.element),
    update: (next) => { query = next; filter.show(next); views.show(); list.reload(); },
    dispose: () => { unbind(); pane.stop(); filter.stop(); views.stop(); list.stop(); },
  };
}

// Without a filter there is nothing but a first customer to add.
function none(query) {
  if (query.get('search') || query.get('balance_min')) return empty(t(query.get('search') ? 'customers.noneFound' : 'customers.noneOwing'));
  return empty(t('customers.none'), session.can('customers.manage') ? h('button', { type: 'button', class: 'btn btn-primary', on: { click: add } }, t('customers.new')) : null);
}

async function add() {
  const [users, fields] = await Promise.all([people(), ownFields('customer')]);
  const customer = await formDialog(t('customers.new'), (close) => form({
    fields: [...customerFields(users), ...ownFormFields(fields)],
    columns: true,
    submit: t('customers.add'),
    draft: { key: 'customer' },
    onCancel: () => close(),
    onSubmit: async ({ custom, ...values }) => close((await create('/customers', { ...given(values), custom: ownChanges({}, custom) })).customer),
  }), { wide: true });
  if (!customer) return;
  tell(t('customers.added', { name: customer.name }));
  go(`/customers/${customer.id}`);
}

const countOf = async (view) => (await get('/customers', { ...Object.fromEntries(view), page_size: 1 })).total;
const text = (value) => (value ? h('span', { title: value }, value) : h('span', { class: 'muted' }, '–'));

const columns = (previewButton) => [
  { key: 'name', label: t('field.name'), sort: 'name', isName: true, cell: (customer) => [
    h('a', { class: 'row-link', href: address(`/customers/${customer.id}`), title: customer.name, dataset: { focus: `customer-${customer.id}` } }, customer.name),
    customer.is_active ? null : [' ', h('span', { class: 'mark' }, t('inactive'))],
    customer.company_name ? h('span', { class: 'sub' }, customer.company_name) : null] },
  { key: 'email', label: t('field.email'), cell: (customer) => text(customer.email) },
  { key: 'phone', label: t('field.phone'), cell: (customer) => text(phoneNumber(customer.phone)) },
  { key: 'document', label: t('field.document'), cell: (customer) => text(customer.document && taxDocument(customer.document)) },
  { key: 'balance', label: t('field.balance'), sort: 'balance', descendingFirst: true, class: 'number', phone: 'end', cell: (customer) => balanceMark(customer.balance) },
  { key: 'created', label: t('field.since'), sort: 'created_at', descendingFirst: true, phone: 'first', cell: (customer) => agoMark(customer.created_at) },
  { key: 'tools', label: h('span', { class: 'visually-hidden' }, t('field.actions')), cell: (customer) => h('span', { class: 'row-tools' }, reachLinks(customer), previewButton(customer)) },
];
