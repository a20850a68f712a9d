// Sends one mail with the stored settings, and says what the mail server said.

import { described, request } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { dateTime } from '../format.js';
import * as session from '../session.js';
import { form } from '../components/form.js';

/** The form below the settings of the mail server. */
export function mailTest() {
  const outcome = h('div', { id: 'mail-outcome', role: 'status' });
  const say = (kind, ...words) => fill(outcome, h('p', { class: `outcome outcome-${kind}` }, words));
  return h('section', { class: 'below', 'aria-labelledby': 'mail-test-title' },
    h('h3', { id: 'mail-test-title' }, t('mailTest.title')),
    h('p', { class: 'form-text' }, t('mailTest.help')),
    form({
      fields: [{ name: 'to', label: t('messages.to'), type: 'email', required: true, maxlength: 254, autocomplete: 'email', value: session.profile().email }],
      submit: t('mailTest.send'),
      draft: { key: 'mail test' },
      onSubmit: async (body) => {
        say('waiting', t('mailTest.waiting'));
        try {
          await request('POST', '/config/email/test', { body });
        } catch (error) {
          if (error.status !== 502) { fill(outcome); throw error; }
          say('bad', t('mailTest.refused'), ' ', described(error).message);
          return;
        }
        say('good', t('mailTest.sent', { address: body.to, time: dateTime(new Date().toISOString()) }));
      },
    }),
    outcome);
}
