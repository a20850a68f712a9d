// Chooses a new password by the token of a mail's link (`#/reset?token=…`).

import { request } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { go } from '../router.js';
import { form } from '../components/form.js';
import { tell } from '../components/toast.js';

export default async function page({ query }) {
  const token = query.get('token') ?? '';
  const title = t('reset.title');
  if (!token) return { title, element: h('section', { class: 'card narrow' }, h('p', {}, t('reset.noToken')), h('a', { href: '#/forgot' }, t('forgot.title'))) };
  // The token does not stay in the address bar.
  history.replaceState(null, '', '#/reset');
  return {
    title,
    element: h('section', { class: 'card narrow' }, form({
      fields: [{ name: 'new_password', label: t('password.new'), type: 'password', required: true, autocomplete: 'new-password', help: t('password.rule') }],
      submit: t('reset.submit'),
      onSubmit: async ({ new_password: password }) => {
        await request('POST', '/auth/password/reset', { body: { token, new_password: password }, signedIn: false });
        tell(t('reset.done'));
        go('/sign-in');
      },
    })),
  };
}
