// The dialogs of new entries of a ledger: what was paid, what was sold, what was given back.

import { all, create } from '../api.js';
import { t } from '../i18n.js';
import { money, moneyField, wallField } from '../format.js';
import { formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { cents, times } from './sums.js';

const now = () => new Date().toISOString();

/** Asks for an entry of a kind: gives what was saved, undefined when it was dismissed. `customer` is as it is now. */
export async function addEntry(kind, path, customer) {
  const products = kind === 'charge' ? await sold() : [];
  const saved = await formDialog(t(`ledger.new.${kind}`), (close) => entryForm({ kind, path, customer, products, close }));
  return saved?.transaction;
}

// Without the list a charge can still be made; it names no product.
async function sold() {
  try {
    return await all('/products', 'products');
  } catch {
    return [];
  }
}

function entryForm({ kind, path, customer, products, close }) {
  const isOwing = cents(customer.balance) > 0;
  const began = wallField(now());
  const element = form({
    fields: [
      products.length ? { name: 'product_id', label: t('field.product'), type: 'select', options: products.map((product) => ({ value: product.id, label: `${product.name} · ${money(product.price)}` })) } : null,
      products.length ? { name: 'quantity', label: t('field.quantity'), type: 'integer', min: 1, value: 1 } : null,
      { name: 'amount', label: t('field.amount'), type: 'money', required: true, value: kind === 'payment' && isOwing ? customer.balance : null, help: kind === 'payment' && isOwing ? t('ledger.whole') : null, autocomplete: 'off' },
      { name: 'description', label: t('field.description'), maxlength: 5000 },
      { name: 'occurred_at', label: t('field.occurred_at'), type: 'instant', value: now() },
    ],
    submit: t(`ledger.save.${kind}`),
    // Another balance is another debt to be paid.
    draft: { key: `${kind} ${path}`, version: customer.balance },
    onCancel: () => close(),
    onSubmit: async ({ occurred_at: at, product_id: product, quantity, ...values }) => {
      const given = { kind, ...values, ...(product ? { product_id: product, quantity } : {}) };
      // The field shows minutes: one that was left alone means this moment.
      const when = at && wallField(at) !== began ? { occurred_at: at } : {};
      close(await create(`${path}/transactions`, Object.fromEntries(Object.entries({ ...given, ...when }).filter(([, value]) => value !== null))));
    },
  });
  if (products.length) fillInPrice(element, products);
  const amount = element.querySelector('[name=amount]');
  if (amount.value) amount.addEventListener('focus', () => amount.select(), { once: true });
  return element;
}

// Choosing a product fills in what it costs, until someone types another amount.
function fillInPrice(element, products) {
  const { product_id: product, quantity, amount } = element.elements;
  let filled = '';
  const fillIn = () => {
    const chosen = products.find((each) => each.id === product.value);
    if (!chosen || (amount.value !== filled && amount.value !== '')) return;
    filled = moneyField(times(chosen.price, Number(quantity.value) || 1) ?? '');
    amount.value = filled;
  };
  product.addEventListener('change', fillIn);
  quantity.addEventListener('input', fillIn);
}
