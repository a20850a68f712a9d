// Products and services: the list, and the dialogs to write them.

import { create, get, request } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { money } from '../format.js';
import { address, go } from '../router.js';
import * as session from '../session.js';
import { confirmed, formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { listFilter } from '../components/list-filter.js';
import { pager } from '../components/pager.js';
import { empty, section } from '../components/states.js';
import { table } from '../components/table.js';
import { complain, tell } from '../components/toast.js';

const kinds = ['product', 'service'];

export default async function page({ query: first }) {
  let query = first;
  const mayManage = session.can('products.manage');
  const filterOf = () => ({ search: query.get('search'), active_only: query.get('active_only') });
  const filter = listFilter({ query, onChange: (values) => go('/products', values, { replace: true }), inactiveLabel: t('products.inactive') });
  const list = section((signal) => get('/products', { ...filterOf(), page: query.get('page') ?? 1, page_size: 20 }, signal), render, { class: 'list', id: 'product-list' });

  const columns = [
    { key: 'name', label: t('field.name'), isName: true, cell: (product) => (mayManage
      ? h('button', { type: 'button', class: 'btn btn-link link-cell', dataset: { focus: `product-${product.id}` }, on: { click: () => edit(product.id) } }, product.name)
      : product.name) },
    { key: 'kind', label: t('field.kind'), cell: (product) => label('kind', product.kind) },
    { key: 'sku', label: t('field.sku'), cell: (product) => product.sku ?? '–' },
    { key: 'description', label: t('field.description'), cell: (product) => product.description ?? '–' },
    { key: 'price', label: t('field.price'), class: 'number', cell: (product) => money(product.price) },
    { key: 'state', label: t('field.is_active'), cell: (product) => (product.is_active ? t('active') : t('inactive')) },
    mayManage ? { key: 'do', label: t('field.actions'), cell: actions } : null,
  ].filter(Boolean);

  function render(data) {
    if (!data.total) return empty(query.get('search') ? t('products.noneFound') : t('products.none'));
    return [
      table({ caption: t('menu./products'), columns, rows: data.products }),
      pager({ page: data.page, pages: data.pages, total: data.total, href: (number) => address('/products', { ...filterOf(), page: number }) }),
    ];
  }

  function actions(product) {
    const remove = (isHard) => async () => {
      const text = isHard ? t('products.removeText', { name: product.name }) : t('products.retireText', { name: product.name });
      const action = isHard ? t('products.remove') : t('products.retire');
      if (!(await confirmed({ title: action, text, action, danger: isHard }))) return;
      try {
        const { data } = await request('DELETE', `/products/${product.id}`, { query: isHard ? { hard_delete: true } : {} });
        tell(data?.message ?? t('saved'));
      } catch (error) {
        complain(error);
      }
      list.reload();
    };
    return h('div', { class: 'actions' },
      product.is_active ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', 'aria-label': `${t('products.retire')}: ${product.name}`, on: { click: remove(false) } }, t('products.retire')) : null,
      h('button', { type: 'button', class: 'btn btn-sm btn-outline-danger', 'aria-label': `${t('products.remove')}: ${product.name}`, on: { click: remove(true) } }, t('products.remove')));
  }

  const fields = (product = { kind: 'product' }) => [
    { name: 'name', label: t('field.name'), value: product.name, required: true, maxlength: 200 },
    { name: 'kind', label: t('field.kind'), type: 'select', required: true, value: product.kind, options: kinds.map((value) => ({ value, label: label('kind', value) })) },
    { name: 'price', label: t('field.price'), type: 'money', required: true, value: product.price },
    { name: 'sku', label: t('field.sku'), value: product.sku, maxlength: 64 },
    { name: 'description', label: t('field.description'), type: 'textarea', value: product.description, maxlength: 5000 },
  ];

  async function add() {
    const product = await formDialog(t('products.new'), (close) => form({
      fields: fields(),
      submit: t('products.add'),
      draft: { key: 'product' },
      onCancel: () => close(),
      onSubmit: async (values) => close((await create('/products', Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)))).product),
    }));
    if (product) {
      tell(t('products.added', { name: product.name }));
      list.reload();
    }
  }

  async function edit(id) {
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
        list.reload();
      }
    } catch (error) {
      complain(error);
    }
  }

  await list.ready;
  return {
    title: t('menu./products'),
    actions: mayManage ? h('button', { type: 'button', class: 'btn btn-primary', id: 'new-product', on: { click: add } }, t('products.new')) : null,
    element: fill(h('div'), filter.element, list.element),
    update: (next) => { query = next; filter.show(next); list.reload(); },
    dispose: () => { filter.stop(); list.stop(); },
  };
}
