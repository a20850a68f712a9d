// The statement of a customer's account, made to be printed: who, which days, each entry with the balance after it, and what is owed.

import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { date, dateTime, dayField, money, monthName, taxDocument, today, wallField } from '../format.js';
import { address, go } from '../router.js';
import { balanceWord } from '../customers/balance.js';
import { businessName } from '../customers/business.js';
import { entryName, reversalText, signedAmount } from '../customers/entry-words.js';
import { cents, effect, moneyText } from '../customers/sums.js';
import { icon } from '../components/icon.js';
import { rangeField } from '../components/range.js';

const mostPages = 200;
const pageSize = 100;
const months = 12;

export default async function page({ parameters: { id }, query: first }) {
  const path = `/customers/${encodeURIComponent(id)}`;
  let query = first;
  const [{ customer }, business, entries] = await Promise.all([get(path), businessName(), ledgerOf(path)]);
  const choose = (days) => go(`${path}/statement`, days, { replace: true });
  const period = h('select', { class: 'form-select', id: 'period', on: { change: () => choose(periods()[period.selectedIndex]?.days) } });
  const days = rangeField({ presets: [], isOpen: true, onChange: choose });
  const sheet = h('article', { class: 'statement card', id: 'statement' });

  function show() {
    const wanted = { from: query.get('from') ?? '', to: query.get('to') ?? '' };
    const known = periods().find((each) => each.days.from === wanted.from && each.days.to === wanted.to);
    fill(period, [...periods(), ...(known ? [] : [{ name: daysText(wanted) }])].map(({ name }) => h('option', { value: name }, name)));
    period.selectedIndex = known ? periods().findIndex((each) => each.name === known.name) : period.options.length - 1;
    days.show(wanted);
    fill(sheet, statement({ customer, business, entries, name: known?.name ?? daysText(wanted), from: wanted.from, to: wanted.to || '9999-12-31' }));
  }

  show();
  return {
    title: `${t('ledger.statement')} · ${customer.name}`,
    heading: t('ledger.statement'),
    actions: h('div', { class: 'actions' },
      h('a', { class: 'btn btn-outline-secondary', id: 'statement-back', href: address(path), title: t('statement.back', { name: customer.name }) }, icon('chevron-left'), h('span', { class: 'word' }, t('statement.back', { name: customer.name }))),
      h('button', { type: 'button', class: 'btn btn-primary', id: 'print', on: { click: () => window.print() } }, icon('printer'), h('span', { class: 'word' }, t('statement.print')))),
    element: h('div', {},
      h('div', { class: 'filters filter-row' }, h('div', { class: 'field' }, h('label', { class: 'form-label', for: period.id }, t('statement.period')), period), days.element),
      sheet),
    update: (next) => { query = next; show(); },
  };
}

// Oldest first.
async function ledgerOf(path) {
  const found = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const data = await get(`${path}/transactions`, { page, page_size: pageSize });
    found.push(...data.transactions);
    if (page >= data.pages) break;
  }
  return found.reverse();
}

/** All days, this year, and each of the last months, by name; `days` are the first and the last, empty where there is none. */
function periods() {
  const day = today();
  const month = (back) => {
    const [year, number] = day.split('-').map(Number);
    const start = new Date(Date.UTC(year, number - 1 - back, 1));
    return { from: start.toISOString().slice(0, 10), to: new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0)).toISOString().slice(0, 10) };
  };
  const year = day.slice(0, 4);
  return [
    { name: t('statement.all'), days: { from: '', to: '' } },
    { name: t('statement.year', { year }), days: { from: `${year}-01-01`, to: `${year}-12-31` } },
    ...Array.from({ length: months }, (_, back) => month(back)).map((days) => ({ name: monthName(days.from), days })),
  ];
}

const daysText = ({ from, to }) => [from && `${t('range.from')} ${dayField(from)}`, to && `${t('range.to')} ${dayField(to)}`].filter(Boolean).join(' · ');

function statement({ customer, business, entries, name, from, to }) {
  const dayOf = (entry) => wallField(entry.occurred_at).slice(0, 10);
  const sum = (list) => list.reduce((total, each) => total + effect(each), 0);
  const before = sum(entries.filter((each) => dayOf(each) < from));
  const shown = entries.filter((each) => dayOf(each) >= from && dayOf(each) <= to);
  let balance = before;
  const head = (text, isNumber) => h('th', { scope: 'col', class: isNumber ? 'number' : null }, text);
  const row = (entry) => {
    balance += effect(entry);
    const words = [entry.description, reversalText(entry, entries)].filter(Boolean).join(' · ');
    return h('tr', {},
      h('td', {}, date(entry.occurred_at)),
      h('th', { scope: 'row' }, entryName(entry), words ? h('span', { class: 'muted block said' }, words) : null),
      h('td', { class: 'number' }, signedAmount(entry)),
      h('td', { class: 'number' }, money(moneyText(balance))));
  };
  const rows = shown.map(row);
  const total = moneyText(balance);
  return [
    h('header', { class: 'statement-head' },
      business ? h('p', { class: 'statement-business' }, business) : null,
      h('h2', {}, t('ledger.statement')),
      h('p', {}, customer.name, customer.document ? ` · ${taxDocument(customer.document)}` : null),
      h('p', { class: 'muted' }, name, ' · ', t('statement.made', { time: dateTime(new Date().toISOString()) }))),
    h('div', { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': t('ledger.statement') }, h('table', { class: 'table' },
      h('caption', { class: 'visually-hidden' }, t('ledger.statement')),
      h('thead', {}, h('tr', {}, head(t('statement.day')), head(t('statement.entry')), head(t('field.amount'), true), head(t('ledger.after'), true))),
      h('tbody', {},
        from ? h('tr', {}, h('td', {}), h('th', { scope: 'row' }, t('statement.before')), h('td', {}), h('td', { class: 'number' }, money(moneyText(before)))) : null,
        rows.length ? rows : h('tr', {}, h('td', { colspan: 4 }, t('ledger.none')))))),
    h('p', { class: 'statement-total' }, balanceWord(total), ' ', h('strong', { id: 'statement-total' }, money(cents(total) < 0 ? total.slice(1) : total))),
  ];
}
