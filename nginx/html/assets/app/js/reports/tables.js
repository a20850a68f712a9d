// Tables of the reports: a line for each name, with a bar and its figures.

import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { number, percent, workingTime } from '../format.js';
import { bar } from '../components/icon.js';
import { way } from '../leads/status.js';
import { share } from './figures.js';

const most = 12;

/**
 * A table; columns: `{label, text(row)}`. `part(row)` is how much of its row's bar is filled, at most 1; `controls` say what the table is of.
 */
export function ranked(id, title, what, rows, part, columns, controls = null) {
  return h('figure', { class: 'card chart', id },
    h('figcaption', { class: controls ? 'card-head' : null }, h('h2', {}, title), controls),
    h('div', { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': title }, h('table', { class: 'table ranked' },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, what), h('td', {}), columns.map((column) => h('th', { scope: 'col', class: 'number' }, column.label)))),
      h('tbody', {}, rows.map((row) => h('tr', {},
        h('th', { scope: 'row' }, row.name),
        h('td', { class: 'ranked-bar' }, bar(100 * part(row))),
        columns.map((column) => h('td', { class: 'number' }, column.text(row)))))))));
}

const ofMost = (rows) => {
  const largest = Math.max(1, ...rows.map((row) => row.total));
  return (row) => row.total / largest;
};
const leads = () => ({ label: t('chart.leads'), text: (row) => number(row.total) });

/** Names with numbers of leads, those that became customers too where the rows have them: `{name, total, converted?}`. */
export function totals(id, title, what, rows) {
  return ranked(id, title, what, rows.slice(0, most), ofMost(rows), [
    leads(),
    ...(rows.some((row) => 'converted' in row) ? [
      { label: t('chart.converted'), text: (row) => number(row.converted) },
      { label: t('chart.share'), text: (row) => percent(row.total ? row.converted / row.total : 0) },
    ] : []),
  ]);
}

/** How far the leads of the period have come: of all, and of those that had come to the step before; and those that were lost. */
export function funnel({ total, by_status: count }) {
  const steps = way.slice(1);
  const reached = steps.map((status, index) => steps.slice(index).reduce((sum, each) => sum + count[each], 0));
  const rows = [
    { name: t('chart.leads'), total, step: null },
    ...steps.map((status, index) => ({ name: label('status', status), total: reached[index], step: index ? reached[index - 1] : total })),
    { name: label('status', 'LOST'), total: count.LOST, step: null },
  ];
  return ranked('by-status', t('chart.status'), t('field.status'), rows, ofMost(rows), [
    leads(),
    { label: t('chart.ofAll'), text: (row) => percent(total ? row.total / total : 0) },
    { label: t('chart.ofStep'), text: (row) => (row.step === null ? '' : percent(row.step ? row.total / row.step : 0)) },
  ]);
}

/** How soon leads were answered, and how many of those with a target in time: a row for each owner or source that has any. */
export function responses(id, title, what, rows) {
  const shown = rows.filter((row) => row.answered > 0 || row.within_target !== null).slice(0, most);
  if (!shown.length) return h('figure', { class: 'card chart', id }, h('figcaption', {}, h('h2', {}, title)), h('p', {}, t('response.none')));
  return ranked(id, title, what, shown, (row) => row.within_target ?? 0, [
    { label: t('response.within'), text: (row) => share(row.within_target) },
    { label: t('response.answered'), text: (row) => number(row.answered) },
    { label: t('response.median'), text: (row) => workingTime(row.median_minutes) },
    { label: t('response.p90'), text: (row) => workingTime(row.p90_minutes) },
  ]);
}
