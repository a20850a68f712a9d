// The numbers beside the menu's entries: leads whose answer is late, open leads, and one's own tasks that are due. They are fetched seldom, and never hold up a page.

import { get } from './api.js';
import { number } from './format.js';
import * as live from './live.js';
import * as session from './session.js';

const pauseMilliseconds = 15_000;
const none = { number: '', isDue: false };

let known = {};
let show = () => {};
let timer = null;
let last = -Infinity;

/** The number beside an entry: `{number, isDue}`; an empty text when nothing is known. */
export const counts = (root) => known[root] ?? none;

/** Calls `changed` when the numbers are new, from now on for this layout alone. */
export function followCounts(changed) {
  show = changed;
  changed();
  refresh();
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
    '/': late?.total ? { number: number(late.total), isDue: true } : none,
    '/leads': open === undefined ? none : { number: number(open), isDue: false },
    '/tasks': due ? { number: number(due), isDue: true } : { number: today?.total ? number(today.total) : '', isDue: false },
  };
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
session.changes.addEventListener('change', () => { known = {}; last = -Infinity; });
