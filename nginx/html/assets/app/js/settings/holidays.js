// The days on which the business does not work: one by one, or the national ones of a year at one go.

import { fill, h, uniqueID } from '../dom.js';
import { t } from '../i18n.js';
import { dayFrom, dayPattern, longDay, today } from '../format.js';

/** The editor, as a form's field takes it: its value is the JSON of the days. */
export function holidays({ id, describedBy, value }) {
  let days = [...(value ?? [])];
  const list = h('ul', { class: 'day-chips' });
  const fault = h('p', { class: 'fault', id: uniqueID('holiday-fault'), role: 'alert' });
  const field = h('input', { type: 'text', class: 'form-control holiday', inputmode: 'numeric', maxlength: 10, autocomplete: 'off', placeholder: dayPattern(), 'aria-label': `${t('holidays.day')} (${dayPattern()})`, 'aria-describedby': fault.id, dataset: { focus: 'holiday' } });
  const element = h('div', { class: 'holidays', id, 'aria-describedby': describedBy }, list,
    h('div', { class: 'sentence' }, field,
      h('button', { type: 'button', class: 'btn btn-outline-secondary', dataset: { focus: 'add-holiday' }, on: { click: addTyped } }, t('holidays.add')),
      nationalButtons()), fault);
  Object.defineProperty(element, 'value', { get: () => JSON.stringify(days), set: (text) => { days = JSON.parse(text); draw(); } });
  element.focus = () => field.focus();
  // Enter adds the day instead of saving the form.
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    addTyped();
  });
  // A day that is only typed is not the form's yet.
  for (const type of ['input', 'change']) field.addEventListener(type, (event) => event.stopPropagation());

  function addTyped() {
    const day = dayFrom(field.value);
    fault.textContent = day ? '' : t('range.wrong', { pattern: dayPattern() });
    if (day) field.removeAttribute('aria-invalid');
    else field.setAttribute('aria-invalid', 'true');
    if (day) {
      add([day]);
      field.value = '';
    }
    field.focus();
  }

  function nationalButtons() {
    if (document.documentElement.dataset.currency !== 'BRL') return [];
    const year = Number(today().slice(0, 4));
    return [year, year + 1].map((each) => h('button', { type: 'button', class: 'btn btn-outline-secondary', dataset: { focus: `national-${each}` }, on: { click: () => add(nationalHolidays(each).filter((day) => day >= today())) } }, t('holidays.national', { year: each })));
  }

  function add(more) {
    days = [...new Set([...days, ...more])].sort();
    changed();
  }

  function changed() {
    draw();
    element.dispatchEvent(new Event('change', { bubbles: true }));
  }

  function draw() {
    fill(list, days.length ? days.map((day) => h('li', { class: 'day-chip' }, longDay(day),
      h('button', { type: 'button', class: 'btn-icon', 'aria-label': `${t('remove')}: ${longDay(day)}`, on: { click: () => { days = days.filter((each) => each !== day); changed(); field.focus(); } } }, '×'))) : h('li', { class: 'muted' }, t('holidays.none')));
  }

  draw();
  return element;
}

/** The national holidays of Brazil in a year. Source: Lei 662/1949, Lei 6.802/1980, Lei 14.759/2023; Good Friday is two days before Easter. */
export function nationalHolidays(year) {
  const fixed = ['01-01', '04-21', '05-01', '09-07', '10-12', '11-02', '11-15', '11-20', '12-25'].map((day) => `${year}-${day}`);
  const friday = new Date(easter(year).getTime() - 2 * 86_400_000).toISOString().slice(0, 10);
  return [...fixed, friday].sort();
}

// Source: the anonymous Gregorian algorithm; Meeus, Astronomical Algorithms, chapter 8.
function easter(year) {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const rest = year % 100;
  const moon = (19 * golden + century - Math.floor(century / 4) - Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) + 15) % 30;
  const sunday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - moon - (rest % 4)) % 7;
  const shift = Math.floor((golden + 11 * moon + 22 * sunday) / 451);
  const day = moon + sunday - 7 * shift + 114;
  return new Date(Date.UTC(year, Math.floor(day / 31) - 1, (day % 31) + 1));
}
