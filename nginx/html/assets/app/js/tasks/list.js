// Tasks as a list: each is completed with one click.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { dateTime } from '../format.js';
import { nameOf } from '../people.js';
import { address } from '../router.js';
import { face } from '../components/face.js';
import { icon } from '../components/icon.js';
import { menuButton } from '../components/menu.js';
import { complete, editTask, removeTask } from './form.js';

const isLate = (task) => !task.done_at && task.due_at && new Date(task.due_at) < new Date();

/** The list; `changed()` is called after something was done. With `showsRecord`, each task leads to what it is about. */
export function taskList(tasks, { users, changed, showsRecord = false }) {
  const after = (action) => async () => {
    await action();
    changed();
  };
  const item = (task) => {
    const box = h('input', {
      type: 'checkbox',
      class: 'form-check-input',
      checked: Boolean(task.done_at),
      'aria-label': t('tasks.done', { title: task.title }),
      dataset: { focus: `done-${task.id}` },
      on: { change: after(() => complete(task, box.checked)) },
    });
    return h('li', { class: task.done_at ? 'task is-done' : 'task', dataset: { task: task.id } },
      box,
      h('div', { class: 'task-text' },
        h('p', { class: 'task-title' }, task.title),
        task.notes ? h('p', { class: 'said muted' }, task.notes) : null,
        h('p', { class: 'marks muted' },
          isLate(task) ? h('span', { class: 'mark mark-bad' }, t('tasks.late')) : null,
          task.done_at ? h('span', { class: 'mark mark-good' }, t('tasks.doneAt', { time: dateTime(task.done_at) })) : null,
          task.due_at ? h('time', { datetime: task.due_at }, t('tasks.due', { time: dateTime(task.due_at) })) : t('tasks.noTime'),
          h('span', { class: 'state-word' }, face(nameOf(users, task.assignee_id)), nameOf(users, task.assignee_id)),
          showsRecord ? record(task) : null)),
      menuButton({
        content: icon('three-dots'),
        className: 'btn-icon',
        label: t('tasks.actions', { title: task.title }),
        focus: `actions-${task.id}`,
        items: () => [
          { label: t('edit'), run: after(() => editTask(users, task)) },
          { label: t('remove'), run: after(() => removeTask(task)) },
        ],
      }));
  };
  return h('ul', { class: 'tasks' }, tasks.map(item));
}

function record(task) {
  if (task.lead_id) return h('a', { href: address(`/leads/${task.lead_id}`) }, t('tasks.lead'));
  return task.customer_id ? h('a', { href: address(`/customers/${task.customer_id}`) }, t('tasks.customer')) : null;
}
