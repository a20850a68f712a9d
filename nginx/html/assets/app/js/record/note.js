// The form of a note.

import { t } from '../i18n.js';
import { form } from '../components/form.js';

/** `note(text)` keeps it; `after(element, text)` is called then. */
export const noteForm = ({ path, note, after }) => form({
  fields: [{ name: 'text', label: t('notes.add'), type: 'textarea', rows: 3, required: true, maxlength: 4000 }],
  submit: t('notes.save'),
  draft: { key: `note ${path}` },
  onSubmit: async ({ text }, element) => {
    await note(text);
    await after(element, t('notes.saved'));
  },
});
