// The form of a reminder about a record: a task of one's own.

import { create } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { today, wallField } from '../format.js';
import * as session from '../session.js';
import { form } from '../components/form.js';

/** `about` names the record (`{lead_id}`). */
export function reminderForm({ path, about, current, after }) {
  const fields = form({
    fields: [
      { name: 'title', label: t('field.title'), required: true, maxlength: 200, value: t('composer.callBack', { name: current().name.slice(0, 150) }) },
      { name: 'due_at', label: t('field.due_at'), type: 'instant', value: null },
    ],
    extra: [h('div', { class: 'actions presets' }, presets().map(([name, wall]) => h('button', {
      type: 'button', class: 'btn btn-sm btn-outline-secondary',
      on: { click: () => { fields.querySelector('[name=due_at]').value = wall; } },
    }, t(`composer.${name}`))))],
    submit: t('tasks.add'),
    draft: { key: `reminder ${path}` },
    onSubmit: async (values, element) => {
      const { task } = await create('/tasks', { ...values, assignee_id: session.profile().id, ...about });
      await after(element, t('tasks.added', { title: task.title }));
    },
  });
  return fields;
}

// Times as the field takes them.
function presets() {
  return [
    ['inAnHour', wallField(new Date(Date.now() + 3_600_000).toISOString())],
    ['tomorrow', `${today(1)}T09:00`],
    ['nextWeek', `${today(7)}T09:00`],
  ];
}
