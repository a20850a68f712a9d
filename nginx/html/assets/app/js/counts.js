// The numbers beside the menu's entries: leads whose answer is late, open leads, one's own tasks that are due, unread conversations. They are fetched
// seldom, and never hold up a page; that of the conversations follows at once, and is in the tab's title, too.

import { get } from './api.js';
import { number } from './format.js';
import * as live from './live.js';
import * as session from './session.js';
import { setUnread } from './title.js';

const pauseMilliseconds = 15_000;
const unreadPauseMilliseconds = 1000;
const none = { number: '', isDue: false };

let known = {};
let show = () => {};
let timer = null;
let last = -Infinity;
let unreadTimer = null;
let isUnreadAsked = false;

/** The number beside an entry: `{number, isDue}`; an empty text when nothing is known. */
export const counts = (root) => known[root] ?? none;

/** Calls `changed` when the numbers are new, from now on for this layout alone. */
export function followCounts(changed) {
  show = changed;
  changed();
  refresh();
  refreshUnread();
}

/** Fetches the numbers soon, however often it is asked for. */
export function refresh() {
  if (timer) return;
  timer = setTimeout(fetchAll, Math.max(0, last + pauseMilliseconds - Date.now()));
}

async function fetchAll() {
  timer = null;
  last = Date.now();
  const who = session.profile()?.id;
  if (!who) return;
  const [late, summary, overdue, today] = await Promise.all([
    session.can('leads.view') ? quietly('/leads', { late: true, page_size: 1 }) : null,
    session.can('metrics.view') ? quietly('/metrics/summary') : null,
    session.can('tasks.manage') ? quietly('/tasks', { assignee_id: 'me', is_done: false, due: 'overdue', page_size: 1 }) : null,
    session.can('tasks.manage') ? quietly('/tasks', { assignee_id: 'me', is_done: false, due: 'today', page_size: 1 }) : null,
  ]);
  if (session.profile()?.id !== who) return;
  const due = overdue?.total ?? 0;
  const open = summary?.open;
  known = {
    ...known,
    '/': late?.total ? { number: number(late.total), isDue: true } : none,
    '/leads': open === undefined ? none : { number: number(open), isDue: false },
    '/tasks': due ? { number: number(due), isDue: true } : { number: today?.total ? number(today.total) : '', isDue: false },
  };
  show();
}

/** Fetches the number of unread conversations: at once, and after a pause what was asked for meanwhile. */
export function refreshUnread() {
  isUnreadAsked = true;
  if (!unreadTimer) fetchUnreadNow();
}

function fetchUnreadNow() {
  unreadTimer = null;
  if (!isUnreadAsked) return;
  isUnreadAsked = false;
  fetchUnread();
  unreadTimer = setTimeout(fetchUnreadNow, unreadPauseMilliseconds);
}

async function fetchUnread() {
  const who = session.profile()?.id;
  const found = who && session.can('messages.send') ? await quietly('/whatsapp/conversations', { unread: true, page_size: 1 }) : null;
  if (!found || session.profile()?.id !== who) return;
  known = { ...known, '/whatsapp': found.total ? { number: number(found.total), isDue: true } : none };
  setUnread(found.total);
  show();
}

async function quietly(path, query) {
  try {
    return await get(path, query);
  } catch {
    return null;
  }
}

for (const type of ['lead_created', 'lead_changed', 'task_created', 'task_changed', 'task_deleted', 'task_due', 'reconnected']) live.on(type, refresh);
for (const type of ['message_received', 'reconnected']) live.on(type, refreshUnread);
session.changes.addEventListener('change', () => { if (!session.profile()) setUnread(0); known = {}; last = -Infinity; });
