// Chooses a new password by the token of a mail's link (`#/reset?token=…`).

import { request } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { go } from '../router.js';
import { form } from '../components/form.js';
import { tell } from '../components/toast.js';

// The token does not stay in the address bar; the tab keeps it, so that a reload or another language does not lose it.
const key = 'guiche.reset';

export default async function page({ query }) {
  const given = query.get('token');
  if (given) {
    sessionStorage.setItem(key, given);
    history.replaceState(null, '', '#/reset');
  }
  const token = given || sessionStorage.getItem(key);
  const title = t('reset.title');
  const askAgain = (text) => [h('p', { role: 'alert', tabindex: '-1' }, text), h('a', { href: '#/forgot' }, t('reset.askAgain'))];
  const card = h('section', { class: 'card narrow' });
  if (!token) {
    card.append(...askAgain(t('reset.noToken')));
    return { title, element: card };
  }
  card.append(form({
    fields: [{ name: 'new_password', label: t('password.new'), type: 'password', required: true, autocomplete: 'new-password', help: t('password.rule') }],
    submit: t('reset.submit'),
    onSubmit: async ({ new_password: password }) => {
      try {
        await request('POST', '/auth/password/reset', { body: { token, new_password: password }, signedIn: false });
      } catch (error) {
        if (!error.details?.token) throw error;
        sessionStorage.removeItem(key);
        card.replaceChildren(...askAgain(t('reset.over')));
        card.querySelector('p').focus();
        return;
      }
      sessionStorage.removeItem(key);
      tell(t('reset.done'));
      go('/sign-in');
    },
  }));
  return { title, element: card };
}
