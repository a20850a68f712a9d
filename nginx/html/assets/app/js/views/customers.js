// The list of customers.

import { create, get } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { date, money, taxDocument } from '../format.js';
import { people } from '../people.js';
import { address, go, place } from '../router.js';
import * as session from '../session.js';
import { customerFields, given } from '../customers/fields.js';
import { formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { listFilter } from '../components/list-filter.js';
import { pager } from '../components/pager.js';
import { savedViews } from '../components/saved-views.js';
import { empty, section } from '../components/states.js';
import { table } from '../components/table.js';
import { tell } from '../components/toast.js';

export default async function page({ query: first }) {
  let query = first;
  const filterOf = () => ({ search: query.get('search'), active_only: query.get('active_only') });
  const filter = listFilter({ query, onChange: (values) => go('/customers', values, { replace: true }), inactiveLabel: t('customers.inactive') });
  const views = savedViews({ of: 'customers', current: () => place().query.toString(), open: (text) => go('/customers', new URLSearchParams(text)) });
  const list = section((signal) => get('/customers', { ...filterOf(), page: query.get('page') ?? 1, page_size: 20 }, signal), render, { class: 'list', id: 'customer-list' });

  function render(data) {
    if (!data.total) return empty(query.get('search') ? t('customers.noneFound') : t('customers.none'));
    return [
      table({ caption: t('menu./customers'), columns: columns(), rows: data.customers }),
      pager({ page: data.page, pages: data.pages, total: data.total, href: (number) => address('/customers', { ...filterOf(), page: number }) }),
    ];
  }

  async function add() {
    const users = await people();
    const customer = await formDialog(t('customers.new'), (close) => form({
      fields: customerFields(users),
      columns: true,
      submit: t('customers.add'),
      draft: { key: 'customer' },
      onCancel: () => close(),
      onSubmit: async (values) => close((await create('/customers', given(values))).customer),
    }), { wide: true });
    if (!customer) return;
    tell(t('customers.added', { name: customer.name }));
    go(`/customers/${customer.id}`);
  }

  await list.ready;
  return {
    title: t('menu./customers'),
    actions: session.can('customers.manage') ? h('button', { type: 'button', class: 'btn btn-primary', id: 'new-customer', on: { click: add } }, t('customers.new')) : null,
    element: fill(h('div'), filter.element, views.element, list.element),
    update: (next) => { query = next; filter.show(next); views.show(); list.reload(); },
    dispose: () => { filter.stop(); list.stop(); },
  };
}

const columns = () => [
  { key: 'name', label: t('field.name'), isName: true, cell: (customer) => h('a', { href: address(`/customers/${customer.id}`) }, customer.name) },
  { key: 'company', label: t('field.company_name'), cell: (customer) => customer.company_name ?? '–' },
  { key: 'contact', label: t('field.contact'), class: 'contact', cell: (customer) => [customer.email, customer.email && customer.phone ? h('br') : null, customer.phone] },
  { key: 'document', label: t('field.document'), cell: (customer) => taxDocument(customer.document) },
  { key: 'balance', label: t('field.balance'), class: 'number', cell: (customer) => money(customer.balance) },
  { key: 'state', label: t('field.is_active'), cell: (customer) => (customer.is_active ? t('active') : t('inactive')) },
  { key: 'created', label: t('field.since'), cell: (customer) => date(customer.created_at) },
];
