// The columns of the list of leads: those that are there at first, and those that can be chosen.

import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { phoneNumber } from '../format.js';
import { ownValue, wording } from '../own-fields.js';
import { address } from '../router.js';
import { agoMark, dueMark, scoreMark, statusDot, waitingMark } from '../components/badge.js';
import { icon } from '../components/icon.js';
import { ownerCell, statusCell } from './in-place.js';
import { reachLinks } from './reach.js';

/** The columns (see table.js); `context` is that of the cells, its `previewButton(lead)` opens the pane beside the list. */
export function leadColumns(context) {
  return [
    { key: 'name', label: t('field.name'), sort: 'last_name', isName: true, cell: name },
    { key: 'email', label: t('field.email'), sort: 'email', cell: ({ email }) => text(email) },
    { key: 'phone', label: t('field.phone'), cell: ({ phone }) => text(phoneNumber(phone)) },
    { key: 'company', label: t('field.business_name'), isExtra: true, cell: (lead) => text(lead.business_name) },
    { key: 'position', label: t('field.job_position'), isExtra: true, cell: (lead) => text(lead.job_position) },
    { key: 'status', label: t('field.status'), sort: 'status', hasMenu: true, cell: (lead) => statusCell(lead, context) },
    { key: 'score', label: t('field.score'), sort: 'score', descendingFirst: true, phone: 'end', cell: scoreMark },
    { key: 'owner', label: t('field.owner'), hasMenu: true, cell: (lead) => ownerCell(lead, context) },
    { key: 'received', label: t('field.created_at'), sort: 'created_at', descendingFirst: true, phone: 'first', cell: waitingMark },
    { key: 'due', label: t('lead.due'), isExtra: true, cell: (lead) => dueMark(lead) ?? text(null) },
    { key: 'updated', label: t('field.updated_at'), sort: 'updated_at', descendingFirst: true, isExtra: true, cell: (lead) => agoMark(lead.updated_at) },
    { key: 'source', label: t('field.source'), cell: (lead) => text(lead.business_tracking) },
    ...context.fields.filter((field) => field.is_active).map((field) => ({
      key: `custom.${field.key}`, label: wording(field.label), sort: `custom.${field.key}`, isExtra: true, cell: (lead) => own(field, lead.custom[field.key]),
    })),
    { key: 'tools', label: h('span', { class: 'visually-hidden' }, t('field.actions')), isFixed: true, cell: (lead) => tools(lead, context) },
  ];
}

function own(field, value) {
  const shown = ownValue(field, value);
  return shown === null ? text(null) : h('span', { title: typeof shown === 'string' ? shown : String(value) }, shown);
}

const text = (value) => (value ? h('span', { title: value }, value) : h('span', { class: 'muted' }, '–'));

// On a phone the second line says what the columns say that are not there.
function name(lead) {
  const more = [lead.business_name, lead.business_tracking].filter(Boolean);
  return [
    h('a', { class: 'row-link', href: address(`/leads/${lead.id}`), title: lead.name, dataset: { focus: `lead-${lead.id}` } }, lead.name),
    lead.resume ? h('span', { class: 'has-file', title: t('field.resume') }, icon('paperclip'), h('span', { class: 'visually-hidden' }, t('field.resume'))) : null,
    h('span', { class: 'sub' },
      h('span', { class: 'only-phone' }, statusDot(lead.status), label('status', lead.status), more.length ? ' · ' : ''),
      lead.business_name, lead.business_tracking ? h('span', { class: 'only-phone' }, `${lead.business_name ? ' · ' : ''}${lead.business_tracking}`) : null),
  ];
}

// At the end of the row while one points at it or it has the focus.
const tools = (lead, { previewButton }) => h('span', { class: 'row-tools' }, reachLinks(lead), previewButton(lead));
