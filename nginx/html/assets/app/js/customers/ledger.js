// What a customer owes and paid, with the balance after each entry. Entries are never changed: a wrong one is reversed by its counter-entry.

import { get, request } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { date, dateTime, money } from '../format.js';
import { go } from '../router.js';
import * as session from '../session.js';
import { confirmed } from '../components/dialog.js';
import { icon } from '../components/icon.js';
import { menuButton } from '../components/menu.js';
import { section } from '../components/states.js';
import { complain, tell } from '../components/toast.js';
import { balanceMark, balanceWord } from './balance.js';
import { addEntry } from './entry-forms.js';
import { entryName, reversalText, signedAmount } from './entry-words.js';
import { sendReceipt } from './receipt.js';
import { cents, effect, moneyText, withBalances } from './sums.js';

const pageSize = 8;

/** The card of a customer's balance and transactions; `changed` is called after each new entry. */
export function ledgerCard(path, changed) {
  let pages = 1;
  let customer = null;
  const mayWrite = session.can('transactions.manage');
  const head = h('div', { class: 'card-head' }, h('h2', { id: 'ledger-title' }, t('field.balance')));
  const list = section(async (signal) => {
    const wanted = Array.from({ length: pages }, (_, index) => get(`${path}/transactions`, { page: index + 1, page_size: pageSize }, signal));
    const [found, ...lists] = await Promise.all([get(path, {}, signal), ...wanted]);
    return { customer: found.customer, entries: lists.flatMap((page) => page.transactions), hasMore: lists.at(-1).page < lists.at(-1).pages };
  }, render);

  function render({ customer: found, entries, hasMore }) {
    customer = found;
    // A whole ledger is the sum of its entries; the balance of the customer may be of a moment later.
    const last = hasMore ? cents(customer.balance) : entries.reduce((sum, each) => sum + effect(each), 0);
    fill(head, headOf(moneyText(last), { mayWrite, add, path }));
    if (!entries.length) return h('p', { class: 'muted' }, t('ledger.none'));
    return [
      h('ol', { class: 'ledger' }, withBalances(entries, last).map(({ entry, after }) => line({ entry, after, entries, customer }, mayWrite ? () => reverse(entry, path, reversed) : null))),
      hasMore ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', id: 'older-transactions', on: { click: () => { pages += 1; list.reload(); } } }, t('ledger.older')) : null,
    ];
  }

  function reversed() {
    list.reload();
    changed();
  }

  async function add(kind) {
    const entry = await addEntry(kind, path, customer);
    if (!entry) return;
    tell(t('ledger.saved', { entry: label('transaction', entry.kind), amount: money(entry.amount) }));
    pages = 1;
    list.reload();
    changed();
  }

  const element = h('section', { class: 'card', id: 'ledger', 'aria-labelledby': 'ledger-title' }, head, list.element);
  const adds = (kind) => (mayWrite ? () => customer && add(kind) : null);
  /** Moves the focus to its newest entry that something can be done with, else to its first control. */
  const enter = () => (list.element.querySelector('.ledger-do button') ?? head.querySelector('button'))?.focus();
  return { element, pay: adds('payment'), charge: adds('charge'), enter, reload: list.reload, stop: list.stop };
}

// The head of the card: what is owed, and what can be entered.
function headOf(balance, { mayWrite, add, path }) {
  return [
    h('div', {}, h('h2', { id: 'ledger-title' }, balanceWord(balance)), h('p', { class: 'balance', id: 'balance' }, balanceMark(balance))),
    h('div', { class: 'actions' },
      mayWrite ? h('button', { type: 'button', class: cents(balance) > 0 ? 'btn btn-primary' : 'btn btn-outline-secondary', id: 'new-payment', on: { click: () => add('payment') } }, t('ledger.new.payment')) : null,
      mayWrite ? h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'new-charge', on: { click: () => add('charge') } }, t('ledger.new.charge')) : null,
      menuButton({ content: icon('three-dots'), className: 'btn-icon', label: t('ledger.more'), focus: 'ledger-more', items: () => [
        ...(mayWrite ? ['refund', 'credit'].map((kind) => ({ label: t(`ledger.new.${kind}`), run: () => add(kind) })) : []),
        { label: t('ledger.statement'), run: () => go(`${path}/statement`) },
      ] })),
  ];
}

// An entry with the balance `after` it; `reverse()` makes its counter-entry, for whoever may.
function line({ entry, after, entries, customer }, reverse) {
  const name = `${label('transaction', entry.kind)} ${money(entry.amount)}`;
  const isOpen = !entry.reversed_by_id && !entry.reverses_id;
  const reversed = reversalText(entry, entries);
  const button = (picture, text, click) => h('button', { type: 'button', class: 'btn-icon', title: text, 'aria-label': `${text}: ${name}`, dataset: { focus: `${picture}-${entry.id}` }, on: { click } }, icon(picture));
  return h('li', { class: isOpen ? 'ledger-line' : 'ledger-line is-void', dataset: { kind: entry.kind } },
    h('p', { class: 'ledger-what' }, h('span', { class: 'word' }, entryName(entry)), entry.description ? h('span', { class: 'muted' }, ' · ', entry.description) : null),
    h('p', { class: 'ledger-amount number' }, signedAmount(entry)),
    h('p', { class: 'ledger-when muted' }, h('time', { datetime: entry.occurred_at, title: dateTime(entry.occurred_at) }, date(entry.occurred_at)), reversed ? ` · ${reversed}` : null),
    h('p', { class: 'ledger-after number muted' }, h('span', { class: 'visually-hidden' }, t('ledger.after'), ' '), money(moneyText(after))),
    h('div', { class: 'ledger-do' },
      entry.kind === 'payment' && isOpen ? button('receipt', t('receipt.title'), () => sendReceipt(entry, customer, moneyText(after))) : null,
      reverse && isOpen ? button('arrow-counterclockwise', t('ledger.reverse'), reverse) : null));
}

async function reverse(entry, path, done) {
  const isSure = await confirmed({ title: t('ledger.reverse'), text: t('ledger.reverseText', { kind: label('transaction', entry.kind), amount: money(entry.amount) }), action: t('ledger.reverse') });
  if (!isSure) return;
  try {
    await request('POST', `${path}/transactions/${entry.id}/reverse`, { body: {} });
    tell(t('saved'));
  } catch (error) {
    complain(error);
  }
  done();
}
