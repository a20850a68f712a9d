// The page where staff sign in.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { go } from '../router.js';
import * as session from '../session.js';
import { signInForm } from '../sign-in.js';

export default async function page({ query }) {
  // Only a place of this page: an address from outside is none of them.
  const next = query.get('next') ?? '';
  const arrive = () => { if (next.startsWith('/')) location.hash = next; else go('/'); };
  if (session.profile()) queueMicrotask(arrive);
  const form = signInForm(arrive);
  return {
    title: t('signIn.title'),
    element: h('section', { class: 'card narrow' }, form),
    focus: () => { form.querySelector('input').focus(); return true; },
  };
}
