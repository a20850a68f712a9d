// Small labelled marks: the status of a lead, how hot it is. Never by colour alone.

import { h } from '../dom.js';
import { label } from '../i18n.js';

/** The mark of a value of a closed list, such as `badge('status', 'PENDING')`. */
export function badge(list, value) {
  return h('span', { class: `mark mark-${list}-${String(value).toLowerCase()}` }, label(list, value));
}

/** A score out of 100 with its priority. */
export function scoreMark({ score, priority }) {
  return h('span', { class: `mark mark-priority-${priority}` }, `${score} · ${label('priority', priority)}`);
}
