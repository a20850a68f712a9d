// Becomes a user by the token of an invitation's link (`#/invitation?token=…`).

import { request } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { go } from '../router.js';
import { form } from '../components/form.js';
import { tell } from '../components/toast.js';

// As in reset.js: the token does not stay in the address bar, and survives a reload.
const key = 'guiche.invitation';

export default async function page({ query }) {
  const given = query.get('token');
  if (given) {
    sessionStorage.setItem(key, given);
    history.replaceState(null, '', '#/invitation');
  }
  const token = given || sessionStorage.getItem(key);
  const card = h('section', { class: 'card narrow' });
  const title = t('invitation.title');
  const over = (text) => [h('p', { role: 'alert', tabindex: '-1' }, text), h('a', { href: '#/sign-in' }, t('forgot.back'))];
  if (!token) {
    card.append(...over(t('invitation.noToken')));
    return { title, element: card };
  }
  card.append(h('p', {}, t('invitation.text')), form({
    fields: [
      { name: 'username', label: t('field.username'), required: true, maxlength: 50, autocomplete: 'username', help: t('users.usernameRule') },
      { name: 'name', label: t('field.name'), maxlength: 200, autocomplete: 'name' },
      { name: 'password', label: t('signIn.password'), type: 'password', required: true, autocomplete: 'new-password', help: t('password.rule') },
    ],
    submit: t('invitation.submit'),
    onSubmit: async (values) => {
      try {
        await request('POST', '/auth/invitation', { body: { token, ...values }, signedIn: false });
      } catch (error) {
        if (!error.details?.token && !error.details?.email) throw error;
        sessionStorage.removeItem(key);
        card.replaceChildren(...over(t(error.details.token ? 'invitation.over' : 'invitation.known')));
        card.querySelector('p').focus();
        return;
      }
      sessionStorage.removeItem(key);
      tell(t('invitation.done'));
      go('/sign-in');
    },
  }));
  return { title, element: card };
}
