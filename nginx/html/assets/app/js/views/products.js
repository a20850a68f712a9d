// Products and services: the list, and the dialogs to write them.

import { create, get, request } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { money, number } from '../format.js';
import * as keys from '../keys.js';
import { address, go } from '../router.js';
import * as session from '../session.js';
import { confirmed, formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { icon } from '../components/icon.js';
import { listFilter } from '../components/list-filter.js';
import { menuButton } from '../components/menu.js';
import { pager } from '../components/pager.js';
import { empty, section } from '../components/states.js';
import { rowKeys, table } from '../components/table.js';
import { complain, tell } from '../components/toast.js';

const kinds = ['product', 'service'];

export default async function page({ query: first }) {
  let query = first;
  const note = h('span', { class: 'page-count' });
  const mayManage = session.can('products.manage');
  const filterOf = () => ({ search: query.get('search'), active_only: query.get('active_only') });
  const filter = listFilter({ query, onChange: (values) => go('/products', values, { replace: true }), inactiveLabel: t('products.inactive'), placeholder: t('filter.products') });
  const list = section((signal) => get('/products', { ...filterOf(), page: query.get('page') ?? 1, page_size: 50 }, signal), render, { class: 'list', id: 'product-list' });
  const columns = columnsOf(mayManage, () => list.reload());
  const unbind = keys.bind([
    ...rowKeys(list.element),
    { keys: 'c', name: () => t('products.new'), run: () => add(list.reload), when: () => mayManage, icon: 'plus-lg' },
  ]);

  function render(data) {
    note.textContent = number(data.total);
    if (!data.total) return empty(query.get('search') ? t('products.noneFound') : t('products.none'));
    return [
      table({ caption: t('menu./products'), kind: 'products', columns, rows: data.products }),
      pager({ page: data.page, pages: data.pages, total: data.total, href: (number) => address('/products', { ...filterOf(), page: number }) }),
    ];
  }

  await list.ready;
  return {
    title: t('menu./products'),
    note,
    actions: mayManage ? h('button', { type: 'button', class: 'btn btn-primary round', id: 'new-product', on: { click: () => add(list.reload) } }, icon('plus-lg'), h('span', { class: 'word' }, t('products.new'))) : null,
    element: fill(h('div'), filter.element, list.element),
    update: (next) => { query = next; filter.show(next); list.reload(); },
    dispose: () => { unbind(); filter.stop(); list.stop(); },
  };
}

const text = (value) => (value ? h('span', { title: value }, value) : h('span', { class: 'muted' }, '–'));

// `reload()` shows the list again after a change.
const columnsOf = (mayManage, reload) => [
  { key: 'name', label: t('field.name'), isName: true, cell: (product) => [
    mayManage
      ? h('button', { type: 'button', class: 'btn btn-link link-cell', title: product.name, dataset: { focus: `product-${product.id}` }, on: { click: () => edit(product.id, reload) } }, product.name)
      : product.name,
    product.is_active ? null : [' ', h('span', { class: 'mark' }, t('inactive'))]] },
  { key: 'kind', label: t('field.kind'), phone: 'first', cell: (product) => label('kind', product.kind) },
  { key: 'sku', label: t('field.sku'), cell: (product) => text(product.sku) },
  { key: 'description', label: t('field.description'), cell: (product) => text(product.description) },
  { key: 'price', label: t('field.price'), class: 'number', phone: 'end', cell: (product) => money(product.price) },
  mayManage ? { key: 'do', label: h('span', { class: 'visually-hidden' }, t('field.actions')), hasMenu: true, cell: (product) => actions(product, reload) } : null,
].filter(Boolean);

function actions(product, reload) {
  return menuButton({
    content: icon('three-dots'),
    className: 'btn-icon',
    label: t('products.actions', { name: product.name }),
    focus: `actions-${product.id}`,
    items: () => [
      product.is_active ? { label: t('products.retire'), run: () => retire(product, reload) } : null,
      { label: t('products.remove'), run: () => remove(product, reload) },
    ].filter(Boolean),
  });
}

// A product that is retired is no longer offered; one that is removed is gone.
const retire = (product, reload) => end(product, { action: t('products.retire'), text: t('products.retireText', { name: product.name }) }, reload);
const remove = (product, reload) => end(product, { action: t('products.remove'), text: t('products.removeText', { name: product.name }), isHard: true }, reload);

async function end(product, { action, text, isHard = false }, reload) {
  if (!(await confirmed({ title: action, text, action, danger: isHard }))) return;
  try {
    const { data } = await request('DELETE', `/products/${product.id}`, { query: isHard ? { hard_delete: true } : {} });
    tell(data?.message ?? t('saved'));
  } catch (error) {
    complain(error);
  }
  reload();
}

const fields = (product = { kind: 'product' }) => [
  { name: 'name', label: t('field.name'), value: product.name, required: true, maxlength: 200 },
  { name: 'kind', label: t('field.kind'), type: 'select', required: true, value: product.kind, options: kinds.map((value) => ({ value, label: label('kind', value) })) },
  { name: 'price', label: t('field.price'), type: 'money', required: true, value: product.price },
  { name: 'sku', label: t('field.sku'), value: product.sku, maxlength: 64 },
  { name: 'description', label: t('field.description'), type: 'textarea', value: product.description, maxlength: 5000 },
];

async function add(reload) {
  const product = await formDialog(t('products.new'), (close) => form({
    fields: fields(),
    submit: t('products.add'),
    draft: { key: 'product' },
    onCancel: () => close(),
    onSubmit: async (values) => close((await create('/products', Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)))).product),
  }));
  if (product) {
    tell(t('products.added', { name: product.name }));
    reload();
  }
}

async function edit(id, reload) {
  try {
    const { data: { product }, etag } = await request('GET', `/products/${id}`);
    const saved = await formDialog(product.name, (close) => form({
      fields: fields(product),
      submit: t('save'),
      draft: { key: `product ${id}`, version: etag },
      onCancel: () => close(),
      onSubmit: async (values) => close((await request('PUT', `/products/${id}`, { body: values, ifMatch: etag })).data),
    }));
    if (saved) {
      tell(t('saved'));
      reload();
    }
  } catch (error) {
    complain(error);
  }
}
