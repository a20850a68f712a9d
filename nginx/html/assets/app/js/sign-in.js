// Signing in: on its own page, and in a dialog over the page when a session has ended in the middle of work.

import { get, request } from './api.js';
import { h } from './dom.js';
import { t } from './i18n.js';
import { go } from './router.js';
import * as session from './session.js';
import { form } from './components/form.js';
import { openDialog } from './components/dialog.js';

async function tokensOf(username, password) {
  const { data } = await request('POST', '/auth/login', { body: { username, password }, signedIn: false });
  return { access: data.access_token, refresh: data.refresh_token };
}

// A wrong password is one fault of the whole form; "try again in" is worth telling.
function told(error) {
  if (error.status === 429 && error.retryAfter) error.message = t('signIn.wait', { minutes: Math.ceil(error.retryAfter / 60) });
  return error;
}

/** The form of the sign-in page; calls `done` when someone is signed in. */
export function signInForm(done) {
  return form({
    fields: [
      { name: 'username', label: t('signIn.username'), required: true, autocomplete: 'username', spellcheck: 'false' },
      { name: 'password', label: t('signIn.password'), type: 'password', required: true, autocomplete: 'current-password', isShowable: true },
      { name: 'keep', label: t('signIn.keep'), type: 'checkbox', help: t('signIn.keepHelp') },
    ],
    submit: t('signIn.submit'),
    secondary: [h('a', { href: '#/forgot' }, t('signIn.forgot'))],
    onSubmit: async ({ username, password, keep }) => {
      try {
        session.begin(await tokensOf(username, password), { isKept: keep });
        session.setProfile(await get('/me'));
      } catch (error) {
        throw told(error);
      }
      done();
    },
  });
}

/**
 * Asks the user to sign in again, over the page, which stays as it is with all that was typed. Gives true when they did; when they leave
 * instead, the session ends.
 */
export async function askToSignInAgain() {
  const who = session.profile();
  if (!who) return false;
  const dialog = openDialog({ title: t('expired.title'), content: [], dismissible: false });
  const fields = form({
    fields: [
      { name: 'username', label: t('signIn.username'), autocomplete: 'username', value: who.username, readOnly: true },
      { name: 'password', label: t('signIn.password'), type: 'password', required: true, autocomplete: 'current-password' },
    ],
    submit: t('signIn.submit'),
    secondary: [h('button', { type: 'button', class: 'btn btn-outline-secondary', on: { click: () => dialog.close(false) } }, t('expired.leave'))],
    onSubmit: async ({ password }) => {
      try {
        session.renew(await tokensOf(who.username, password));
      } catch (error) {
        throw told(error);
      }
      dialog.close(true);
    },
  });
  dialog.setContent(h('p', {}, t('expired.text')), fields);
  fields.querySelector('input[type=password]').focus();
  const isBack = await dialog.result;
  if (!isBack) {
    session.end();
    go('/sign-in');
  }
  return Boolean(isBack);
}
