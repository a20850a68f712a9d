// Who changed a section of settings, when, and what became of what. A secret shows only whether there is one.

import { get } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { dateTime, longDay, number } from '../format.js';
import { people, recorded } from '../people.js';
import { address } from '../router.js';
import { pager } from '../components/pager.js';
import { empty, section } from '../components/states.js';
import { table } from '../components/table.js';
import { nameOf } from './names.js';
import { ruleText } from './rule-words.js';

const shown = 10;
const longest = 60;
const isDay = /^\d{4}-\d{2}-\d{2}$/;

/** The card of a section's history; `reload()` after a change, `update(query)` when the address names another of its pages. */
export function sectionHistory(name, first) {
  let query = first;
  const caption = t('history.title');
  const list = section(async (signal) => {
    const [data, users] = await Promise.all([get(`/config/${name}/history`, { page: query.get('page') ?? 1, page_size: shown }, signal), people()]);
    return { ...data, users };
  }, (data) => (data.total
    ? [
      table({ caption, columns: columns(data.users, ruleText[name]), rows: data.history }),
      pager({ page: data.page, pages: data.pages, total: data.total, href: (page) => address(`/settings/${name}`, { page }) }),
    ]
    : empty(t('history.none'))), { class: 'list', id: 'history-list' });
  return {
    element: h('section', { class: 'card', id: 'history', 'aria-labelledby': 'history-title' }, h('h2', { id: 'history-title' }, caption), list.element),
    ready: list.ready,
    reload: list.reload,
    update: (next) => { query = next; list.reload(); },
    stop: list.stop,
  };
}

const columns = (users, ruleLine) => [
  { key: 'at', label: t('audit.at'), isName: true, cell: (event) => h('time', { datetime: event.at }, dateTime(event.at)) },
  { key: 'actor', label: t('audit.actor'), class: 'contact', cell: (event) => event.actor?.username ?? t('history.command') },
  { key: 'version', label: t('history.version'), class: 'number', cell: (event) => number(event.version) },
  { key: 'changes', label: t('audit.changes'), class: 'contact', cell: (event) => h('ul', { class: 'changes' },
    Object.entries(event.changes).sort().map(([path, { from, to }]) => h('li', {}, path === 'rules' && ruleLine ? rulesChange(from ?? [], to ?? [], (rule) => ruleLine(rule, users)) : change(nameOf(path), text(path, from, users), text(path, to, users))))) },
];

// The rules that were removed, and those that were added; a rule that was changed is among both.
function rulesChange(from, to, line) {
  const [before, after] = [from.map(line), to.map(line)];
  const removed = before.filter((each) => !after.includes(each));
  const added = after.filter((each) => !before.includes(each));
  if (!removed.length && !added.length) return t('history.order');
  return [nameOf('rules'), h('ul', { class: 'changes' }, removed.map((each) => h('li', {}, h('del', {}, each))), added.map((each) => h('li', {}, h('ins', {}, each))))];
}

// What is too long for a line is under its name.
function change(name, from, to) {
  if (Math.max(from.length, to.length) <= longest) return `${name}: ${from} → ${to}`;
  return h('details', {}, h('summary', {}, name),
    h('p', { class: 'said' }, `${t('history.from')}: ${from}`), h('p', { class: 'said' }, `${t('history.to')}: ${to}`));
}

function text(path, value, users) {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.map((each) => (isDay.test(each) ? longDay(each) : each)).join(', ') || '–';
  return typeof value === 'object' ? recorded(users, value) : label(path.split('.').pop(), value);
}
