// An entry of a ledger in words.

import { label, t } from '../i18n.js';
import { date, money } from '../format.js';
import { effect } from './sums.js';

const counter = { charge: 'credit', credit: 'charge', payment: 'refund', refund: 'payment' };

/** What an entry is called, with how many of what. */
export const entryName = (entry) => label('transaction', entry.kind) + (entry.quantity && entry.quantity !== 1 ? ` × ${entry.quantity}` : '');

/** Its amount, with a sign where it makes the customer owe less. */
export const signedAmount = (entry) => `${effect(entry) < 0 ? '−' : ''}${money(entry.amount)}`;

/** What an entry reverses, or that it was reversed; null for one that is neither. `entries` are those at hand. */
export function reversalText(entry, entries) {
  const of = (id) => entries.find((each) => each.id === id);
  if (entry.reversed_by_id) {
    const other = of(entry.reversed_by_id);
    return other ? t('ledger.reversedOn', { day: date(other.occurred_at) }) : t('ledger.reversed');
  }
  if (!entry.reverses_id) return null;
  const kind = label('transaction', counter[entry.kind]).toLocaleLowerCase();
  const other = of(entry.reverses_id);
  return other ? t('ledger.reverses', { kind, day: date(other.occurred_at) }) : t('ledger.reversesEarlier', { kind });
}
