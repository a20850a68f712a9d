// What a customer owes and paid. Entries are never changed: a wrong one is reversed by its counter-entry.

import { all, create, get, request } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { date, dateTime, money } from '../format.js';
import * as session from '../session.js';
import { confirmed, formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { section } from '../components/states.js';
import { complain, tell } from '../components/toast.js';

const kinds = ['charge', 'payment', 'refund', 'credit'];
const pageSize = 20;
/** The kinds that make the customer owe more. */
const owing = new Set(['charge', 'refund']);

/** The card of a customer's transactions; `changed` is called after each new entry, for the balance. */
export function ledgerCard(path, changed) {
  let page = 1;
  const mayWrite = session.can('transactions.manage');
  const list = section((signal) => get(`${path}/transactions`, { page, page_size: pageSize }, signal), render);

  function render(data) {
    if (!data.transactions.length) return h('p', {}, t('ledger.none'));
    return [
      h('div', { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': t('ledger.title') }, h('table', { class: 'table' },
        h('caption', { class: 'visually-hidden' }, t('ledger.title')),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('field.occurred_at')), h('th', { scope: 'col' }, t('field.kind')),
          h('th', { scope: 'col', class: 'number' }, t('field.amount')),
          mayWrite ? h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, t('field.actions'))) : null)),
        h('tbody', {}, data.transactions.map((entry) => h('tr', {},
          h('th', { scope: 'row' }, h('time', { datetime: entry.occurred_at, title: dateTime(entry.occurred_at) }, date(entry.occurred_at))),
          h('td', {}, label('transaction', entry.kind), entry.quantity && entry.quantity !== 1 ? ` × ${entry.quantity}` : null, ' ',
            entry.reverses_id ? h('span', { class: 'mark' }, t('ledger.counter')) : null,
            entry.description ? h('small', { class: 'muted block said' }, entry.description) : null),
          h('td', { class: 'number' }, owing.has(entry.kind) ? '' : '−', money(entry.amount)),
          mayWrite ? h('td', {}, isReversible(entry) ? h('button', {
            type: 'button',
            class: 'btn btn-sm btn-outline-secondary',
            'aria-label': `${t('ledger.reverse')}: ${label('transaction', entry.kind)} ${money(entry.amount)}`,
            on: { click: () => reverse(entry) },
          }, t('ledger.reverse')) : t('ledger.reversed')) : null))))),
      data.pages > 1 ? h('div', { class: 'actions' }, page > 1 ? step(t('pager.previous'), page - 1) : null,
        h('span', { class: 'muted' }, `${page} / ${data.pages}`), page < data.pages ? step(t('pager.next'), page + 1) : null) : null,
    ];
  }
  const isReversible = (entry) => !entry.reversed_by_id && !entry.reverses_id;
  const step = (text, target) => h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', on: { click: () => { page = target; list.reload(); } } }, text);

  async function reverse(entry) {
    const isSure = await confirmed({ title: t('ledger.reverse'), text: t('ledger.reverseText', { kind: label('transaction', entry.kind), amount: money(entry.amount) }), action: t('ledger.reverse') });
    if (!isSure) return;
    try {
      await request('POST', `${path}/transactions/${entry.id}/reverse`, { body: {} });
      tell(t('saved'));
    } catch (error) {
      complain(error);
    }
    list.reload();
    changed();
  }

  async function add() {
    let products = [];
    try {
      products = await all('/products', 'products');
    } catch {
      // Without the list an entry can still be made; it names no product.
    }
    const saved = await formDialog(t('ledger.add'), (close) => form({
      fields: [
        { name: 'kind', label: t('field.kind'), type: 'select', required: true, value: 'charge', options: kinds.map((value) => ({ value, label: label('transaction', value) })) },
        { name: 'amount', label: t('field.amount'), type: 'money', required: true },
        { name: 'product_id', label: t('field.product'), type: 'select', options: products.map((product) => ({ value: product.id, label: `${product.name} · ${money(product.price)}` })) },
        { name: 'quantity', label: t('field.quantity'), type: 'integer', min: 1, value: 1 },
        { name: 'description', label: t('field.description'), maxlength: 5000 },
      ],
      submit: t('ledger.save'),
      draft: { key: `transaction ${path}` },
      onCancel: () => close(),
      onSubmit: async (values) => close(await create(`${path}/transactions`, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)))),
    }));
    if (!saved) return;
    tell(t('saved'));
    page = 1;
    list.reload();
    changed();
  }

  const element = h('section', { class: 'card', id: 'ledger', 'aria-labelledby': 'ledger-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'ledger-title' }, t('ledger.title')),
      mayWrite ? h('button', { type: 'button', class: 'btn btn-sm btn-primary', id: 'new-transaction', on: { click: add } }, t('ledger.add')) : null),
    list.element);
  return { element, reload: list.reload, stop: list.stop };
}
