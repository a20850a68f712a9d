// The figures of a range of days, each beside that of the days before.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { duration, number, percent } from '../format.js';
import { address } from '../router.js';
import { anyStatus } from '../leads/filters.js';

const signed = (value, format) => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${format(Math.abs(value))}`;
/** How much more or less a number is than before, as a part of that. */
const relative = (now, before) => (before ? { change: (now - before) / before, text: signed((now - before) / before, percent) } : null);
const points = (now, before) => (now === null || before === null ? null : { change: now - before, text: t('trend.points', { number: signed(100 * (now - before), (value) => number(Math.round(10 * value) / 10)) }) });

/** The tiles of what `/metrics/leads` says of a range (`now`) and of the one before. */
export function figures(now, before) {
  const range = { created_from: now.from, created_to: now.to };
  const median = (data) => data.time_to_reach_out.median_seconds;
  return h('div', { class: 'tiles', id: 'summary' },
    tile('leads', number(now.total), number(before.total), relative(now.total, before.total), address('/leads', { ...range, status: anyStatus })),
    tile('converted', number(now.by_status.CONVERTED), number(before.by_status.CONVERTED), relative(now.by_status.CONVERTED, before.by_status.CONVERTED),
      address('/leads', { ...range, status: 'CONVERTED' })),
    tile('rate', percent(now.conversion_rate), percent(before.conversion_rate), points(now.conversion_rate, before.conversion_rate)),
    tile('answer', duration(median(now)), duration(median(before)), median(now) === null ? null : relative(median(now), median(before)), null, true),
    tile('within', share(now.within_target), share(before.within_target), points(now.within_target, before.within_target)));
}

/** A fraction as a percentage, a dash for none. */
export const share = (fraction) => (fraction === null ? '–' : percent(fraction));

function tile(name, value, before, trend, href = null, lessIsBetter = false) {
  const isGood = trend && (lessIsBetter ? trend.change < 0 : trend.change > 0);
  return h('div', { class: 'tile', id: `tile-${name}` },
    href ? h('a', { href }, t(`summary.${name}`)) : h('span', {}, t(`summary.${name}`)),
    h('strong', {}, value),
    h('span', { class: 'trend' }, trend?.change ? h('span', { class: isGood ? 'is-good' : 'is-bad' }, trend.text) : null,
      ' ', t('trend.before', { value: before })));
}
