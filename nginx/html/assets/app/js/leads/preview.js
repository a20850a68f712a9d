// A lead beside its list: its facts, résumé, last entries and a note.

import { create } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { phoneNumber } from '../format.js';
import { ownFacts } from '../own-fields.js';
import { scoreMark, waitingMark } from '../components/badge.js';
import { facts } from '../components/facts.js';
import { RecordPane } from '../record/pane.js';
import { leadDetails } from './fields.js';
import { ownerCell, statusCell } from './in-place.js';
import { reachLinks } from './reach.js';
import { resumeCard } from './resume.js';

/** The pane; `context` is that of the list's cells, the rest is the list's (beside.js). */
export const leadPreview = ({ context, ...list }) => new RecordPane({
  ...list,
  root: '/leads',
  users: context.users,
  marks: (lead) => [statusCell(lead, context), ownerCell(lead, context), scoreMark(lead), waitingMark(lead), reachLinks(lead)],
  known: (lead) => facts([
    [t('field.email'), lead.email && h('a', { href: `mailto:${encodeURIComponent(lead.email).replace('%40', '@')}` }, lead.email)],
    [t('field.phone'), lead.phone && h('a', { href: `tel:${lead.phone}` }, phoneNumber(lead.phone))],
    ...leadDetails.map(({ name }) => [label('field', name), lead[name]]),
    ...ownFacts(context.fields, lead.custom),
    [t('field.lost_reason'), lead.lost_reason],
  ].filter(([, value]) => value)),
  more: (lead, path) => (lead.resume ? resumeCard(lead, path, { shows: true }) : null),
  keep: context.mayManage ? (path, text) => create(`${path}/notes`, { text }) : null,
});
