// What is around a page: the menu, the language, light or dark, and the way out.

import { part, request } from './api.js';
import { h } from './dom.js';
import { language, languages, t, useLanguage } from './i18n.js';
import * as live from './live.js';
import { address, go } from './router.js';
import { menu, routes } from './routes.js';
import * as session from './session.js';
import { complain } from './components/toast.js';

/** The layout of the signed-in: gives its element and the place for the page. */
export function layout(restart) {
  const outlet = h('main', { id: 'main', class: 'page', tabindex: '-1' });
  const links = h('ul', { id: 'menu' }, menu.filter(isAllowed).map((path) =>
    h('li', {}, h('a', { href: address(path), dataset: { path } }, t(`menu.${path}`)))));
  const opener = h('button', {
    type: 'button',
    class: 'menu-opener btn btn-outline-secondary',
    'aria-expanded': 'false',
    'aria-controls': 'menu',
    on: { click: () => openMenu(opener.getAttribute('aria-expanded') !== 'true') },
  }, t('menu'));
  function openMenu(isOpen) {
    opener.setAttribute('aria-expanded', String(isOpen));
    element.classList.toggle('menu-open', isOpen);
  }
  const indicator = h('span', { class: 'live', role: 'status' });
  const showLive = () => {
    indicator.classList.toggle('live-on', live.isOpen());
    indicator.textContent = live.isOpen() ? t('live.on') : t('live.off');
    indicator.title = live.isOpen() ? '' : t('live.offHelp');
  };
  live.changes.addEventListener('change', showLive);
  showLive();
  links.addEventListener('click', () => openMenu(false));
  const element = h('div', { class: 'shell' },
    skipLink(outlet),
    h('header', { class: 'top' },
      h('a', { class: 'brand', href: '#/' }, 'Guichê'),
      opener,
      indicator,
      h('div', { class: 'top-tools' },
        themeButton(),
        languageSelect(restart),
        h('a', { class: 'who', href: '#/account' }, session.profile().name || session.profile().username),
        h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'sign-out', on: { click: signOut } }, t('signOut')))),
    h('nav', { class: 'side', 'aria-label': t('menu') }, links),
    outlet);
  return { element, outlet };
}

/** The layout of pages that anyone may see. */
export function bareLayout(restart) {
  const outlet = h('main', { id: 'main', class: 'page', tabindex: '-1' });
  const element = h('div', { class: 'bare' },
    skipLink(outlet),
    h('header', { class: 'top' },
      h('span', { class: 'brand' }, 'Guichê'),
      h('div', { class: 'top-tools' }, themeButton(), languageSelect(restart))),
    outlet);
  return { element, outlet };
}

/** Marks the menu's entry of a path. */
export function markPlace(path) {
  const root = `/${path.split('/')[1] ?? ''}`;
  for (const link of document.querySelectorAll('#menu a')) {
    if (link.dataset.path === root) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function isAllowed(path) {
  const route = routes.find((each) => each.path === path);
  return !route.permission || session.can(route.permission);
}

// The address after `#` is the page's, so the link moves the focus itself.
function skipLink(outlet) {
  return h('a', {
    class: 'skip visually-hidden-focusable',
    href: '#main',
    on: { click: (event) => { event.preventDefault(); outlet.focus(); } },
  }, t('skip'));
}

function themeButton() {
  const isDark = () => document.documentElement.dataset.theme === 'dark';
  const button = h('button', {
    type: 'button',
    class: 'btn btn-outline-secondary',
    id: 'theme',
    'aria-pressed': String(isDark()),
    on: { click: () => document.dispatchEvent(new Event('themetoggle')) },
  }, t('theme.dark'));
  document.addEventListener('themechange', () => button.setAttribute('aria-pressed', String(isDark())));
  return button;
}

function languageSelect(restart) {
  return h('select', {
    class: 'form-select language',
    id: 'language',
    'aria-label': t('language'),
    on: {
      change: async (event) => {
        try {
          await part(() => useLanguage(event.target.value, { remember: true }));
        } catch (error) {
          event.target.value = language;
          complain(error);
          return;
        }
        await restart();
        document.getElementById('language')?.focus();
      },
    },
  }, Object.entries(languages).map(([code, name]) => h('option', { value: code, lang: code, selected: code === language }, name)));
}

async function signOut() {
  const refresh = session.tokens()?.refresh;
  session.end();
  go('/sign-in');
  try {
    await request('POST', '/auth/logout', { body: { refresh }, signedIn: false });
  } catch {
    // The tokens are forgotten here; on the server they end by themselves.
  }
}
