// Controls of an editor that write into a value at once. Each has its name above it and its fault below it.

import { h, uniqueID } from '../dom.js';
import { languages } from '../i18n.js';

/** Makes controls that call `changed` after each change; `showFaults(details)` puts faults below the controls of their names and gives the rest. */
export function editorControls(changed) {
  const faults = new Map(); // by name of a control

  function faultOf(name, attributes = {}) {
    const fault = h('p', { class: 'fault', ...attributes });
    if (name) faults.set(name, fault);
    return fault;
  }

  function labelled(name, text, make, help) {
    const id = uniqueID('form');
    const fault = faultOf(name, { id: `${id}-fault` });
    return h('div', { class: 'field' }, h('label', { class: 'form-label', for: id }, text), make({ id, 'aria-describedby': fault.id }), help ? h('p', { class: 'form-text' }, help) : null, fault);
  }

  function input(name, text, value, set, { help, ...more } = {}) {
    return labelled(name, text, (shared) => h(more.rows ? 'textarea' : 'input', {
      ...(more.rows ? {} : { type: 'text' }), class: 'form-control', autocomplete: 'off', ...more, ...shared, value: value ?? '',
      on: { input: (event) => { set(event.target.value); changed(); } },
    }), help);
  }

  // A text in each language; one that is empty in both is none. `placeholder(code)` is the hint in an empty control.
  function texts(name, text, holder, key, { placeholder, ...more } = {}) {
    const value = { ...(holder[key] ?? {}) };
    return h('div', { class: 'pair-of-texts' }, Object.entries(languages).map(([code, language]) => input(code === 'en' ? name : null, `${text} (${language})`, value[code], (typed) => {
      if (typed.trim()) value[code] = typed;
      else delete value[code];
      holder[key] = Object.keys(value).length ? { ...value } : null;
    }, { ...more, ...(placeholder?.(code) ? { placeholder: placeholder(code) } : {}) })));
  }

  // A list of texts, one a line.
  function lines(name, text, holder, help) {
    return input(name, text, holder[name].join('\n'), (typed) => { holder[name] = typed.split('\n').map((line) => line.trim()).filter(Boolean); }, { rows: 3, help });
  }

  function choice(name, text, value, options, set, help) {
    return labelled(name, text, (shared) => h('select', { class: 'form-select', ...shared, on: { change: (event) => { set(event.target.value); changed(); } } },
      options.map(([each, words]) => h('option', { value: each, selected: each === value }, words))), help);
  }

  function box(text, value, set) {
    const id = uniqueID('form');
    return h('div', { class: 'form-check' }, h('input', { type: 'checkbox', class: 'form-check-input', id, checked: value, on: { change: (event) => { set(event.target.checked); changed(); } } }),
      h('label', { class: 'form-check-label', for: id }, text));
  }

  return { faultOf, input, texts, lines, choice, box, showFaults: (details) => showFaults(faults, details) };
}

function showFaults(faults, details) {
  for (const fault of faults.values()) fault.textContent = '';
  const left = {};
  for (const [name, each] of Object.entries(details)) {
    if (faults.has(name)) faults.get(name).textContent = each.join(' ');
    else left[name] = each;
  }
  [...faults.values()].find((fault) => fault.textContent)?.scrollIntoView({ block: 'center' });
  return left;
}
