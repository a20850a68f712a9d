// Asks for a mail with a link to choose a new password. The answer never reveals whether the address is a user's.

import { request } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { form } from '../components/form.js';

export default async function page() {
  const card = h('section', { class: 'card narrow' });
  fill(card, h('p', {}, t('forgot.text')), form({
    fields: [{ name: 'email', label: t('field.email'), type: 'email', required: true, autocomplete: 'email' }],
    submit: t('forgot.submit'),
    secondary: [h('a', { href: '#/sign-in' }, t('forgot.back'))],
    onSubmit: async (body) => {
      await request('POST', '/auth/password/forgot', { body, signedIn: false });
      const done = h('p', { role: 'status', tabindex: '-1' }, t('forgot.done'));
      fill(card, done, h('a', { href: '#/sign-in' }, t('forgot.back')));
      done.focus();
    },
  }));
  return { title: t('forgot.title'), element: card };
}
