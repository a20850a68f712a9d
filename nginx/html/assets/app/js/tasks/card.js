// The tasks about a lead or a customer: a card of their page.

import { get } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { section } from '../components/states.js';
import { newTask } from './form.js';
import { followTasks } from './live-list.js';
import { taskList } from './list.js';

const shown = 50;

/** The card of a record's tasks, `about` it: `{lead_id}` or `{customer_id}`. */
export function tasksCard(about, users) {
  const list = section(
    (signal) => get('/tasks', { ...about, page_size: shown }, signal),
    (data) => [
      data.total ? taskList(data.tasks, { users, changed: () => list.reload() }) : h('p', {}, t('tasks.noneHere')),
      data.pages > 1 ? h('p', { class: 'muted' }, t('tasks.first', { count: shown })) : null,
    ]);
  const add = async () => { if (await newTask(users, about)) list.reload(); };
  const end = followTasks(list.reload);
  const element = h('section', { class: 'card', id: 'tasks', 'aria-labelledby': 'tasks-title' },
    h('header', { class: 'card-head' },
      h('h2', { id: 'tasks-title' }, t('menu./tasks')),
      h('button', { type: 'button', class: 'btn btn-sm btn-outline-primary', id: 'new-task', on: { click: add } }, t('tasks.new'))),
    list.element);
  return { element, reload: list.reload, stop: () => { end(); list.stop(); } };
}
