// What was noted of a customer, among the entries of the timeline: whoever wrote it, or leads, can change it and remove it.

import { request } from '../api.js';
import { labels, t } from '../i18n.js';
import * as session from '../session.js';
import { confirmed, formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { icon } from '../components/icon.js';
import { menuButton } from '../components/menu.js';
import { complain, tell } from '../components/toast.js';

// What the composer has a form of its own for.
const composed = new Set(['call', 'email', 'whatsapp']);
const options = () => labels('interaction').map(([value, text]) => ({ value, label: text }));

/** The kinds that a note can be of. */
export const noteKinds = () => options().filter(({ value }) => !composed.has(value));

/** The menu of an entry, null for what the user may not change; `changed()` is called after a change. */
export function interactionMenu(interaction, path, changed) {
  if (!mayWrite(interaction)) return null;
  return menuButton({
    content: icon('three-dots'), className: 'btn-icon', label: t('interactions.menu'), focus: `interaction-${interaction.id}`,
    items: () => [
      { label: t('edit'), run: () => edit(interaction, path, changed) },
      { label: t('remove'), run: () => remove(interaction, path, changed) },
    ],
  });
}

function mayWrite({ author }) {
  const me = session.profile();
  return session.can('interactions.manage') && (me.role !== 'agent' || author?.id === me.id);
}

async function edit(interaction, path, changed) {
  const saved = await formDialog(t('interactions.edit'), (close) => form({
    fields: [
      { name: 'interaction_type', label: t('field.interaction_type'), type: 'select', required: true, options: options(), value: interaction.interaction_type },
      { name: 'notes', label: t('field.notes'), type: 'textarea', required: true, value: interaction.notes, maxlength: 10000 },
    ],
    submit: t('save'),
    draft: { key: `interaction ${interaction.id}`, version: interaction.notes },
    onCancel: () => close(),
    onSubmit: async (values) => close((await request('PUT', `${path}/interactions/${interaction.id}`, { body: values })).data),
  }));
  if (!saved) return;
  tell(t('saved'));
  changed();
}

async function remove(interaction, path, changed) {
  if (!(await confirmed({ title: t('interactions.remove'), text: t('interactions.removeText'), action: t('remove'), danger: true }))) return;
  try {
    tell((await request('DELETE', `${path}/interactions/${interaction.id}`)).data?.message ?? t('saved'));
  } catch (error) {
    complain(error);
  }
  changed();
}
