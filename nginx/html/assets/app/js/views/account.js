// One's own account: who one is, a new password, and where one is signed in.

import { get, request } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { dateTime } from '../format.js';
import * as session from '../session.js';
import { facts } from '../components/facts.js';
import { form } from '../components/form.js';
import { section } from '../components/states.js';
import { complain, tell } from '../components/toast.js';

export default async function page() {
  const me = session.profile();
  const sessions = sessionList();
  return {
    title: t('account.title'),
    element: h('div', { class: 'columns' },
      h('section', { class: 'card' }, facts([
        [t('field.name'), me.name], [t('signIn.username'), me.username], [t('field.email'), me.email], [t('field.role'), label('role', me.role)],
      ]), digestSwitch()),
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
          sessions.reload();
        },
      })),
      h('section', { class: 'card', id: 'absence' }, h('h2', {}, t('account.absence')), form({
        fields: [{ name: 'away_until', label: t('field.away_until'), type: 'instant', value: me.away_until, help: t('away.help') }],
        submit: t('save'),
        draft: { key: 'me', version: me.away_until ?? '' },
        onSubmit: async (body) => {
          session.setProfile((await request('PATCH', '/me', { body })).data);
          tell(t('saved'));
        },
      })),
      h('section', { class: 'card', id: 'sessions' }, h('h2', {}, t('sessions.title')), sessions.element)),
    dispose: sessions.stop,
  };
}

/** Whether one is mailed what is due. */
function digestSwitch() {
  const box = h('input', {
    type: 'checkbox',
    class: 'form-check-input',
    id: 'digest',
    checked: session.profile().digest,
    on: {
      change: async () => {
        try {
          session.setProfile((await request('PATCH', '/me', { body: { digest: box.checked } })).data);
          tell(t('saved'));
        } catch (error) {
          box.checked = !box.checked;
          complain(error);
        }
      },
    },
  });
  return h('div', { class: 'form-check' }, box, h('label', { class: 'form-check-label', for: box.id }, t('account.digest')));
}

/** Where one is signed in; each of the others can be ended. */
function sessionList() {
  const list = section((signal) => get('/auth/sessions', { page_size: 50 }, signal), (data) => [
    h('ul', { class: 'timeline' }, data.sessions.map((each) => h('li', {},
      h('p', { class: 'said' }, each.user_agent ?? t('sessions.unknown')),
      h('p', { class: 'muted' }, dateTime(each.created_at), each.current ? ` · ${t('sessions.this')}` : ''),
      each.current ? null : button(t('sessions.end'), `/auth/sessions/${each.id}`)))),
    data.total > 1 ? button(t('sessions.endOthers'), '/auth/sessions') : null,
  ]);
  function button(text, path) {
    return h('button', {
      type: 'button',
      class: 'btn btn-sm btn-outline-danger',
      on: {
        click: async () => {
          try {
            await request('DELETE', path);
            tell(t('sessions.ended'));
          } catch (error) {
            complain(error);
          }
          list.reload();
        },
      },
    }, text);
  }
  return list;
}
