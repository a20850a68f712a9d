// The form of a note.

import { t } from '../i18n.js';
import { form } from '../components/form.js';

/** `keep(kind, text)` keeps it; `after(element, text)` is called then. `kinds` are the options of what it can be, where it can be several things. */
export const noteForm = ({ path, kinds, keep, after }) => form({
  fields: [
    { name: 'text', label: t('notes.add'), type: 'textarea', rows: 3, required: true, maxlength: 4000 },
    kinds ? { name: 'kind', label: t('field.interaction_type'), type: 'select', required: true, options: kinds, value: 'note' } : null,
  ],
  submit: t('notes.save'),
  draft: { key: `note ${path}` },
  onSubmit: async ({ text, kind = 'note' }, element) => {
    await keep(kind, text);
    await after(element, t('notes.saved'));
  },
});
