// Hours of the business: the ranges of each day of the week, and the same for several days at one go.

import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const spans = { weekdays: weekdays.slice(0, 5), saturdays: weekdays.slice(0, 6), week: weekdays };
const mostRanges = 4;

/** The editor, as a form's field takes it: its value is the JSON of the ranges of each day. */
export function week({ id, describedBy, value }) {
  let days = complete(value);
  const rows = h('div', { class: 'week-days' });
  const element = h('div', { class: 'week', id, 'aria-describedby': describedBy }, quick(), rows);
  Object.defineProperty(element, 'value', { get: () => JSON.stringify(days), set: (text) => { days = complete(JSON.parse(text)); draw(); } });
  element.focus = () => element.querySelector('input')?.focus();

  function changed(focus) {
    draw();
    element.dispatchEvent(new Event('change', { bubbles: true }));
    if (focus) rows.querySelector(`[data-focus="${focus}"]`)?.focus();
  }

  // "Monday to Friday from 09:00 to 18:00" in one line.
  function quick() {
    const choice = h('select', { class: 'form-select', 'aria-label': t('week.days'), dataset: { focus: 'week-span' } }, Object.keys(spans).map((each) => h('option', { value: each }, label('week', each))));
    const from = time('week-from', t('week.from'), '09:00');
    const to = time('week-to', t('week.to'), '18:00');
    const set = () => {
      for (const day of spans[choice.value]) days[day] = [`${from.value}-${to.value}`];
      changed();
    };
    return h('div', { class: 'sentence week-quick' }, choice, t('week.from'), from, t('week.to'), to,
      h('button', { type: 'button', class: 'btn btn-outline-secondary', dataset: { focus: 'week-set' }, on: { click: set } }, t('week.set')));
  }

  function draw() {
    fill(rows, weekdays.map((day) => h('div', { class: 'week-day', dataset: { day } },
      h('span', { class: 'week-name' }, label('setting', day)),
      h('div', { class: 'week-ranges' }, days[day].length ? days[day].map((range, index) => rangeOf(day, index, range)) : h('span', { class: 'muted' }, t('week.closed'))),
      days[day].length < mostRanges ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', 'aria-label': `${t('week.add')}: ${label('setting', day)}`, dataset: { focus: `add-${day}` }, on: { click: () => add(day) } }, t('week.add')) : null)));
  }

  function add(day) {
    const last = days[day].at(-1)?.split('-')[1];
    days[day].push(last ? `${last}-${last < '18:00' ? '18:00' : '24:00'}` : '09:00-18:00');
    changed(`${day}-${days[day].length - 1}-from`);
  }

  function rangeOf(day, index, range) {
    const [start, end] = range.split('-');
    const name = label('setting', day);
    const from = time(`${day}-${index}-from`, `${name}, ${t('week.from')}`, start);
    const to = time(`${day}-${index}-to`, `${name}, ${t('week.to')}`, end);
    // What is typed is the form's at once: its own events reach the form.
    for (const each of [from, to]) for (const type of ['input', 'change']) each.addEventListener(type, () => { days[day][index] = `${from.value}-${to.value}`; });
    return h('span', { class: 'week-range' }, from, h('span', { 'aria-hidden': 'true' }, '–'), to,
      h('button', { type: 'button', class: 'btn-icon', 'aria-label': `${t('remove')}: ${name} ${range}`, on: { click: () => { days[day].splice(index, 1); changed(`add-${day}`); } } }, '×'));
  }

  draw();
  return element;
}

/** A field of a time of the day: `9`, `9h30` and `930` become `09:00`, `09:30` and `09:30` when one leaves it. */
function time(focus, name, value) {
  const field = h('input', { type: 'text', class: 'form-control week-time', inputmode: 'numeric', maxlength: 5, autocomplete: 'off', 'aria-label': name, value, dataset: { focus } });
  field.addEventListener('change', () => { field.value = timeFrom(field.value); });
  return field;
}

/** A time as people type it in the form of the API; what is none stays, so that the server says what is wrong. */
export function timeFrom(typed) {
  const text = typed.trim().toLowerCase();
  const parts = /^(\d{1,2})(?:[:h.](\d{2})?|(\d{2}))?$/.exec(text);
  return parts ? `${parts[1].padStart(2, '0')}:${parts[2] ?? parts[3] ?? '00'}` : typed.trim();
}

const complete = (value) => Object.fromEntries(weekdays.map((day) => [day, [...(value?.[day] ?? [])]]));

/** The hours of a day in words. */
export const hoursText = (ranges) => (ranges.length ? ranges.map((range) => range.replace('-', '–')).join(', ') : t('week.closed'));
