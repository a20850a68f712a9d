// How the business is doing: what became of the leads of a range of days, beside the days before.

import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { day, dayAfter, daysBetween, number, today } from '../format.js';
import { nameOf, people } from '../people.js';
import { go } from '../router.js';
import * as session from '../session.js';
import { chart } from '../components/chart.js';
import { mailNotice } from '../components/notice.js';
import { rangeField } from '../components/range.js';
import { section } from '../components/states.js';
import { followLeads } from '../leads/live-list.js';
import { priorities } from '../leads/status.js';
import { campaigns } from '../reports/campaigns.js';
import { figures, share } from '../reports/figures.js';
import { funnel, responses, totals } from '../reports/tables.js';

const groupings = ['day', 'week', 'month'];

/** The days and the grouping of an address: the last 30 days when it names none, by what suits their number. */
function rangeOf(query) {
  const from = query.get('from') ?? today(-29);
  const to = query.get('to') ?? today();
  const days = daysBetween(from, to);
  const suits = days > 180 ? 'month' : days > 60 ? 'week' : 'day';
  return { from, to, group_by: groupings.includes(query.get('group_by')) ? query.get('group_by') : suits };
}

/** As many days, just before those of a range. */
const before = ({ from, to, group_by: grouping }) => ({ from: dayAfter(from, -daysBetween(from, to)), to: dayAfter(from, -1), group_by: grouping });

export default async function page({ query: first }) {
  let query = first;
  const [users, notice] = await Promise.all([people(), session.can('core.view_config') ? mailNotice() : null]);
  const range = rangeForm(() => ({ by: query.get('by'), model: query.get('model') }));
  range.show(query);
  const metrics = section((signal) => Promise.all([rangeOf(query), before(rangeOf(query))].map((each) => get('/metrics/leads', each, signal))),
    ([data, earlier]) => [figures(data, earlier), charts(data, earlier, users)], { id: 'metrics' });
  const clicks = campaigns({
    range: () => rangeOf(query), query: () => query,
    change: (chosen) => go('/reports', { ...Object.fromEntries(['from', 'to', 'group_by'].map((name) => [name, query.get(name)])), ...chosen }),
  });
  const parts = [metrics, clicks];
  const reload = (options) => { for (const part of parts) part.reload(options); };
  const end = followLeads(reload);
  await Promise.all(parts.map((part) => part.ready));
  return {
    title: t('menu./reports'),
    element: fill(h('div'), notice, range.element, metrics.element, clicks.element),
    update: (next) => { query = next; range.show(next); reload(); },
    dispose: () => { end(); for (const part of parts) part.stop(); },
  };
}

/** `kept()` is the rest of the address. */
function rangeForm(kept) {
  const days = rangeField({ presets: ['days7', 'days30', 'days90', 'month', 'lastMonth', 'days365'], onChange: (range) => go('/reports', { ...range, ...kept() }) });
  const grouping = h('select', {
    class: 'form-select', id: 'range-grouping', on: { change: () => go('/reports', { ...days.value(), group_by: grouping.value, ...kept() }) },
  }, groupings.map((value) => h('option', { value }, t(`grouping.${value}`))));
  const element = h('div', { class: 'filters filter-row' }, days.element,
    h('div', { class: 'field' }, h('label', { class: 'form-label', for: grouping.id }, t('range.grouping')), grouping));
  function show(query) {
    const range = rangeOf(query);
    days.show(range);
    grouping.value = range.group_by;
  }
  return { element, show };
}

const rate = ({ total, converted }) => (total ? converted / total : null);

function charts(data, earlier, users) {
  // The days before lie below those of the range, the first below the first.
  const sets = (value) => [
    { label: t('chart.now'), values: data.periods.map(value), color: '--chart-1' },
    { label: t('chart.before'), values: data.periods.map((_, index) => (earlier.periods[index] ? value(earlier.periods[index]) : null)), color: '--text-muted', isDotted: true },
  ];
  const labels = data.periods.map((period) => day(period.start));
  return h('div', { class: 'charts' },
    chart({ title: t(`chart.leadsBy.${data.group_by}`), labels, sets: sets((period) => period.total), format: number }),
    chart({ title: t('chart.rate'), labels, sets: sets(rate), format: share, isFraction: true }),
    funnel(data),
    totals('by-priority', t('chart.priority'), t('field.priority'), priorities.map((priority) => ({ name: label('priority', priority), total: data.by_priority[priority] }))),
    totals('by-source', t('chart.source'), t('field.source'), data.by_source.map(({ source, count }) => ({ name: source ?? t('source.none'), total: count }))),
    totals('by-owner', t('chart.owner'), t('field.owner'), data.by_owner.map((owner) => ({ name: nameOf(users, owner.owner_id), total: owner.total, converted: owner.converted }))),
    responses('response-by-owner', t('response.byOwner'), t('field.owner'), data.response_by_owner.map((row) => ({ ...row, name: nameOf(users, row.owner_id) }))),
    responses('response-by-source', t('response.bySource'), t('field.source'), data.response_by_source.map((row) => ({ ...row, name: row.source ?? t('source.none') }))));
}
