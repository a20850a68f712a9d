// The score of a lead and which rule gave how much, as chips.

import { get } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { scoreMark } from '../components/badge.js';
import { section } from '../components/states.js';

// The rules that come with the product are named by codes, which say nothing to people.
const isCode = /^[a-z0-9_]+$/;

/** The card. */
export function scoreCard(path) {
  const loaded = section((signal) => get(`${path}/score`, {}, signal), (data) => [
    h('p', {}, scoreMark(data)),
    data.reasons.length
      ? h('ul', { class: 'points' }, data.reasons.map((reason) => h('li', { class: reason.points > 0 ? 'point is-good' : 'point is-bad', title: isCode.test(reason.rule) ? null : reason.rule },
        h('strong', {}, reason.points > 0 ? `+${reason.points}` : reason.points), ' ', isCode.test(reason.rule) ? label('field', reason.field) : reason.rule,
        h('span', { class: 'muted' }, ' ', reason.field === 'status' ? label('status', reason.value) : reason.value))))
      : h('p', {}, t('score.none')),
  ]);
  const element = h('section', { class: 'card', id: 'lead-score', 'aria-labelledby': 'score-title' }, h('h2', { id: 'score-title' }, t('lead.score')), loaded.element);
  return { ...loaded, element };
}
