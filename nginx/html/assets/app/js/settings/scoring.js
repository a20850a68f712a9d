// The rules of the score. Saving them computes every lead's score again; how far that is, is shown.

import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { leadDetails } from '../leads/fields.js';
import { fieldName } from '../own-fields.js';
import { jobProgress } from './job.js';
import { scoreSentence, scoreText } from './rule-words.js';
import { ruleEditor } from './rules.js';

const banded = new Set(leadDetails.filter((each) => each.isBand).map((each) => each.name));
const limited = new Set(['band', 'nearness']);
const listed = new Set(['equals', 'contains']);
const longestName = 60;

/** What a field can be asked. */
function matchersOf(field) {
  if (field.startsWith('custom.')) return ['presence', 'equals', 'contains', 'band'];
  if (field === 'resume') return ['presence'];
  if (field === 'scheduling_day') return ['presence', 'nearness'];
  return ['presence', 'equals', 'contains', ...(banded.has(field) ? ['band'] : [])];
}

// The name of a rule is for the history of old programs: it says what the rule says.
function freeName(text, rules) {
  const isTaken = (name) => rules.some((each) => each.name === name);
  for (let turn = 1; ; turn += 1) {
    const end = turn === 1 ? '' : ` ${turn}`;
    const name = [...text].slice(0, longestName - end.length).join('').trim() + end;
    if (!isTaken(name)) return name;
  }
}

/** The editor, by the schema of the section; who may not write sees the rules. */
export function scoringEditor({ schema, own, ...section }) {
  const builtIn = schema.properties.rules.items.properties.field.anyOf.flatMap((each) => each.enum ?? []);
  const inUse = [...own.filter((field) => field.is_active).map((field) => `custom.${field.key}`), ...(section.data.rules ?? []).map((rule) => rule.field)];
  const fields = [...new Set([...builtIn, ...inUse])];
  const place = h('div');
  const job = jobProgress();

  function controls(rule, { control, set, draw }) {
    const choices = (list, values, value) => values.map((each) => h('option', { value: each, selected: each === value }, list === 'field' ? fieldName(each) : label(list, each)));
    const numberOrNull = (text) => (text === '' ? null : Number(text));
    return [
      control('select', 'field', t('score.field'), { on: { change: (event) => {
        rule.field = event.target.value;
        if (!matchersOf(rule.field).includes(rule.matcher)) rule.matcher = 'presence';
        draw('field');
      } } }, choices('field', fields, rule.field)),
      control('select', 'matcher', t('score.matcher'), { on: { change: (event) => { rule.matcher = event.target.value; draw('matcher'); } } },
        choices('matcher', matchersOf(rule.field), rule.matcher)),
      listed.has(rule.matcher) ? control('input', 'values', t('score.values'), { type: 'text', value: (rule.values ?? []).join(', '), on: set('values', (text) => text.split(',').map((each) => each.trim()).filter(Boolean)) }) : null,
      limited.has(rule.matcher) ? control('input', 'from', t('score.from'), { type: 'number', min: 0, value: rule.from ?? '', on: set('from', numberOrNull) }) : null,
      limited.has(rule.matcher) ? control('input', 'below', t('score.below'), { type: 'number', min: 1, value: rule.below ?? '', on: set('below', numberOrNull) }) : null,
      control('input', 'points', t('score.points'), { type: 'number', min: -100, max: 100, value: rule.points ?? 0, on: set('points', Number) }),
    ];
  }

  /** A rule as the API takes it: only what its matcher needs, and a name of its own. */
  function given(rule, rules) {
    const { field, matcher, points } = rule;
    const name = rule.name || freeName(scoreText(rule), rules);
    if (listed.has(matcher)) return { name, field, matcher, points, values: rule.values ?? [] };
    if (limited.has(matcher)) return { name, field, matcher, points, from: rule.from ?? null, ...(rule.below ? { below: rule.below } : {}) };
    return { name, field, matcher, points };
  }

  async function showProgress(id) {
    try {
      fill(place, job.element);
      await job.follow(id);
    } catch {
      // The rules are saved, whether or not it can be seen how far their work is.
      fill(place);
    }
  }

  const editor = ruleEditor({
    ...section,
    help: t('score.help'),
    controls,
    given,
    sentence: scoreSentence,
    textOf: scoreText,
    groupOf: (rule) => rule.field,
    groupName: fieldName,
    blank: (field = 'email') => ({ name: '', field, matcher: 'presence', points: 5 }),
    after: (saved) => { if (saved.job) showProgress(saved.job.id); },
  });
  editor.element.append(place);
  return { ...editor, dispose: job.stop };
}
