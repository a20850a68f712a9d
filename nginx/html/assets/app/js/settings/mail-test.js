// Sends one mail with the stored settings, and says what the mail server said.

import { request } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { form } from '../components/form.js';
import { tell } from '../components/toast.js';

/** The form below the settings of the mail server. */
export const mailTest = () => h('section', { 'aria-labelledby': 'mail-test-title' },
  h('h3', { id: 'mail-test-title' }, t('mailTest.title')),
  form({
    fields: [{ name: 'to', label: t('messages.to'), type: 'email', required: true, maxlength: 254, autocomplete: 'email' }],
    submit: t('mailTest.send'),
    draft: { key: 'mail test' },
    onSubmit: async (body) => {
      await request('POST', '/config/email/test', { body });
      tell(t('mailTest.sent'));
    },
  }));
