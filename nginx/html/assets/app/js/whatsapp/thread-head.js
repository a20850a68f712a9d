// Whom a conversation is with, above it: the name, the number, the way to their record.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { phoneNumber } from '../format.js';
import { address } from '../router.js';
import * as session from '../session.js';
import { icon } from '../components/icon.js';
import { faceOf } from './person.js';
import { isNumber } from './send.js';

/** The head; `leave()` goes back to the list, for which a phone has a button. */
export function threadHead({ person, name, leave }) {
  const { number, lead_id: lead, customer_id: customer } = person;
  const record = (path, text, picture, id) => h('a', { class: 'btn btn-outline-secondary', id, href: address(path), 'aria-label': text, title: text }, icon(picture), h('span', { class: 'word' }, text));
  const digits = isNumber(number) ? `+${number.replace('+', '')}` : null;
  return h('header', { class: 'thread-head' },
    h('button', { type: 'button', class: 'btn-icon thread-back', id: 'thread-back', 'aria-label': t('whatsapp.back'), on: { click: leave } }, icon('chevron-left')),
    faceOf(person),
    h('div', { class: 'thread-who' },
      h('h2', { id: 'thread-title', tabindex: '-1' }, name),
      digits && person.name ? h('p', { class: 'muted' }, phoneNumber(digits)) : null),
    h('div', { class: 'actions' },
      digits ? h('a', { class: 'btn-icon', id: 'thread-call', href: `tel:${digits}`, 'aria-label': t('whatsapp.call', { name }), title: t('whatsapp.call', { name }) }, icon('telephone')) : null,
      customer && session.can('customers.view') ? record(`/customers/${customer}`, t('whatsapp.customer'), 'person-check', 'thread-customer') : null,
      lead && session.can('leads.view') ? record(`/leads/${lead}`, t('whatsapp.lead'), 'person', 'thread-lead') : null));
}
