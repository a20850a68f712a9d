// The page where staff sign in.

import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { publicConfig } from '../public-config.js';
import { go } from '../router.js';
import * as session from '../session.js';
import { signInForm } from '../sign-in.js';

export default async function page({ query }) {
  // Only a place of this page: an address from outside is none of them.
  const next = query.get('next') ?? '';
  const arrive = () => { if (next.startsWith('/')) location.hash = next; else go('/'); };
  if (session.profile()) queueMicrotask(arrive);
  const form = signInForm(arrive);
  const brand = h('p', { class: 'sign-in-brand', hidden: true });
  publicConfig().then((config) => {
    if (!config?.display_name && !config?.logo_url) return;
    fill(brand, config.logo_url ? h('img', { src: config.logo_url, alt: config.display_name ?? '' }) : config.display_name);
    brand.hidden = false;
  });
  return {
    title: t('signIn.title'),
    element: h('section', { class: 'card narrow' }, brand, form),
    focus: () => { form.querySelector('input').focus(); return true; },
  };
}
