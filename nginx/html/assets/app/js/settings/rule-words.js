// Rules as sentences: what a rule of the score asks and gives, and what one of the hand-out does.

import { h } from '../dom.js';
import { label, language, t } from '../i18n.js';
import { number } from '../format.js';
import { choicesOfOwn, fieldName as nameOfField, optionWord } from '../own-fields.js';
import { nameOf } from '../people.js';

const mostValues = 3;
const listOf = (values) => new Intl.ListFormat(language, { type: 'disjunction' }).format(values);

/** The pieces of a text, with what `each` makes of a value in the place of its `{name}`. */
const filledIn = (text, values, each) => text.split(/\{(\w+)\}/).map((piece, index) => (index % 2 ? each(values[piece] ?? '') : piece));

// What a business calls a field is written as the business writes it.
const fieldName = (field) => (field.startsWith('custom.') ? nameOfField(field) : nameOfField(field).toLocaleLowerCase(language));

/** The sentence of a rule of the score as nodes, its values emphasised. */
export function scoreSentence(rule) {
  return [
    h('span', {}, filledIn(t(`rule.${rule.matcher}`), { field: fieldName(rule.field), value: valueText(rule) }, (value) => h('strong', {}, value))),
    h('span', { class: 'rule-points' }, h('span', { 'aria-hidden': 'true' }, '→ '), h('strong', { class: rule.points < 0 ? 'is-bad' : 'is-good' }, pointsText(rule.points))),
  ];
}

/** The same as a text, without its points. */
export const scoreText = (rule) => filledIn(t(`rule.${rule.matcher}`), { field: fieldName(rule.field), value: valueText(rule) }, String).join('');

/** Points with their sign. */
export const pointsText = (points) => `${points > 0 ? '+' : ''}${number(points ?? 0).replace('-', '−')}`;

function valueText({ field, matcher, values = [], from, below }) {
  if (matcher === 'presence') return '';
  if (matcher === 'nearness') return daysText(from ?? 0, below);
  if (matcher === 'band') return bandText(from ?? 0, below);
  const words = values.map((each) => (field === 'status' ? label('status', each) : each));
  if (words.length <= mostValues + 1) return listOf(words) || '…';
  return t('rule.more', { values: words.slice(0, mostValues).join(', '), number: number(words.length - mostValues) });
}

function daysText(from, below) {
  if (!below) return t('rule.daysFrom', { from: number(from) });
  return from ? t('rule.days', { from: number(from), to: number(below - 1) }) : t('rule.daysTo', { to: number(below - 1) });
}

// Sums are in thousands, where they go to the next band; people are counted, up to the last of the band.
function bandText(from, below) {
  const areThousands = (from || below) && from % 1000 === 0 && (below ?? 0) % 1000 === 0;
  const size = areThousands ? 1000 : 1;
  const to = below ? number(areThousands ? below / size : below - 1) : null;
  const start = number(from / size);
  const unit = (text) => (areThousands ? t('rule.thousand', { number: text }) : text);
  if (!to) return t('rule.from', { from: unit(start) });
  return from ? unit(`${start}–${to}`) : t(areThousands ? 'rule.below' : 'rule.upTo', { to: unit(to) });
}

/** What a value of a condition of the hand-out is called. */
export function conditionWord(field, value) {
  if (field === 'priority') return label('priority', value);
  if (field === 'form') return label('form', value);
  return choicesOfOwn(field) ? optionWord(field, value) : value;
}

function handoutWords({ when = {}, to = [], how }, users) {
  const asked = Object.entries(when).map(([field, values]) => `${fieldName(field)}: ${[values].flat().filter((each) => each !== null && each !== undefined).map((each) => conditionWord(field, each)).join(', ') || '…'}`);
  return { text: t(asked.length ? 'handout.some' : 'handout.every'), values: { asked: asked.join('; '), people: to.map((id) => nameOf(users, id)).join(', ') || '…', how: label('how', how) } };
}

/** The sentence of a rule of the hand-out as nodes, after its name. */
export function handoutSentence(rule, users) {
  const { text, values } = handoutWords(rule, users);
  return [rule.name ? h('span', { class: 'muted' }, `${rule.name}: `) : null, h('span', {}, filledIn(text, values, (value) => h('strong', {}, value)))];
}

/** A rule of a section's history in a line; `users` are the members of staff. */
export const ruleText = {
  scoring: (rule) => `${scoreText(rule)} → ${pointsText(rule.points)}`,
  handout: (rule, users) => {
    const { text, values } = handoutWords(rule, users);
    return `${rule.name}: ${filledIn(text, values, String).join('')}`;
  },
};
