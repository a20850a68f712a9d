// The rules of a section as rows that can be added, moved and removed, and saved together.

import { request } from '../api.js';
import { fill, h, uniqueID } from '../dom.js';
import { t } from '../i18n.js';
import { draft } from '../components/draft.js';
import { failure } from '../components/states.js';
import { announce, tell } from '../components/toast.js';

/** A small button with a sign, named for who does not see it. */
export const small = (name, sign, isEnabled, click, focus) => h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', 'aria-label': name, disabled: !isEnabled, dataset: focus ? { focus } : {}, on: { click } }, sign);

/**
 * The editor of the rules; who may not write sees them.
 *
 * `controls(rule, tools)` gives the controls of a rule, `given(rule)` the rule as the API takes it, `blank()` a new one; `after(saved)` is
 * called with what was saved. The tools: `control` makes a control with its label, `set` a listener that keeps what is typed, `draw` shows
 * the rules again and puts the focus on a control, `isWritable` and `index`.
 */
export function ruleEditor({ path, data, etag, isWritable, onSaved, help, controls, given, blank, after = () => {} }) {
  let tag = etag;
  // Changes that were not saved are still there after another page or another language.
  let kept = draft(path, etag);
  const rules = structuredClone((isWritable && kept.recall()) || (data.rules ?? []));
  const rows = h('ol', { class: 'rules' });
  const fault = h('div');

  function draw(focusName) {
    if (focusName) kept.keep(rules);
    fill(rows, rules.length ? rules.map(row) : h('li', { class: 'muted' }, t('rules.none')));
    if (focusName) rows.querySelector(`[data-focus="${focusName}"]`)?.focus();
  }

  function row(rule, index) {
    const control = (kind, name, text, attributes, ...children) => {
      const id = uniqueID('rule');
      return h('div', { class: 'field' }, h('label', { class: 'form-label', for: id }, text),
        h(kind, { id, class: kind === 'select' ? 'form-select' : 'form-control', disabled: !isWritable, dataset: { focus: `${name}-${index}` }, ...attributes }, children));
    };
    const set = (name, read = (text) => text) => ({ input: (event) => { rule[name] = read(event.target.value); kept.keep(rules); } });
    return h('li', { class: 'rule' },
      control('input', 'name', t('score.rule'), { type: 'text', maxlength: 60, value: rule.name ?? '', on: set('name') }),
      controls(rule, { control, set, draw: (name) => draw(`${name}-${index}`), keep: () => kept.keep(rules), isWritable, index }),
      isWritable ? h('div', { class: 'actions' },
        small(t('rules.up'), '↑', index > 0, () => { rules.splice(index - 1, 0, ...rules.splice(index, 1)); draw(`name-${index - 1}`); }),
        small(t('rules.down'), '↓', index < rules.length - 1, () => { rules.splice(index + 1, 0, ...rules.splice(index, 1)); draw(`name-${index + 1}`); }),
        small(`${t('remove')}: ${rule.name}`, '×', true, () => { rules.splice(index, 1); draw(`name-${Math.max(0, index - 1)}`); announce(t('rules.removed')); })) : null);
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
      after(saved.data);
    } catch (error) {
      if (error.status === 412) error.message = t('changedMeanwhile');
      fill(fault, failure(error), h('ul', { class: 'fault' }, Object.entries(error.details ?? {}).map(([name, faults]) => h('li', {}, `${spot(name)}: ${faults.join(' ')}`))));
      fault.querySelector('[role=alert]')?.scrollIntoView({ block: 'nearest' });
    }
  }

  // "rules[2].points" is the third rule's points.
  function spot(name) {
    const found = /rules\[(\d+)\]\.?(.*)$/.exec(name);
    return found ? `${rules[Number(found[1])]?.name || Number(found[1]) + 1} ${found[2]}` : name;
  }

  draw();
  return h('form', { class: 'rule-editor', novalidate: true, on: { submit: save } },
    h('p', { class: 'muted' }, help),
    fault,
    rows,
    isWritable ? h('div', { class: 'actions' },
      h('button', { type: 'submit', name: 'save', class: 'btn btn-primary' }, t('save')),
      h('button', { type: 'button', class: 'btn btn-outline-secondary', on: { click: () => { rules.push(blank()); draw(`name-${rules.length - 1}`); } } }, t('rules.add'))) : null);
}
