// The rules of the score as rows that can be added, moved and removed. Saving them computes every lead's score again; how far that is, is shown.

import { request } from '../api.js';
import { fill, h, uniqueID } from '../dom.js';
import { label, t } from '../i18n.js';
import { draft } from '../components/draft.js';
import { failure } from '../components/states.js';
import { announce, tell } from '../components/toast.js';
import { leadDetails } from '../leads/fields.js';
import { jobProgress } from './job.js';

const banded = new Set(leadDetails.filter((each) => each.isBand).map((each) => each.name));
const limited = new Set(['band', 'nearness']);
const listed = new Set(['equals', 'contains']);

/** What a field can be asked. */
function matchersOf(field) {
  if (field === 'resume') return ['presence'];
  if (field === 'scheduling_day') return ['presence', 'nearness'];
  return ['presence', 'equals', 'contains', ...(banded.has(field) ? ['band'] : [])];
}

/** The editor, by the schema of the section; who may not write sees the rules. */
export function scoringEditor({ path, data, etag, schema, isWritable, onSaved }) {
  const fields = schema.properties.rules.items.properties.field.enum;
  let tag = etag;
  // Changes that were not saved are still there after another page or another language.
  let kept = draft(path, etag);
  const rules = structuredClone((isWritable && kept.recall()) || (data.rules ?? []));
  const rows = h('ol', { class: 'rules' });
  const fault = h('div');
  const place = h('div');
  const job = jobProgress();

  function draw(focusName) {
    if (focusName) kept.keep(rules);
    fill(rows, rules.map(row));
    if (focusName) rows.querySelector(`[data-focus="${focusName}"]`)?.focus();
  }

  function row(rule, index) {
    const control = (tag, name, text, attributes, ...children) => {
      const id = uniqueID('rule');
      return h('div', { class: 'field' }, h('label', { class: 'form-label', for: id }, text),
        h(tag, { id, class: tag === 'select' ? 'form-select' : 'form-control', disabled: !isWritable, dataset: { focus: `${name}-${index}` }, ...attributes }, children));
    };
    const choices = (list, values, value) => values.map((each) => h('option', { value: each, selected: each === value }, label(list, each)));
    const set = (name, read = (text) => text) => ({ input: (event) => { rule[name] = read(event.target.value); kept.keep(rules); } });
    const numberOrNull = (text) => (text === '' ? null : Number(text));
    return h('li', { class: 'rule' },
      control('input', 'name', t('score.rule'), { type: 'text', maxlength: 60, value: rule.name ?? '', on: set('name') }),
      control('select', 'field', t('score.field'), { on: { change: (event) => {
        rule.field = event.target.value;
        if (!matchersOf(rule.field).includes(rule.matcher)) rule.matcher = 'presence';
        draw(`field-${index}`);
      } } }, choices('field', fields, rule.field)),
      control('select', 'matcher', t('score.matcher'), { on: { change: (event) => { rule.matcher = event.target.value; draw(`matcher-${index}`); } } },
        choices('matcher', matchersOf(rule.field), rule.matcher)),
      listed.has(rule.matcher) ? control('input', 'values', t('score.values'), { type: 'text', value: (rule.values ?? []).join(', '), on: set('values', (text) => text.split(',').map((each) => each.trim()).filter(Boolean)) }) : null,
      limited.has(rule.matcher) ? control('input', 'from', t('score.from'), { type: 'number', min: 0, value: rule.from ?? '', on: set('from', numberOrNull) }) : null,
      limited.has(rule.matcher) ? control('input', 'below', t('score.below'), { type: 'number', min: 1, value: rule.below ?? '', on: set('below', numberOrNull) }) : null,
      control('input', 'points', t('score.points'), { type: 'number', min: -100, max: 100, value: rule.points ?? 0, on: set('points', Number) }),
      isWritable ? h('div', { class: 'actions' },
        small(t('score.up'), '↑', index > 0, () => { rules.splice(index - 1, 0, ...rules.splice(index, 1)); draw(`name-${index - 1}`); }),
        small(t('score.down'), '↓', index < rules.length - 1, () => { rules.splice(index + 1, 0, ...rules.splice(index, 1)); draw(`name-${index + 1}`); }),
        small(`${t('remove')}: ${rule.name}`, '×', true, () => { rules.splice(index, 1); draw(`name-${Math.max(0, index - 1)}`); announce(t('score.removed')); })) : null);
  }
  const small = (name, sign, isEnabled, click) => h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', 'aria-label': name, disabled: !isEnabled, on: { click } }, sign);

  /** A rule as the API takes it: only what its matcher needs. */
  function given(rule) {
    const { name, field, matcher, points } = rule;
    if (listed.has(matcher)) return { name, field, matcher, points, values: rule.values ?? [] };
    if (limited.has(matcher)) return { name, field, matcher, points, from: rule.from ?? null, ...(rule.below ? { below: rule.below } : {}) };
    return { name, field, matcher, points };
  }

  async function save(event) {
    event.preventDefault();
    fill(fault);
    try {
      const saved = await request('PUT', path, { body: { rules: rules.map(given) }, ifMatch: tag });
      tag = saved.etag;
      kept.forget();
      kept = draft(path, tag);
      tell(t('saved'));
      onSaved();
      if (saved.data.job) showProgress(saved.data.job.id);
    } catch (error) {
      if (error.status === 412) error.message = t('changedMeanwhile');
      fill(fault, failure(error), h('ul', { class: 'fault' }, Object.entries(error.details ?? {}).map(([name, faults]) => h('li', {}, `${spot(name)}: ${faults.join(' ')}`))));
      fault.querySelector('[role=alert]')?.scrollIntoView({ block: 'nearest' });
    }
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

  // "rules[2].points" is the third rule's points.
  function spot(name) {
    const found = /rules\[(\d+)\]\.?(.*)$/.exec(name);
    return found ? `${rules[Number(found[1])]?.name ?? Number(found[1]) + 1} ${found[2]}` : name;
  }

  draw();
  const element = h('form', { class: 'scoring', novalidate: true, on: { submit: save } },
    h('p', { class: 'muted' }, t('score.help')),
    fault,
    rows,
    isWritable ? h('div', { class: 'actions' },
      h('button', { type: 'submit', class: 'btn btn-primary' }, t('save')),
      h('button', { type: 'button', class: 'btn btn-outline-secondary', on: { click: () => { rules.push({ name: '', field: 'email', matcher: 'presence', points: 5 }); draw(`name-${rules.length - 1}`); } } }, t('score.add'))) : null,
    place);
  return { element, dispose: job.stop };
}
