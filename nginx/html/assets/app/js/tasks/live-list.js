// Keeps tasks on view up to date, and reminds of those that are due.

import { get } from '../api.js';
import { debounced } from '../dom.js';
import { t } from '../i18n.js';
import * as live from '../live.js';
import * as session from '../session.js';
import { remind } from '../components/toast.js';

const gatherMilliseconds = 250;

/** Calls `reload` soon after a task was created, changed or deleted; gives what ends that. */
export function followTasks(reload) {
  const soon = debounced(gatherMilliseconds, () => reload({ quiet: true }));
  const ends = ['task_created', 'task_changed', 'task_deleted', 'reconnected'].map((type) => live.on(type, soon));
  return () => {
    soon.cancel();
    for (const end of ends) end();
  };
}

/** Reminds whoever is signed in of each own task at its time. */
export function followReminders() {
  live.on('task_due', async ({ id, assignee_id: assignee }) => {
    if (assignee !== session.profile()?.id) return;
    try {
      const { task } = await get(`/tasks/${encodeURIComponent(id)}`);
      if (!task.done_at) remind(t('tasks.reminder', { title: task.title }));
    } catch {
      // It was deleted meanwhile, or the list of tasks will show it.
    }
  });
}
