// A range of days: presets, and two fields in the page's own language, whatever the browser's is.

import { h, uniqueID } from '../dom.js';
import { t } from '../i18n.js';
import { dayAfter, dayField, dayFrom, dayPattern, today } from '../format.js';

/** The presets by name, each with its first and last day. */
export function spans() {
  const now = today();
  const month = `${now.slice(0, 7)}-01`;
  const lastMonth = dayAfter(month, -1);
  return {
    today: [now, now],
    days7: [today(-6), now],
    days30: [today(-29), now],
    days90: [today(-89), now],
    month: [month, now],
    lastMonth: [`${lastMonth.slice(0, 7)}-01`, lastMonth],
    days365: [today(-364), now],
  };
}

/**
 * The control; `onChange({from, to})` is called with days of the API's form, an empty one where `isOpen` lets an end be open. `presets` names those of
 * `spans()` that are offered; `show({from, to})` brings it to a range, `value()` is the present one.
 */
export function rangeField({ presets, isOpen = false, onChange }) {
  let range = { from: '', to: '' };
  const fault = h('p', { class: 'fault', id: uniqueID('range-fault'), role: 'alert' });
  const from = field('from', t('range.from'));
  const to = field('to', t('range.to'));
  const buttons = presets.map((name) => h('button', { type: 'button', class: 'btn btn-outline-secondary', dataset: { span: name }, on: { click: () => choose(name) } }, t(`span.${name}`)));
  const element = h('div', { class: 'range', role: 'group', 'aria-label': t('range.title'), on: { change: typed, input: (event) => event.stopPropagation() } },
    buttons.length ? h('div', { class: 'actions range-presets' }, buttons) : null,
    h('div', { class: 'range-days' }, from, h('span', { 'aria-hidden': 'true' }, '–'), to), fault);

  function field(name, text) {
    return h('input', {
      type: 'text', class: 'form-control', id: `range-${name}`, inputmode: 'numeric', autocomplete: 'off', maxlength: 10, placeholder: dayPattern(), 'aria-label': `${text} (${dayPattern()})`,
      title: text, 'aria-describedby': fault.id,
    });
  }

  function choose(name) {
    const [first, last] = spans()[name];
    show({ from: first, to: last });
    onChange(range);
  }

  // Two days the wrong way round are turned.
  function typed(event) {
    event.stopPropagation();
    const days = [from, to].map((input) => (input.value.trim() ? dayFrom(input.value) : ''));
    [from, to].forEach((input, index) => {
      if (days[index] === null || (!isOpen && days[index] === '')) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    });
    const isWrong = days.includes(null) || (!isOpen && days.includes(''));
    fault.textContent = isWrong ? t('range.wrong', { pattern: dayPattern() }) : '';
    if (isWrong) return;
    const [first, last] = days[0] && days[1] && days[0] > days[1] ? [days[1], days[0]] : days;
    show({ from: first, to: last }, { isOurs: true });
    onChange(range);
  }

  // What is being typed stays when news of the address come.
  function show(next, { isOurs = false } = {}) {
    range = { from: next.from ?? '', to: next.to ?? '' };
    fault.textContent = '';
    for (const [input, day] of [[from, range.from], [to, range.to]]) {
      if (input !== document.activeElement || isOurs) input.value = dayField(day);
      input.removeAttribute('aria-invalid');
    }
    for (const button of buttons) {
      const [first, last] = spans()[button.dataset.span];
      button.setAttribute('aria-pressed', String(range.from === first && (range.to || today()) === last));
    }
  }
  return { element, show, value: () => range };
}
