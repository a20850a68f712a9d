// How the business is doing: the summary, and what became of the leads of some days.

import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { day, duration, number, percent, today, workingTime } from '../format.js';
import { nameOf, people } from '../people.js';
import { address, go } from '../router.js';
import * as session from '../session.js';
import { chart } from '../components/chart.js';
import { bar } from '../components/icon.js';
import { mailNotice } from '../components/notice.js';
import { section } from '../components/states.js';
import { followLeads } from '../leads/live-list.js';
import { openStatuses, priorities } from '../leads/status.js';

const spans = [7, 30, 90, 365];
const groupings = ['day', 'week', 'month'];

/** The days and the grouping of an address: the last 30 days by day when it names none. */
function rangeOf(query) {
  return {
    from: query.get('from') ?? today(-29),
    to: query.get('to') ?? today(),
    group_by: groupings.includes(query.get('group_by')) ? query.get('group_by') : 'day',
  };
}

export default async function page({ query: first }) {
  let query = first;
  const [users, notice] = await Promise.all([people(), session.can('core.view_config') ? mailNotice() : null]);
  const summary = section((signal) => get('/metrics/summary', {}, signal), figures, { class: 'tiles', id: 'summary' });
  const metrics = section((signal) => get('/metrics/leads', rangeOf(query), signal), (data) => charts(data, users), { class: 'charts', id: 'metrics' });
  const range = rangeForm();
  range.show(query);
  const end = followLeads((options) => { summary.reload(options); metrics.reload(options); });
  await summary.ready;
  return {
    title: t('menu./reports'),
    element: fill(h('div'), notice, summary.element, range.element, metrics.element),
    update: (next) => { query = next; range.show(next); metrics.reload(); },
    dispose: () => { end(); summary.stop(); metrics.stop(); },
  };
}

function figures(data) {
  const tile = (name, value, href) => h('div', { class: 'tile', id: `tile-${name}` },
    href ? h('a', { href }, t(`summary.${name}`)) : h('span', {}, t(`summary.${name}`)), h('strong', {}, value));
  return [
    tile('today', number(data.today), address('/leads', { created_from: today() })),
    tile('week', number(data.last_7_days), address('/leads', { created_from: today(-6) })),
    tile('month', number(data.last_30_days), address('/leads', { created_from: today(-29) })),
    tile('open', number(data.open), address('/leads', { status: openStatuses })),
    tile('hot', number(data.hot_open), address('/leads', { status: openStatuses, priority: 'hot' })),
    tile('converted', number(data.by_status.CONVERTED), address('/leads', { status: 'CONVERTED' })),
    tile('rate', percent(data.conversion_rate)),
  ];
}

function rangeForm() {
  const from = h('input', { type: 'date', class: 'form-control', id: 'range-from', required: true });
  const to = h('input', { type: 'date', class: 'form-control', id: 'range-to', required: true });
  const grouping = h('select', { class: 'form-select', id: 'range-grouping' },
    groupings.map((value) => h('option', { value }, t(`grouping.${value}`))));
  const apply = () => { if (from.value && to.value) go('/reports', { from: from.value, to: to.value, group_by: grouping.value }); };
  const element = h('form', { class: 'filters filter-row', 'aria-label': t('range.title'), on: { submit: (event) => { event.preventDefault(); apply(); }, change: apply } },
    h('div', { class: 'btn-group', role: 'group', 'aria-label': t('range.last') }, spans.map((days) => h('button', {
      type: 'button',
      class: 'btn btn-outline-secondary',
      on: { click: () => go('/reports', { from: today(1 - days), to: today(), group_by: days > 180 ? 'month' : days > 60 ? 'week' : 'day' }) },
    }, t('range.days', { count: days })))),
    field(t('range.from'), from), field(t('range.to'), to), field(t('range.grouping'), grouping));
  function show(query) {
    const range = rangeOf(query);
    from.value = range.from;
    to.value = range.to;
    grouping.value = range.group_by;
  }
  return { element, show };
}

function field(text, control) {
  return h('div', { class: 'field' }, h('label', { class: 'form-label', for: control.id }, text), control);
}

function charts(data, users) {
  return [
    h('p', { class: 'range-result', role: 'status' },
      t('metrics.result', { count: data.total, number: number(data.total), rate: percent(data.conversion_rate) }), ' ',
      data.time_to_reach_out.median_seconds === null ? '' : t('metrics.reach', { median: duration(data.time_to_reach_out.median_seconds), p90: duration(data.time_to_reach_out.p90_seconds) }), ' ',
      data.within_target === null ? '' : t('metrics.within', { rate: percent(data.within_target) })),
    chart({
      title: t('chart.periods'),
      kind: data.periods.length > 45 ? 'line' : 'bar',
      labels: data.periods.map((period) => day(period.start)),
      sets: [
        { label: t('chart.leads'), values: data.periods.map((period) => period.total), color: '--chart-1' },
        { label: t('chart.converted'), values: data.periods.map((period) => period.converted), color: '--chart-4' },
      ],
      format: number,
    }),
    funnel(data),
    ranked('by-priority', t('chart.priority'), t('field.priority'), priorities.map((priority) => ({ name: label('priority', priority), total: data.by_priority[priority] }))),
    ranked('by-source', t('chart.source'), t('field.source'), data.by_source.slice(0, 12).map(({ source, count }) => ({ name: source ?? t('source.none'), total: count }))),
    ranked('by-owner', t('chart.owner'), t('field.owner'), data.by_owner.map((owner) => ({ name: nameOf(users, owner.owner_id), total: owner.total, converted: owner.converted }))),
    responses('response-by-owner', t('response.byOwner'), t('response.owner'), data.response_by_owner, (row) => nameOf(users, row.owner_id)),
    responses('response-by-source', t('response.bySource'), t('response.source'), data.response_by_source, (row) => row.source ?? t('source.none')),
  ];
}

/** How far the leads of the period have come, each step with those that went on from it, and those that were lost. */
function funnel({ total, by_status: count }) {
  const reached = [['PENDING', total], ...['REACHED_OUT', 'QUALIFIED', 'CONVERTED'].map((status, index, way) =>
    [status, way.slice(index).reduce((sum, each) => sum + count[each], 0)])];
  const row = ([status, value]) => ({ name: status === 'PENDING' ? t('chart.leads') : label('status', status), total: value, share: total ? value / total : 0 });
  return ranked('by-status', t('chart.status'), t('field.status'), [...reached, ['LOST', count.LOST]].map(row));
}

/** A table whose rows have a bar each: `{name, total, converted?, share?}`. */
function ranked(id, title, what, rows) {
  const most = Math.max(1, ...rows.map((row) => row.total));
  const columns = [t('chart.leads'), rows.some((row) => 'converted' in row) ? t('chart.converted') : null, rows.some((row) => 'share' in row) ? t('chart.share') : null].filter(Boolean);
  return h('figure', { class: 'card chart', id },
    h('figcaption', {}, h('h2', {}, title)),
    h('div', { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': title }, h('table', { class: 'table ranked' },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, what), h('td', {}), columns.map((text) => h('th', { scope: 'col', class: 'number' }, text)))),
      h('tbody', {}, rows.map((row) => h('tr', {},
        h('th', { scope: 'row' }, row.name),
        h('td', { class: 'ranked-bar' }, bar((100 * row.total) / most)),
        [number(row.total), 'converted' in row ? number(row.converted) : null, 'share' in row ? percent(row.share) : null].filter((text) => text !== null)
          .map((text) => h('td', { class: 'number' }, text))))))));
}

/** How soon leads were answered, a row for each owner or source whose leads were answered or had a target. */
function responses(id, title, what, rows, name) {
  const shown = rows.filter((row) => row.answered > 0 || row.within_target !== null).slice(0, 12);
  const columns = [what, t('response.answered'), t('response.median'), t('response.p90'), t('response.within')];
  return h('figure', { class: 'card chart', id },
    h('figcaption', {}, h('h2', {}, title)),
    shown.length === 0 ? h('p', {}, t('response.none')) : h('div', { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': title }, h('table', { class: 'table' },
      h('thead', {}, h('tr', {}, columns.map((text, index) => h('th', { scope: 'col', class: index ? 'number' : '' }, text)))),
      h('tbody', {}, shown.map((row) => h('tr', {}, h('th', { scope: 'row' }, name(row)),
        [number(row.answered), workingTime(row.median_minutes), workingTime(row.p90_minutes), row.within_target === null ? '–' : percent(row.within_target)]
          .map((text) => h('td', { class: 'number' }, text))))))));
}
