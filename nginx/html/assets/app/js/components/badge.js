// Marks of what something is: the status of a lead as a dot and its word, a score as a bar and its number. Never by colour alone.

import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { ago, dateTime } from '../format.js';
import { bar, icon } from './icon.js';

/** The mark of a value of a closed list, such as `badge('mailstate', 'sent')`. */
export function badge(list, value) {
  if (list === 'status') return statusMark(value);
  return h('span', { class: `mark mark-${list}-${String(value).toLowerCase()}` }, label(list, value));
}

/** The dot of a status; its word belongs beside it. */
export const statusDot = (status) => h('span', { class: `dot dot-${status.toLowerCase()}`, 'aria-hidden': 'true' });

/** The status of a lead. */
export const statusMark = (status) => h('span', { class: 'state-word' }, statusDot(status), h('span', { class: 'word' }, label('status', status)));

/** A score out of 100, with its priority in words for who cannot see the bar. */
export function scoreMark({ score, priority }) {
  return h('span', { class: `score score-${priority}`, title: label('priority', priority) }, bar(score), String(score),
    h('span', { class: 'visually-hidden' }, ` ${label('priority', priority)}`));
}

/** How long ago an instant was; the whole date is a word away. */
export function agoMark(instant) {
  return h('time', { datetime: instant, title: dateTime(instant) }, ago(instant));
}

/** How long a lead has been there; one whose answer is late says so. */
export function waitingMark(lead) {
  if (!lead.is_late) return agoMark(lead.created_at);
  return h('span', { class: 'is-late' }, agoMark(lead.created_at), h('span', { class: 'visually-hidden' }, ` ${t('lead.late')}`),
    h('span', { class: 'late-mark', title: `${t('lead.late')}: ${t('lead.due')} ${dateTime(lead.due_at)}` }, icon('clock')));
}

/** When a lead is due, and whether that is past; null for one that waits for no answer. */
export function dueMark({ due_at: due, is_late: isLate }) {
  if (!due) return null;
  return [h('time', { datetime: due }, dateTime(due)), isLate ? [' ', h('span', { class: 'mark mark-bad' }, t('lead.late'))] : null];
}
