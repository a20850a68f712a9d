// The form of a task, and the dialogs that create, change and delete one.

import { create, request } from '../api.js';
import { t } from '../i18n.js';
import { ownerOptions } from '../people.js';
import * as session from '../session.js';
import { confirmed, formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { complain, tell } from '../components/toast.js';

const fields = (users, task) => [
  { name: 'title', label: t('field.title'), required: true, value: task?.title, maxlength: 200 },
  { name: 'due_at', label: t('field.due_at'), type: 'instant', value: task?.due_at },
  { name: 'assignee_id', label: t('field.assignee_id'), type: 'select', required: true, options: ownerOptions(users, task?.assignee_id), value: task?.assignee_id ?? session.profile().id },
  { name: 'notes', label: t('field.notes'), type: 'textarea', value: task?.notes, maxlength: 10000 },
];

/** Asks for a new task about a record (`{lead_id}`, `{customer_id}` or nothing); gives it, or nothing when it was cancelled. */
export async function newTask(users, about = {}) {
  const task = await formDialog(t('tasks.new'), (close) => form({
    fields: fields(users),
    submit: t('tasks.add'),
    draft: { key: `task ${about.lead_id ?? about.customer_id ?? ''}` },
    onCancel: () => close(),
    onSubmit: async (values) => close((await create('/tasks', { ...values, ...about })).task),
  }));
  if (task) tell(t('tasks.added', { title: task.title }));
  return task;
}

/** Lets someone change a task; gives whether it was changed. */
export async function editTask(users, { id }) {
  const path = `/tasks/${encodeURIComponent(id)}`;
  let found;
  try {
    found = await request('GET', path);
  } catch (error) {
    complain(error);
    return true;
  }
  const saved = await formDialog(t('tasks.edit'), (close) => form({
    fields: fields(users, found.data.task),
    submit: t('save'),
    draft: { key: path, version: found.etag },
    onCancel: () => close(),
    onSubmit: async (values) => {
      try {
        close((await request('PATCH', path, { body: values, ifMatch: found.etag })).data);
      } catch (error) {
        if (error.status === 412) error.message = t('changedMeanwhile');
        throw error;
      }
    },
  }));
  if (saved) tell(saved.message);
  return Boolean(saved);
}

/** Deletes a task once someone is sure. */
export async function removeTask(task) {
  if (!(await confirmed({ title: t('tasks.remove'), text: t('tasks.removeText', { title: task.title }), action: t('remove'), danger: true }))) return;
  try {
    tell((await request('DELETE', `/tasks/${encodeURIComponent(task.id)}`)).data.message);
  } catch (error) {
    complain(error);
  }
}

/** Completes a task or reopens it. */
export async function complete(task, isDone) {
  try {
    tell((await request('PATCH', `/tasks/${encodeURIComponent(task.id)}`, { body: { is_done: isDone } })).data.message);
  } catch (error) {
    complain(error);
  }
}
