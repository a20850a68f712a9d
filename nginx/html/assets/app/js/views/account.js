// One's own account: who one is, and a new password.

import { request } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import * as session from '../session.js';
import { facts } from '../components/facts.js';
import { form } from '../components/form.js';
import { tell } from '../components/toast.js';

export default async function page() {
  const me = session.profile();
  return {
    title: t('account.title'),
    element: h('div', { class: 'columns' },
      h('section', { class: 'card' }, facts([
        [t('field.name'), me.name], [t('signIn.username'), me.username], [t('field.email'), me.email], [t('field.role'), label('role', me.role)],
      ])),
      h('section', { class: 'card' }, h('h2', {}, t('password.change')), form({
        fields: [
          { name: 'current_password', label: t('password.current'), type: 'password', required: true, autocomplete: 'current-password' },
          { name: 'new_password', label: t('password.new'), type: 'password', required: true, autocomplete: 'new-password', help: t('password.rule') },
        ],
        submit: t('password.change'),
        onSubmit: async (body, element) => {
          await request('POST', '/auth/password', { body });
          element.reset();
          tell(t('password.changed'));
        },
      }))),
  };
}
