// What is to be done now: who waits for an answer, whoever waits longest first; one's own tasks; who wrote; hot leads that no one has planned anything for.

import { get } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { number } from '../format.js';
import * as keys from '../keys.js';
import * as live from '../live.js';
import { people } from '../people.js';
import { address } from '../router.js';
import * as session from '../session.js';
import { agoMark, scoreMark, statusMark, waitingMark } from '../components/badge.js';
import { icon } from '../components/icon.js';
import { mailNotice } from '../components/notice.js';
import { section } from '../components/states.js';
import { rowKeys } from '../components/table.js';
import { firstSteps } from '../first-steps/card.js';
import { moveSeen, ownerCell } from '../leads/in-place.js';
import { followLeads } from '../leads/live-list.js';
import { openStatuses } from '../leads/status.js';
import { followTasks } from '../tasks/live-list.js';
import { taskList } from '../tasks/list.js';
import { fetchConversations } from '../whatsapp/fetch.js';
import { nameOf } from '../whatsapp/person.js';

const shown = 10;
// So many hot leads are looked at for one without a task.
const lookedAt = 20;

export default async function page() {
  const [users, notice, steps] = await Promise.all([people(), session.can('core.view_config') ? mailNotice() : null, firstSteps()]);
  const hasTasks = session.can('tasks.manage');
  const reloadLeads = (options) => { waiting.reload(options); hot?.reload(options); };
  const rows = (items) => leadRows(items, { users, mayManage: session.can('leads.manage'), changed: () => reloadLeads() });
  const waiting = waitingCard(rows);
  const mine = hasTasks ? taskCard(users) : null;
  const hot = hasTasks ? hotCard(rows) : null;
  const wrote = session.can('messages.send') ? messageCard() : null;

  const element = h('div', { class: 'today' }, notice, steps, waiting.element, mine?.element, wrote?.element, hot?.element);
  const ends = [
    keys.bind(rowKeys(element, { rows: '.row-line', own: '.row-name' })),
    followLeads(reloadLeads),
    mine ? followTasks(mine.reload) : () => {},
    live.on('message_received', () => wrote?.reload({ quiet: true })),
  ];
  await waiting.ready;
  return {
    title: t('menu./'),
    element,
    dispose: () => { for (const end of ends) end(); for (const each of [waiting, mine, wrote, hot]) each?.stop(); },
  };
}

// --- The cards

/** A card with its number, which loads by itself; the heading leads to the whole list. */
function card(name, path, query, fetchData, render) {
  const count = h('span', { class: 'page-count' });
  const loaded = section(async (signal) => fetchData(signal), (data) => {
    count.textContent = number(data.total);
    count.classList.toggle('is-late', data.late > 0);
    return data.items.length ? render(data) : h('p', { class: 'muted' }, t(`today.${name}None`));
  });
  const element = h('section', { class: 'card', id: `today-${name}`, 'aria-labelledby': `today-${name}-title` },
    h('div', { class: 'card-head' }, h('h2', { id: `today-${name}-title` }, t(`today.${name}`), ' ', count),
      h('a', { href: address(path, query) }, t('today.all'))),
    loaded.element);
  return { ...loaded, element };
}

function waitingCard(rows) {
  const query = { status: 'PENDING', sort_by: 'due_at', sort_desc: false };
  return card('waiting', '/leads', query, async (signal) => {
    const [list, late] = await Promise.all([get('/leads', { ...query, page_size: shown }, signal), get('/leads', { late: true, page_size: 1 }, signal)]);
    return { ...list, late: late.total };
  }, (data) => rows(data.items));
}

function taskCard(users) {
  const own = card('tasks', '/tasks', {}, async (signal) => {
    const query = { assignee_id: 'me', is_done: false, page_size: shown };
    const [overdue, today] = await Promise.all([get('/tasks', { ...query, due: 'overdue' }, signal), get('/tasks', { ...query, due: 'today' }, signal)]);
    // What was due earlier today is in both.
    const later = today.tasks.filter((each) => !overdue.tasks.some((other) => other.id === each.id));
    const tasks = [...overdue.tasks, ...later];
    return { items: tasks.slice(0, shown), total: Math.max(overdue.total + later.length, tasks.length), late: overdue.total };
  }, (data) => taskList(data.items, { users, changed: () => own.reload(), showsRecord: true }));
  return own;
}

// The hot leads that no one has planned anything for.
function hotCard(rows) {
  const query = { priority: 'hot', status: openStatuses, sort_by: 'score' };
  return card('hot', '/leads', query, async (signal) => {
    const found = await get('/leads', { ...query, page_size: lookedAt }, signal);
    const planned = await Promise.all(found.items.map((lead) => get('/tasks', { lead_id: lead.id, is_done: false, page_size: 1 }, signal)));
    const items = found.items.filter((_, index) => planned[index].total === 0);
    return { items: items.slice(0, shown), total: items.length };
  }, (data) => rows(data.items));
}

function messageCard() {
  return card('wrote', '/whatsapp', { unread: true }, async (signal) => {
    const { conversations, total } = await fetchConversations({ unread: true }, 1, signal);
    return { items: conversations.slice(0, shown), total };
  }, (data) => h('ul', { class: 'rows' }, data.items.map((each) => h('li', { class: 'row-line' },
    h('a', { class: 'row-name', href: address('/whatsapp', { with: each.number }) }, nameOf(each)),
    h('span', { class: 'row-sub muted' }, each.last_message.text),
    h('span', { class: 'side-count is-due' }, number(each.unread)),
    h('span', { class: 'row-wait' }, agoMark(each.last_message.created_at))))));
}

const leadRows = (items, { users, mayManage, changed }) => h('ul', { class: 'rows' }, items.map((lead) => h('li', { class: 'row-line' },
  h('a', { class: 'row-name', href: address(`/leads/${lead.id}`), dataset: { focus: `lead-${lead.id}` } }, lead.name),
  h('span', { class: 'row-sub muted' }, lead.message ?? lead.business_name ?? lead.email ?? ''),
  lead.status === 'PENDING' ? null : statusMark(lead.status),
  scoreMark(lead), h('span', { class: 'row-wait' }, waitingMark(lead)),
  h('span', { class: 'row-owner' }, ownerCell(lead, { users, mayManage, changed })),
  h('span', { class: 'reach' },
    lead.phone ? h('a', { class: 'btn-icon', href: `https://wa.me/${lead.phone.slice(1)}`, target: '_blank', rel: 'noopener noreferrer', 'aria-label': `WhatsApp: ${lead.name}`, title: 'WhatsApp' }, icon('whatsapp')) : null,
    lead.phone ? h('a', { class: 'btn-icon', href: `tel:${lead.phone}`, 'aria-label': `${t('composer.call')}: ${lead.name}`, title: t('composer.call') }, icon('telephone')) : null,
    mayManage && lead.status === 'PENDING'
      ? h('button', {
        type: 'button', class: 'btn-icon', 'aria-label': `${t('move.REACHED_OUT')}: ${lead.name}`, title: t('move.REACHED_OUT'),
        dataset: { focus: `reach-${lead.id}` }, on: { click: () => moveSeen(lead, 'REACHED_OUT', changed) },
      }, icon('check-lg'))
      : null))));
