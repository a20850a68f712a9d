// The rules of the hand-out: which leads they are for, and who gets them in which order.

import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { choicesOfOwn, fieldName } from '../own-fields.js';
import { nameOf, ownerOptions, people } from '../people.js';
import { conditionWord, handoutSentence } from './rule-words.js';
import { ruleEditor, small } from './rules.js';

/** The values of a condition, whichever way the API gives them. */
const valuesOf = (value) => (Array.isArray(value) ? value : [value].filter((each) => each !== null && each !== undefined));

/** The editor, by the schema of the section, the own fields of leads and the slugs of forms; who may not write sees the rules. */
export async function handoutEditor({ schema, own, forms, ...section }) {
  const users = await people();
  const { when, how } = schema.properties.rules.items.properties;
  const fields = [...Object.keys(when.properties), ...own.filter((field) => field.is_active).map((field) => `custom.${field.key}`)];
  const listed = (shape) => shape?.enum ?? (shape?.anyOf ?? []).map(listed).find(Boolean);
  const choicesOf = (field) => {
    const choices = choicesOfOwn(field) ?? listed(when.properties[field]) ?? null;
    return field === 'form' ? [...new Set([...choices, ...forms])] : choices;
  };

  function controls(rule, tools) {
    const present = rule.how ?? how.enum[0];
    return [
      tools.control('select', 'how', t('handout.how'), { on: { change: (event) => { rule.how = event.target.value; tools.keep(); } } }, how.enum.map((each) => h('option', { value: each, selected: each === present }, label('how', each)))),
      conditions(rule, tools, fields, choicesOf),
      colleagues(rule, tools, users),
    ];
  }

  const given = ({ name, when: asked, to, how: manner }) => ({ name, when: asked, to, how: manner });
  return ruleEditor({ ...section, help: t('handout.help'), controls, given, sentence: (rule) => handoutSentence(rule, users), isNamed: true, blank: () => ({ name: '', when: {}, to: [], how: how.enum[0] }) });
}

// Which leads a rule is for: of some of the `fields` the values, by boxes where `choicesOf(field)` gives them, else as text.
function conditions(rule, { control, draw, keep, isWritable, index }, fields, choicesOf) {
  rule.when ??= {};
  const free = fields.filter((field) => !(field in rule.when));
  const rows = Object.keys(rule.when).map((field) => {
    const known = choicesOf(field);
    const values = valuesOf(rule.when[field]);
    const name = fieldName(field);
    return h('div', { class: 'condition' },
      known
        ? h('fieldset', {}, h('legend', { class: 'form-label' }, name), known.map((each) => h('label', { class: 'form-check-label choice' },
          h('input', { type: 'checkbox', class: 'form-check-input', checked: values.includes(each), disabled: !isWritable, dataset: { focus: `${field}-${each}-${index}` }, on: { change: (event) => {
            rule.when[field] = known.filter((other) => (other === each ? event.target.checked : valuesOf(rule.when[field]).includes(other)));
            keep();
          } } }), ` ${conditionWord(field, each)}`)))
        : control('input', `when-${field}`, name, { type: 'text', value: values.join(', '), placeholder: t('score.values'), on: { input: (event) => {
          rule.when[field] = event.target.value.split(',').map((each) => each.trim()).filter(Boolean);
          keep();
        } } }),
      isWritable ? small(`${t('remove')}: ${name}`, '×', true, () => { delete rule.when[field]; draw('add-condition'); }) : null);
  });
  return h('div', { class: 'part' }, h('p', { class: 'form-label' }, t('handout.when')), rows.length ? rows : h('p', { class: 'muted' }, t('handout.all')),
    isWritable && free.length ? control('select', 'add-condition', t('handout.addCondition'), { on: { change: (event) => {
      const field = event.target.value;
      rule.when[field] = choicesOf(field)?.slice(0, 1) ?? [];
      draw(choicesOf(field) ? `${field}-${rule.when[field][0]}` : `when-${field}`);
    } } }, h('option', { value: '' }, t('form.choose')), free.map((field) => h('option', { value: field }, fieldName(field)))) : null);
}

// Who gets the leads of a rule, in their order.
function colleagues(rule, { control, draw, isWritable }, users) {
  rule.to ??= [];
  const move = (from, to) => { rule.to.splice(to, 0, ...rule.to.splice(from, 1)); draw('add-user'); };
  const options = ownerOptions(users, null).filter((each) => !rule.to.includes(each.value));
  return h('div', { class: 'part' }, h('p', { class: 'form-label' }, t('handout.to')),
    h('ol', { class: 'turns' }, rule.to.map((id, place) => h('li', {}, h('span', {}, nameOf(users, id)), isWritable ? [
      small(`${t('rules.up')}: ${nameOf(users, id)}`, '↑', place > 0, () => move(place, place - 1)),
      small(`${t('rules.down')}: ${nameOf(users, id)}`, '↓', place < rule.to.length - 1, () => move(place, place + 1)),
      small(`${t('remove')}: ${nameOf(users, id)}`, '×', true, () => { rule.to.splice(place, 1); draw('add-user'); }),
    ] : null))),
    isWritable && options.length ? control('select', 'add-user', t('handout.addUser'), { on: { change: (event) => { rule.to.push(event.target.value); draw('add-user'); } } },
      h('option', { value: '' }, t('form.choose')), options.map((each) => h('option', { value: each.value }, each.label))) : null);
}
