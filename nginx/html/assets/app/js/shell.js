// What is around a page: the side with its menu and the person's own, on a phone a bar of five, and word of a connection that is lost.

import { part, request } from './api.js';
import { h } from './dom.js';
import { label, language, languages, t, useLanguage } from './i18n.js';
import * as keys from './keys.js';
import * as live from './live.js';
import { counts, followCounts } from './counts.js';
import { publicConfig } from './public-config.js';
import { address, go } from './router.js';
import { isAllowed, menu, rootOf, settingsPages, shortcuts } from './routes.js';
import * as session from './session.js';
import { face } from './components/face.js';
import { icon } from './components/icon.js';
import { complain } from './components/toast.js';

const graceMilliseconds = 3000;
const themes = { light: 'sun', dark: 'moon', system: 'circle-half' };

/** The layout of the signed-in: gives its element and the place for the page. */
export function layout(restart) {
  const outlet = h('main', { id: 'main', class: 'page', tabindex: '-1' });
  const settings = settingsPages.find((path) => isAllowed(path, session.can));
  const entries = menu.filter(({ path }) => isAllowed(path, session.can));
  const links = h('ul', { id: 'menu' }, entries.map((each) => h('li', {}, sideLink(each))));
  const more = h('button', {
    type: 'button', class: 'bar-link', id: 'more', 'aria-expanded': 'false', 'aria-controls': 'side', on: { click: () => openMenu(!element.classList.contains('menu-open')) },
  }, icon('three-dots'), h('span', { class: 'word' }, t('menu.more')));
  function openMenu(isOpen) {
    more.setAttribute('aria-expanded', String(isOpen));
    element.classList.toggle('menu-open', isOpen);
  }
  const side = h('nav', { class: 'side', id: 'side', 'aria-label': t('menu') },
    h('a', { class: 'brand', href: '#/' }, businessName()),
    h('button', { type: 'button', class: 'finder', id: 'open-palette', 'aria-keyshortcuts': 'Control+K', on: { click: () => { openMenu(false); keys.openPalette(); } } },
      icon('search'), h('span', { class: 'word' }, t('palette.open')), h('kbd', { 'aria-hidden': 'true' }, t('key.palette'))),
    links,
    h('div', { class: 'side-foot' },
      settings ? h('ul', {}, h('li', {}, sideLink({ path: settings, root: '/settings', icon: 'gear' }))) : null,
      personMenu(restart, () => openMenu(false))));
  const notice = liveNotice();
  const element = h('div', { class: 'shell' },
    skipLink(outlet),
    side,
    h('div', { class: 'page-frame' }, notice.element, outlet),
    h('nav', { class: 'bar', 'aria-label': t('menu.short') },
      entries.filter(({ path }) => shortcuts.includes(path)).slice(0, 4).map((each) => h('a', { class: 'bar-link', href: address(each.path), dataset: { root: each.path } },
        icon(each.icon), h('span', { class: 'word' }, t(`menu.${each.path}`)), h('span', { class: 'side-count', dataset: { count: each.path } }))),
      more));
  notice.follow(element);
  side.addEventListener('click', (event) => { if (event.target.closest('a')) openMenu(false); });
  followCounts(() => showCounts(element));
  return { element, outlet };
}

// Ours until that of the business is known.
function businessName() {
  const element = h('span', {}, 'Guichê');
  publicConfig().then((config) => { if (config?.display_name) element.textContent = config.display_name; });
  return element;
}

function sideLink({ path, root = path, icon: name, key }) {
  return h('a', { class: 'side-link', href: address(path), dataset: { path, root }, title: key ? t('key.go', { key: key.toUpperCase() }) : null },
    icon(name), h('span', { class: 'word' }, t(`menu.${root}`)), h('span', { class: 'side-count', dataset: { count: root } }));
}

function showCounts(element) {
  for (const place of element.querySelectorAll('[data-count]')) {
    const { number, isDue } = counts(place.dataset.count);
    place.textContent = number;
    place.classList.toggle('is-due', isDue);
  }
}

// A connection is only worth a word while there is none.
function liveNotice() {
  const element = h('p', { class: 'not-live', role: 'status', hidden: true });
  let timer = null;
  const follow = (shell) => {
    const show = () => {
      clearTimeout(timer);
      shell.classList.toggle('is-live', live.isOpen());
      if (live.isOpen()) { element.hidden = true; return; }
      const tell = () => { element.replaceChildren(icon('wifi-off'), t('live.off')); element.hidden = live.isOpen(); };
      if (navigator.onLine) timer = setTimeout(tell, graceMilliseconds);
      else tell();
    };
    live.changes.addEventListener('change', show);
    show();
  };
  return { element: h('div', { class: 'live-place' }, element), follow };
}

/** The layout of pages that anyone may see. */
export function bareLayout(restart) {
  const outlet = h('main', { id: 'main', class: 'page', tabindex: '-1' });
  const element = h('div', { class: 'bare' },
    skipLink(outlet),
    h('header', { class: 'top' },
      h('span', { class: 'brand' }, businessName()),
      h('div', { class: 'top-tools' }, themeButtons(), languageSelect(restart))),
    outlet);
  return { element, outlet };
}

/** Marks the menu's entry of a path. */
export function markPlace(path) {
  const root = rootOf(path);
  for (const link of document.querySelectorAll('[data-root]')) {
    if (link.dataset.root === root) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function personMenu(restart, closeSheet) {
  const me = session.profile();
  const name = me.name || me.username;
  const opener = h('button', { type: 'button', class: 'side-link person-opener', id: 'person', 'aria-expanded': 'false', 'aria-controls': 'person-panel', on: { click: () => set(!isOpen()) } },
    face(name), h('span', { class: 'word' }, name));
  const panel = h('div', { class: 'person-panel', id: 'person-panel' },
    h('p', { class: 'person-name' }, h('strong', {}, name), h('span', { class: 'muted' }, label('role', me.role))),
    h('a', { class: 'side-link', href: '#/account' }, icon('person'), h('span', { class: 'word' }, t('account.title'))),
    h('button', { type: 'button', class: 'side-link', id: 'show-keys', on: { click: () => { set(false); closeSheet(); keys.showHelp(); } } }, icon('keyboard'), h('span', { class: 'word' }, t('keys.title')), h('kbd', {}, '?')),
    themeButtons(),
    languageSelect(restart),
    h('button', { type: 'button', class: 'side-link', id: 'sign-out', on: { click: signOut } }, icon('box-arrow-right'), h('span', { class: 'word' }, t('signOut'))));
  const element = h('div', { class: 'person', on: { keydown: (event) => { if (event.key === 'Escape' && isOpen()) { set(false); opener.focus(); } } } }, panel, opener);
  const isOpen = () => element.classList.contains('is-open');
  function set(isNowOpen) {
    element.classList.toggle('is-open', isNowOpen);
    opener.setAttribute('aria-expanded', String(isNowOpen));
  }
  document.addEventListener('pointerdown', (event) => { if (isOpen() && !element.contains(event.target)) set(false); });
  panel.addEventListener('click', (event) => { if (event.target.closest('a')) set(false); });
  element.addEventListener('focusout', (event) => { if (event.relatedTarget && !element.contains(event.relatedTarget)) set(false); });
  return element;
}

// The address after `#` is the page's, so the link moves the focus itself.
function skipLink(outlet) {
  return h('a', {
    class: 'skip visually-hidden-focusable',
    href: '#main',
    on: { click: (event) => { event.preventDefault(); outlet.focus(); } },
  }, t('skip'));
}

function themeButtons() {
  const chosen = () => document.documentElement.dataset.themeChoice;
  const buttons = Object.entries(themes).map(([name, picture]) => h('button', {
    type: 'button',
    class: 'btn btn-outline-secondary',
    id: `theme-${name}`,
    'aria-label': label('theme', name),
    title: label('theme', name),
    'aria-pressed': String(chosen() === name),
    on: { click: () => document.dispatchEvent(new CustomEvent('themechoose', { detail: name })) },
  }, icon(picture)));
  document.addEventListener('themechange', () => {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.id === `theme-${chosen()}`));
  });
  return h('div', { class: 'themes', role: 'group', 'aria-label': t('theme') }, buttons);
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
        // On a desktop the choice is inside the person's menu, which is closed again.
        [document.getElementById('language'), document.getElementById('person')].find((each) => each?.offsetParent)?.focus();
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
