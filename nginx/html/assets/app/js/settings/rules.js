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
export function ruleEditor({ path, data, etag, isWritable, onSaved, help, given, after = () => {}, textOf = (rule) => rule.name, ...look }) {
  const edited = new EditedRules({ path, data, etag, isWritable, given });
  const list = ruleList({ ...look, edited, isWritable, textOf, changed: () => { edited.keep(); showBar(); } });
  const fault = h('div');
  const words = h('p', { role: 'status' });
  const actions = isWritable ? h('div', { class: 'actions save-bar' }, words,
    h('button', { type: 'submit', name: 'save', class: 'btn btn-primary' }, t('save')),
    h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'discard', on: { click: discard } }, t('settings.discard'))) : null;

  function showBar() {
    if (!actions) return;
    actions.hidden = !edited.isChanged();
    words.textContent = actions.hidden ? '' : t('settings.unsaved');
  }

  async function send(event) {
    event?.preventDefault();
    fill(fault);
    try {
      const saved = await edited.send();
      list.draw();
      showBar();
      tell(t('saved'));
      onSaved();
      after(saved);
      return true;
    } catch (error) {
      if (error.status === 412) error.message = t('changedMeanwhile');
      fill(fault, failure(error), h('ul', { class: 'fault' }, Object.entries(error.details ?? {}).map(([name, faults]) => h('li', {}, `${spot(name, edited.rules, textOf)}: ${faults.join(' ')}`))));
      fault.querySelector('[role=alert]')?.scrollIntoView({ block: 'nearest' });
      return false;
    }
  }

  function discard() {
    edited.discard();
    fill(fault);
    list.draw();
    showBar();
  }

  list.draw();
  showBar();
  const element = h('form', { class: 'rule-editor', novalidate: true, on: { submit: send } },
    h('p', { class: 'muted' }, help),
    fault,
    list.element,
    isWritable ? h('div', { class: 'actions' }, h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'add-rule', on: { click: () => list.add() } }, t('rules.add'))) : null,
    actions);
  return { element, bar: { isChanged: () => isWritable && edited.isChanged(), save: () => send(), discard } };
}

// "rules[2].points" is the third rule's points.
function spot(name, rules, textOf) {
  const found = /rules\[(\d+)\]\.?(.*)$/.exec(name);
  return found ? textOf(rules[Number(found[1])]) || String(Number(found[1]) + 1) : name;
}

/** The rules as they are saved, and as they are edited (`rules`). What was not saved is still there after another page or another language. */
class EditedRules {
  constructor({ path, data, etag, isWritable, given }) {
    this.path = path;
    this.given = given;
    this.take(data.rules ?? [], etag);
    const kept = isWritable && this.draft.recall();
    if (kept) this.rules = kept;
  }

  take(rules, etag) {
    this.etag = etag;
    this.draft = draft(this.path, etag);
    this.rules = structuredClone(rules);
    this.saved = this.textOf(rules);
  }

  // Drafts hold rules as they are typed; what counts is what would be sent.
  textOf(rules) {
    return JSON.stringify(rules.map((each) => this.given(each, rules)));
  }

  isChanged() {
    return this.textOf(this.rules) !== this.saved;
  }

  keep() {
    this.draft.keep(this.rules);
  }

  discard() {
    this.draft.forget();
    this.rules = JSON.parse(this.saved);
  }

  /** Saves the rules; gives what was saved. */
  async send() {
    for (const each of this.rules) each.name = this.given(each, this.rules).name;
    const { data, etag } = await request('PUT', this.path, { body: { rules: this.rules.map((each) => this.given(each, this.rules)) }, ifMatch: this.etag });
    this.draft.forget();
    this.take(data.rules, etag);
    return data;
  }
}

/** The rules in their groups; `changed()` is called once one is another. `draw(focus)` shows them again, `add(group)` adds a new one. */
function ruleList({ edited, blank, groupOf = () => '', groupName, changed, ...look }) {
  const { isWritable, sentence, isNamed = !sentence } = look;
  const opened = new WeakSet();
  const element = h('div', { class: 'rule-groups' });

  function draw(focusName) {
    const groups = [...new Set(edited.rules.map(groupOf))];
    fill(element, edited.rules.length ? groups.map(section) : h('p', { class: 'muted' }, t('rules.none')));
    if (focusName) {
      changed();
      element.querySelector(`[data-focus="${focusName}"]`)?.focus();
    }
  }

  function section(group) {
    const { rules } = edited;
    const inside = rules.map((rule, index) => ({ rule, index })).filter(({ rule }) => groupOf(rule) === group);
    const list = h('ol', { class: sentence ? 'rules rule-lines' : 'rules' }, inside.map((each, place) =>
      ruleRow({ ...look, ...each, isNamed, rules, opened, draw, changed, before: inside[place - 1]?.index, next: inside[place + 1]?.index })));
    if (!groupName) return list;
    return h('section', { class: 'rule-group' }, h('div', { class: 'card-head' }, h('h3', {}, groupName(group)),
      isWritable ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', 'aria-label': `${t('rules.add')}: ${groupName(group)}`, on: { click: () => add(group) } }, t('rules.add')) : null), list);
  }

  function add(group) {
    const rule = blank(group);
    opened.add(rule);
    // After the last one of its group, which is where it is shown.
    const last = edited.rules.map(groupOf).lastIndexOf(groupOf(rule));
    const index = last < 0 ? edited.rules.length : last + 1;
    edited.rules.splice(index, 0, rule);
    draw(isNamed ? `name-${index}` : `field-${index}`);
  }

  return { element, draw, add };
}

/** One rule: with a `sentence` a line that opens to its controls, and stays open as long as it is among the `opened`. `before` and `next` are the places of its neighbours. */
function ruleRow({ rule, index, rules, before, next, isWritable, controls, sentence, isNamed, textOf, opened, draw, changed }) {
  const focus = sentence ? 'rule' : 'name';
  const control = (kind, name, text, attributes, ...children) => {
    const id = uniqueID('rule');
    return h('div', { class: 'field' }, h('label', { class: 'form-label', for: id }, text),
      h(kind, { id, class: kind === 'select' ? 'form-select' : 'form-control', disabled: !isWritable, dataset: { focus: `${name}-${index}` }, ...attributes }, children));
  };
  const line = sentence ? h('summary', { dataset: { focus: `rule-${index}` } }, sentence(rule)) : null;
  const keep = () => { if (line) fill(line, sentence(rule)); changed(); };
  const set = (name, read = (text) => text) => ({ input: (event) => { rule[name] = read(event.target.value); keep(); } });
  const swap = (other) => { [rules[index], rules[other]] = [rules[other], rules[index]]; draw(`${focus}-${other}`); };
  const remove = () => { rules.splice(index, 1); draw(`${focus}-${Math.max(0, index - 1)}`); announce(t('rules.removed')); };
  const buttons = isWritable ? h('div', { class: 'actions' },
    small(t('rules.up'), '↑', before !== undefined, () => swap(before)),
    small(t('rules.down'), '↓', next !== undefined, () => swap(next)),
    small(`${t('remove')}: ${textOf(rule)}`, '×', true, remove, `remove-${index}`)) : null;
  const parts = controls(rule, { control, set, draw: (name) => draw(`${name}-${index}`), keep, isWritable, index });
  const name = isNamed ? control('input', 'name', t('score.rule'), { type: 'text', maxlength: 60, value: rule.name ?? '', on: set('name') }) : null;
  if (!sentence) return h('li', { class: 'rule' }, name, parts, buttons);
  const body = h('details', { class: 'rule-line', open: opened.has(rule), on: { toggle: () => (body.open ? opened.add(rule) : opened.delete(rule)) } }, line, h('div', { class: 'rule' }, name, parts, buttons));
  return h('li', {}, body);
}
