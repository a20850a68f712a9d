// The pages of Settings beside each other: the sections of the business's settings, the users, the audit.

import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { address } from '../router.js';
import { isAllowed } from '../routes.js';
import * as session from '../session.js';

// In the order in which a business sets them up.
export const sections = ['company', 'appearance', 'intake', 'email', 'whatsapp', 'response', 'handout', 'scoring', 'chat'];

const margin = 80;

/** Their links; `present` is the path of the one on view. */
export function settingsNav(present) {
  const pages = [
    ...(isAllowed('/settings', session.can) ? sections.map((name) => [`/settings/${name}`, label('section', name)]) : []),
    ...['/forms', '/fields', '/users', '/audit'].filter((path) => isAllowed(path, session.can)).map((path) => [path, t(`menu.${path}`)]),
  ];
  const element = h('nav', { class: 'views', 'aria-label': t('settings.sections') }, pages.map(([path, text]) =>
    h('a', { class: 'view-tab', href: address(path), 'aria-current': path === present ? 'page' : null }, text)));
  // On a phone the one on view may be past the edge.
  requestAnimationFrame(() => {
    const [all, own] = [element, element.querySelector('[aria-current]')].map((each) => each?.getBoundingClientRect());
    if (own && (own.left < all.left || own.right > all.right)) element.scrollLeft += own.left - all.left - margin;
  });
  return element;
}
