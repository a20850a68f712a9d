// A customer beside the list: what is owed, the facts, the last entries and a note.

import { create } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { phoneNumber, taxDocument } from '../format.js';
import { ownFacts } from '../own-fields.js';
import { nameOf } from '../people.js';
import * as session from '../session.js';
import { badge } from '../components/badge.js';
import { facts } from '../components/facts.js';
import { reachLinks } from '../leads/reach.js';
import { RecordPane } from '../record/pane.js';
import { balanceMark, balanceWord } from './balance.js';
import { addressText } from './fields.js';

/** The pane; `users` are the people of the business, `fields` its own of customers, the rest is the list's (beside.js). */
export const customerPreview = ({ users, fields, ...list }) => new RecordPane({
  ...list,
  root: '/customers',
  users,
  marks: (customer) => [customer.is_active ? null : badge('state', 'inactive'), h('span', {}, balanceWord(customer.balance), ' ', balanceMark(customer.balance)), reachLinks(customer)],
  known: (customer) => facts([
    [t('field.company_name'), customer.company_name],
    [t('field.email'), customer.email && h('a', { href: `mailto:${encodeURIComponent(customer.email).replace('%40', '@')}` }, customer.email)],
    [t('field.phone'), customer.phone && h('a', { href: `tel:${customer.phone}` }, phoneNumber(customer.phone))],
    [t('field.document'), customer.document && taxDocument(customer.document)],
    [t('field.address'), addressText(customer)],
    [t('field.owner'), customer.owner_id && nameOf(users, customer.owner_id)],
    ...ownFacts(fields, customer.custom),
    [t('field.notes'), customer.notes && h('span', { class: 'said' }, customer.notes)],
  ].filter(([, value]) => value)),
  enquiries: ({ lead_id: lead }) => (lead ? `/leads/${encodeURIComponent(lead)}` : null),
  keep: session.can('interactions.manage') ? (path, text) => create(`${path}/interactions`, { interaction_type: 'note', notes: text }) : null,
});
