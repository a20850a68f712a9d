// What a customer owes, in words and with as much weight as it deserves: a debt is bold, nothing is muted.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { money } from '../format.js';
import { cents } from './sums.js';

/** The amount of a balance of the API. */
export function balanceMark(text) {
  const sum = cents(text);
  if (sum > 0) return h('strong', { class: 'owed' }, money(text));
  return h('span', { class: 'muted', title: sum < 0 ? t('balance.credit') : t('balance.settled') }, money(text));
}

/** What a balance is called. */
export function balanceWord(text) {
  const sum = cents(text);
  if (sum > 0) return t('field.balance');
  return sum < 0 ? t('balance.credit') : t('balance.settled');
}
