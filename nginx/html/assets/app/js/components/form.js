// Forms from a list of fields. What the server finds wrong is shown next to its field, and in a summary that takes the focus.

import { described } from '../api.js';
import { fill, h, uniqueID } from '../dom.js';
import { t } from '../i18n.js';
import { control, showable, valueOf } from './control.js';
import { draft as draftOf } from './draft.js';

/**
 * A field: `{name, label, type?, required?, help?, options?, value?, ...attributes of the control}`; a name with dots (`address.city`) is a
 * member of a member. A `{legend, fields}` groups fields, a `{sentence, fields}` has their controls within its words. A field with `make` has a
 * control of its own: an element with a `value` that is a text, which `read(text)` turns into what the API takes, and maybe a part of it that a fault
 * is marked on (`faultOn`). A node is shown as it is.
 *
 * @param {{fields: object[], submit: string, onSubmit: (values: object, form: HTMLFormElement) => Promise<any>, onCancel?: Function,
 *   danger?: boolean, columns?: boolean, extra?: Node[], secondary?: Node[], draft?: {key: string, version?: string}}} options
 * `draft` names the form, so that what was typed is still there when it is made again (see draft.js). `onSubmit` gets the values by name; when it throws an ApiError, its details go to the fields. What was typed stays.
 */
export function form({ fields, submit, onSubmit, onCancel, danger = false, columns = false, extra, secondary, draft }) {
  const parts = new Map(); // by name of a field: {field, input, fault}
  // Where all is required, no mark says so of each.
  const isMarked = !flatOf(fields).every((each) => each.required || each.type === 'checkbox' || each.readOnly);
  const kept = draft ? draftOf(draft.key, draft.version) : null;
  const summary = h('div', { class: 'fault-summary', tabindex: '-1', hidden: true });
  const button = h('button', { type: 'submit', class: danger ? 'btn btn-danger' : 'btn btn-primary' }, submit);
  const element = h('form', { class: columns ? 'form form-columns' : 'form', novalidate: true, on: { submit: send, input: keep, change: keep, keydown: sendByKeys } },
    summary,
    fields.map((field) => place(field, parts, isMarked)),
    extra,
    h('div', { class: 'actions' }, button, secondary,
      onCancel ? h('button', { type: 'button', class: 'btn btn-outline-secondary', on: { click: cancel } }, t('cancel')) : null));

  function keep() {
    kept?.keep(typedIn(parts));
  }

  function cancel() {
    kept?.forget();
    onCancel();
  }

  // From a field of several lines, where Enter makes a line, and from a list, which it opens.
  function sendByKeys(event) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !/^(?:INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    element.requestSubmit();
  }

  async function send(event) {
    event?.preventDefault();
    if (button.disabled) return false;
    const missing = missingIn(parts);
    showFaults(parts, summary, missing);
    if (Object.keys(missing).length) return false;
    button.disabled = true;
    element.setAttribute('aria-busy', 'true');
    try {
      await onSubmit(valuesIn(parts), element);
      kept?.forget();
      return true;
    } catch (error) {
      showFaults(parts, summary, error.details ?? {}, described(error));
      return false;
    } finally {
      button.disabled = false;
      element.removeAttribute('aria-busy');
    }
  }

  element.began = valuesIn(parts);
  retype(parts, kept?.recall() ?? {});
  element.values = () => valuesIn(parts);
  element.send = send;
  return element;
}

const flatOf = (fields) => fields.flatMap((each) => (!each || each instanceof Node ? [] : each.fields ? flatOf(each.fields) : [each]));

// --- The fields. Their controls are put among the `parts`; `isMarked` says whether one that is required has a mark.

function place(field, parts, isMarked) {
  if (!field) return null;
  if (field instanceof Node) return field;
  if (field.sentence) return sentence(field, parts);
  if (field.fields) return h('fieldset', {}, h('legend', {}, field.legend), field.fields.map((each) => place(each, parts, isMarked)));
  const { id, input, help, fault } = part(field, parts);
  if (field.make) return h('div', { class: field.wide ? 'field field-wide' : 'field', role: 'group', 'aria-labelledby': `${id}-name` }, h('p', { class: field.wide ? 'visually-hidden' : 'form-label', id: `${id}-name` }, field.label), input, help, fault);
  const name = h('label', { class: field.type === 'checkbox' ? 'form-check-label' : 'form-label', for: id },
    field.label, field.required && isMarked ? h('span', { class: 'required', 'aria-hidden': 'true' }, ' *') : null);
  return field.type === 'checkbox'
    ? h('div', { class: 'field form-check' }, input, name, help, fault)
    : h('div', { class: field.wide ? 'field field-wide' : 'field' }, name, field.isShowable ? showable(input) : input, help, fault);
}

function part(field, parts) {
  const id = uniqueID('field');
  const fault = h('p', { class: 'fault', id: `${id}-fault` });
  const help = field.help ? h('p', { class: 'form-text', id: `${id}-help` }, field.help) : null;
  const described = { ...field, id, describedBy: [help?.id, fault.id].filter(Boolean).join(' ') };
  const input = field.make ? field.make(described) : control(described);
  parts.set(field.name, { field, input, fault });
  return { id, input, help, fault };
}

// The words between the controls name them for whoever sees them; a label does for the others.
function sentence({ sentence: text, fields: inside, wide = true }, parts) {
  const below = [];
  const words = text.split(/\{(\w+)\}/).map((piece, index) => {
    if (index % 2 === 0) return piece;
    const { id, input, help, fault } = part(inside.find((each) => each.name.split('.').pop() === piece), parts);
    below.push(help, fault);
    return [h('label', { class: 'visually-hidden', for: id }, parts.get(input.name).field.label), input];
  });
  return h('div', { class: wide ? 'field field-wide' : 'field' }, h('div', { class: 'sentence' }, words), below);
}

// --- What is in the fields

function valuesIn(parts) {
  const read = {};
  for (const [name, { field, input }] of parts) {
    const path = name.split('.');
    const last = path.pop();
    const holder = path.reduce((object, part) => { object[part] ??= {}; return object[part]; }, read);
    holder[last] = field.read ? field.read(input.value) : valueOf(field, input);
  }
  return read;
}

function missingIn(parts) {
  const missing = {};
  for (const [name, { field, input }] of parts) {
    if (field.required && !input.value.trim()) missing[name] = [t('form.missing')];
  }
  return missing;
}

// Only what a person typed or chose, and nothing that is secret.
const isKept = ({ field }) => !['password', 'file'].includes(field.type) && !field.readOnly;

function typedIn(parts) {
  const typed = {};
  for (const [name, each] of parts) if (isKept(each)) typed[name] = each.field.type === 'checkbox' ? each.input.checked : each.input.value;
  return typed;
}

function retype(parts, typed) {
  for (const [name, value] of Object.entries(typed)) {
    const each = parts.get(name);
    if (!each || !isKept(each)) continue;
    if (each.field.type === 'checkbox') each.input.checked = value === true;
    else each.input.value = value;
  }
}

// --- What is wrong with them

/** Shows faults by field; those of no field of the form, and the error's own words, go to the summary. */
function showFaults(parts, summary, details, error = null) {
  for (const { input, fault } of parts.values()) {
    fault.textContent = '';
    (input.faultOn ?? input).removeAttribute('aria-invalid');
  }
  const lines = [];
  for (const [name, faults] of Object.entries(details)) {
    const part = parts.get(name) ?? parts.get(aliasOf(parts, name));
    if (part) {
      part.fault.textContent = faults.join(' ');
      (part.input.faultOn ?? part.input).setAttribute('aria-invalid', 'true');
      lines.push(h('li', {}, h('a', { href: `#${part.input.id}`, on: { click: (event) => { event.preventDefault(); part.input.focus(); } } },
        `${part.field.label}: ${faults.join(' ')}`)));
    } else {
      lines.push(h('li', {}, `${name}: ${faults.join(' ')}`));
    }
  }
  summary.hidden = !lines.length && !error;
  fill(summary, h('p', {}, error?.message ?? t('form.faults')), lines.length ? h('ul', {}, lines) : null,
    error?.requestID ? h('p', { class: 'request-id' }, t('error.request', { id: error.requestID })) : null);
  if (!summary.hidden) summary.focus();
}

// A fault of a member may be reported under the member's own name, or under the whole.
function aliasOf(parts, name) {
  return [...parts.keys()].find((key) => key.endsWith(`.${name}`) || key.startsWith(`${name}.`) || name.startsWith(`${key}.`) || name.startsWith(`${key}[`));
}
