// Small labelled marks: the status of a lead, how hot it is. Never by colour alone.

import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { dateTime } from '../format.js';

/** The mark of a value of a closed list, such as `badge('status', 'PENDING')`. */
export function badge(list, value) {
  return h('span', { class: `mark mark-${list}-${String(value).toLowerCase()}` }, label(list, value));
}

/** A score out of 100 with its priority. */
export function scoreMark({ score, priority }) {
  return h('span', { class: `mark mark-priority-${priority}` }, `${score} · ${label('priority', priority)}`);
}

/** When a lead is due, and whether that is past; null for one that waits for no answer. */
export function dueMark({ due_at: due, is_late: isLate }) {
  if (!due) return null;
  return [h('time', { datetime: due }, dateTime(due)), isLate ? [' ', h('span', { class: 'mark mark-bad' }, t('lead.late'))] : null];
}
