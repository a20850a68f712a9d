// What each campaign brought in, from click to cash, and the conversions for the platforms that sold the clicks.

import { download, get } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { money, number, percent } from '../format.js';
import { address } from '../router.js';
import { complain, tell } from '../components/toast.js';
import { section } from '../components/states.js';
import { anyStatus } from '../leads/filters.js';
import { ranked } from './tables.js';

const groupings = ['campaign', 'source', 'medium', 'form'];
const models = ['last', 'first'];
const platforms = ['google', 'meta'];
const most = 20;

/** The part of the page; `range()` gives the days. `change({by, model})` is called with what is chosen. */
export function campaigns({ range, query, change }) {
  const chosen = () => ({
    by: groupings.includes(query().get('by')) ? query().get('by') : groupings[0],
    model: models.includes(query().get('model')) ? query().get('model') : models[0],
  });
  const days = () => ({ from: range().from, to: range().to });
  return section(
    (signal) => get('/metrics/attribution', { ...days(), group_by: chosen().by, model: chosen().model }, signal),
    (data) => table(data, { ...chosen(), days, change }), { id: 'campaigns' });
}

/** A name, which leads to the leads that it brought in where the list can be filtered by it. */
function named(key, { by, model, days }) {
  if (key === null) return t(`campaigns.none.${by}`);
  if (by === 'form' || model === 'first') return key;
  return h('a', { href: address('/leads', { [`utm_${by}`]: key, created_from: days().from, created_to: days().to, status: anyStatus }) }, key);
}

function table(data, context) {
  const rows = data.groups.slice(0, most).map((group) => ({ ...group, name: named(group.key, context) }));
  const largest = Math.max(1, ...rows.map((row) => row.leads));
  const figure = (name) => ({ label: t(`campaigns.${name}`), text: (row) => number(row[name]) });
  return ranked('by-campaign', t('campaigns.title'), t(`campaigns.by.${context.by}`), rows, (row) => row.leads / largest, [
    figure('leads'), figure('reached'), figure('qualified'), figure('converted'),
    { label: t('campaigns.won'), text: (row) => money(row.won) },
    { label: t('chart.share'), text: (row) => percent(row.conversion_rate) },
  ], h('div', { class: 'actions' }, choice('by', groupings, context), choice('model', models, context), exports(context)));
}

function choice(name, values, context) {
  const select = h('select', {
    class: 'form-select', id: `campaigns-${name}`, 'aria-label': t(`campaigns.choose.${name}`),
    on: { change: () => context.change({ by: context.by, model: context.model, [name]: select.value }) },
  }, values.map((value) => h('option', { value, selected: value === context[name] }, t(`campaigns.${name}.${value}`))));
  return select;
}

/** The files with the conversions of the period. */
function exports({ days }) {
  return platforms.map((platform) => {
    const button = h('button', {
      type: 'button', class: 'btn btn-outline-secondary', id: `conversions-${platform}`, title: t('campaigns.export'),
      on: {
        click: async () => {
          button.disabled = true;
          try {
            const { from, to } = days();
            await download('/metrics/conversions/export', { query: { platform, from, to }, name: `conversions-${platform}-${from}-${to}.csv` });
            tell(t('campaigns.exported'));
          } catch (error) {
            complain(error);
          } finally {
            button.disabled = false;
          }
        },
      },
    }, t(`campaigns.export.${platform}`));
    return button;
  });
}
