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
 * The editor of the rules, and the bar of its unsaved changes (`isChanged`, `save`, `discard`); who may not write sees the rules.
 *
 * `controls(rule, tools)` gives the controls of a rule, `given(rule, rules)` the rule as the API takes it, `blank(group)` a new one; `after(saved)`
 * is called with what was saved. With `sentence(rule)` and its text `textOf(rule)`, a rule is a line that opens to its controls;
 * with `isNamed` it has a name. With `groupOf(rule)` and its words `groupName(group)`, rules are moved within their group. The tools: `control` makes a control with its
 * label, `set` a listener that keeps what is typed, `draw` shows the rules again and puts the focus on a control, `isWritable` and `index`.
 */
export function ruleEditor({ path, data, etag, isWritable, onSaved, help, controls, given, blank, after = () => {}, sentence, isNamed = !sentence, textOf = (rule) => rule.name, groupOf = () => '', groupName }) {
  let tag = etag;
  // Changes that were not saved are still there after another page or another language.
  let kept = draft(path, etag);
  let rules = structuredClone((isWritable && kept.recall()) || (data.rules ?? []));
  let saved = asText(data.rules ?? []);
  const opened = new WeakSet();
  const rows = h('div', { class: 'rule-groups' });
  const fault = h('div');
  const words = h('p', { role: 'status' });
  const actions = isWritable ? h('div', { class: 'actions save-bar' }, words,
    h('button', { type: 'submit', name: 'save', class: 'btn btn-primary' }, t('save')),
    h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'discard', on: { click: discard } }, t('settings.discard'))) : null;

  // Drafts hold rules as they are typed; what counts is what would be sent.
  function asText(list) { return JSON.stringify(list.map((each) => given(each, list))); }
  const isChanged = () => asText(rules) !== saved;
  function showBar() {
    if (!actions) return;
    actions.hidden = !isChanged();
    words.textContent = actions.hidden ? '' : t('settings.unsaved');
  }
  function keep() {
    kept.keep(rules);
    showBar();
  }

  function draw(focusName) {
    const groups = [...new Set(rules.map(groupOf))];
    fill(rows, rules.length ? groups.map(section) : h('p', { class: 'muted' }, t('rules.none')));
    if (focusName) {
      keep();
      rows.querySelector(`[data-focus="${focusName}"]`)?.focus();
    }
  }

  function section(group) {
    const inside = rules.map((rule, index) => ({ rule, index })).filter(({ rule }) => groupOf(rule) === group);
    const list = h('ol', { class: sentence ? 'rules rule-lines' : 'rules' }, inside.map(({ rule, index }, place) => row(rule, index, inside[place - 1]?.index, inside[place + 1]?.index)));
    if (!groupName) return list;
    return h('section', { class: 'rule-group' }, h('div', { class: 'card-head' }, h('h3', {}, groupName(group)),
      isWritable ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', 'aria-label': `${t('rules.add')}: ${groupName(group)}`, on: { click: () => add(group) } }, t('rules.add')) : null), list);
  }

  function row(rule, index, before, next) {
    const control = (kind, name, text, attributes, ...children) => {
      const id = uniqueID('rule');
      return h('div', { class: 'field' }, h('label', { class: 'form-label', for: id }, text),
        h(kind, { id, class: kind === 'select' ? 'form-select' : 'form-control', disabled: !isWritable, dataset: { focus: `${name}-${index}` }, ...attributes }, children));
    };
    const line = sentence ? h('summary', { dataset: { focus: `rule-${index}` } }, sentence(rule)) : null;
    const update = () => { if (line) fill(line, sentence(rule)); keep(); };
    const set = (name, read = (text) => text) => ({ input: (event) => { rule[name] = read(event.target.value); update(); } });
    const swap = (other, name) => { [rules[index], rules[other]] = [rules[other], rules[index]]; draw(`${name}-${other}`); };
    const buttons = isWritable ? h('div', { class: 'actions' },
      small(t('rules.up'), '↑', before !== undefined, () => swap(before, sentence ? 'rule' : 'name')),
      small(t('rules.down'), '↓', next !== undefined, () => swap(next, sentence ? 'rule' : 'name')),
      small(`${t('remove')}: ${textOf(rule)}`, '×', true, () => { rules.splice(index, 1); draw(`${sentence ? 'rule' : 'name'}-${Math.max(0, index - 1)}`); announce(t('rules.removed')); }, `remove-${index}`)) : null;
    const parts = controls(rule, { control, set, draw: (name) => draw(`${name}-${index}`), keep: update, isWritable, index });
    const name = isNamed ? control('input', 'name', t('score.rule'), { type: 'text', maxlength: 60, value: rule.name ?? '', on: set('name') }) : null;
    if (!sentence) return h('li', { class: 'rule' }, name, parts, buttons);
    const body = h('details', { class: 'rule-line', open: opened.has(rule), on: { toggle: () => (body.open ? opened.add(rule) : opened.delete(rule)) } }, line, h('div', { class: 'rule' }, name, parts, buttons));
    return h('li', {}, body);
  }

  function add(group) {
    const rule = blank(group);
    opened.add(rule);
    // After the last one of its group, which is where it is shown.
    const last = rules.map(groupOf).lastIndexOf(groupOf(rule));
    const index = last < 0 ? rules.length : last + 1;
    rules.splice(index, 0, rule);
    draw(isNamed ? `name-${index}` : `field-${index}`);
  }

  async function send(event) {
    event?.preventDefault();
    fill(fault);
    for (const each of rules) each.name = given(each, rules).name;
    try {
      const answer = await request('PUT', path, { body: { rules: rules.map((each) => given(each, rules)) }, ifMatch: tag });
      tag = answer.etag;
      kept.forget();
      kept = draft(path, tag);
      rules = structuredClone(answer.data.rules);
      saved = asText(rules);
      draw();
      showBar();
      tell(t('saved'));
      onSaved();
      after(answer.data);
      return true;
    } catch (error) {
      if (error.status === 412) error.message = t('changedMeanwhile');
      fill(fault, failure(error), h('ul', { class: 'fault' }, Object.entries(error.details ?? {}).map(([name, faults]) => h('li', {}, `${spot(name)}: ${faults.join(' ')}`))));
      fault.querySelector('[role=alert]')?.scrollIntoView({ block: 'nearest' });
      return false;
    }
  }

  function discard() {
    kept.forget();
    rules = JSON.parse(saved);
    fill(fault);
    draw();
    showBar();
  }

  // "rules[2].points" is the third rule's points.
  function spot(name) {
    const found = /rules\[(\d+)\]\.?(.*)$/.exec(name);
    return found ? textOf(rules[Number(found[1])]) || String(Number(found[1]) + 1) : name;
  }

  draw();
  showBar();
  const element = h('form', { class: 'rule-editor', novalidate: true, on: { submit: send } },
    h('p', { class: 'muted' }, help),
    fault,
    rows,
    isWritable ? h('div', { class: 'actions' }, h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'add-rule', on: { click: () => add() } }, t('rules.add'))) : null,
    actions);
  return { element, bar: { isChanged: () => isWritable && isChanged(), save: () => send(), discard } };
}
