// Starts the dashboard: language, session, then one page after another as the address says.

import { get, onExpiry, part } from './api.js';
import { fill, h } from './dom.js';
import { keepFocus } from './focus.js';
import { preferredLanguage, t, useLanguage } from './i18n.js';
import * as live from './live.js';
import { bindEverywhere } from './everywhere.js';
import { seen } from './recent.js';
import { go, match, place } from './router.js';
import { routes } from './routes.js';
import * as steps from './steps.js';
import * as session from './session.js';
import { bareLayout, layout, markPlace } from './shell.js';
import { askToSignInAgain } from './sign-in.js';
import { empty, failure, loading } from './components/states.js';
import { announce, complain, installToasts } from './components/toast.js';
import { followArrivals } from './leads/arrivals.js';
import { followReminders } from './tasks/live-list.js';
import { setTitle } from './title.js';

const patienceMilliseconds = 150;

let tries = 0; // in vain, of the page that is not there
let shown = null; // the page on view: {path, title, element, update?, dispose?}
let turn = 0;
let frame = null; // the layout around it, and for whom it was made

/** The layout for whoever is signed in, built again when that changes. */
function outlet(isBare) {
  const who = isBare ? 'bare' : session.profile().id;
  if (frame?.who !== who || !frame.element.isConnected) {
    frame?.element.remove();
    frame = { who, ...(isBare ? bareLayout(restart) : layout(restart)) };
    document.body.prepend(frame.element);
  }
  return frame.outlet;
}

/** Shows the page of the address. A change of the query alone is the page's own business, if it takes it. */
async function show() {
  turn += 1;
  const mine = turn;
  const { path, query } = place();
  if (!(await isLeft(path))) return;
  steps.leave();
  const found = match(routes, path);
  const isOpen = found?.route.isOpen ?? false;
  if (!isOpen && !session.profile()) {
    go('/sign-in', path === '/' ? {} : { next: location.hash.slice(1) }, { replace: true });
    return;
  }
  if (shown?.path === path && shown.update) {
    steps.enter();
    shown.update(query);
    if (shown.page !== query.get('page')) window.scrollTo(0, 0);
    Object.assign(shown, { hash: location.hash, page: query.get('page') });
    return;
  }
  shown?.dispose?.();
  shown = null;
  const target = outlet(isOpen);
  target.setAttribute('aria-busy', 'true');
  markPlace(path);
  if (!found) {
    arrive(target, { title: t('notFound.title'), element: empty(t('notFound.text'), h('a', { href: '#/' }, t('notFound.home'))) }, path);
    return;
  }
  if (found.route.permission && !session.can(found.route.permission)) {
    arrive(target, { title: t('forbidden.title'), element: empty(t('forbidden.text')) }, path);
    return;
  }
  const timer = setTimeout(() => { if (mine === turn) fill(target, waiting(path), loading()); }, patienceMilliseconds);
  try {
    const page = (await (await part(found.route.load)).default({ parameters: found.parameters, query }));
    if (mine !== turn) {
      page.dispose?.();
      return;
    }
    tries = 0;
    arrive(target, page, path);
  } catch (error) {
    if (mine !== turn || error.name === 'AbortError') return;
    if (error.status === 404) {
      arrive(target, { title: t('gone.title'), element: empty(t('gone.text'), h('a', { href: `#/${path.split('/')[1]}` }, t('gone.back'))) }, path);
      return;
    }
    arrive(target, { title: t('error.title'), element: failure(error, show, tries) }, path);
    tries += 1;
  } finally {
    clearTimeout(timer);
  }
}

// What a page is called, as far as its address says, while its data comes.
function waiting(path) {
  const root = `menu./${path.split('/')[1]}`;
  return h('header', { class: 'page-head' }, h('div', { class: 'page-title' }, h('h1', { tabindex: '-1' }, t(root) === root ? t('loading') : t(root))));
}

// A page with unsaved changes asks first, and stays on view meanwhile with its own address.
async function isLeft(path) {
  if (!shown?.mayLeave || shown.path === path || !session.profile()) return true;
  const target = location.hash;
  const page = shown;
  history.replaceState(history.state, '', page.hash);
  if (page.isAsking) return false;
  page.isAsking = true;
  const isAgreed = await page.mayLeave();
  page.isAsking = false;
  if (!isAgreed || shown !== page) return false;
  page.mayLeave = null;
  location.hash = target;
  return false;
}

// The heading takes the focus, so that keyboard and screen reader begin where the page does; on the way back, what had it there.
function arrive(target, page, path) {
  const isFirst = shown === null && !document.activeElement?.closest('main');
  const before = steps.enter();
  shown = { ...page, path, hash: location.hash, page: place().query.get('page') };
  const heading = h('h1', { tabindex: '-1' }, page.heading ?? page.title);
  target.setAttribute('aria-busy', 'false');
  fill(target, h('header', { class: 'page-head' }, h('div', { class: 'page-title' }, heading, page.note ?? null), page.actions ?? null), page.element);
  setTitle(page.title);
  seen(path, page.title);
  page.onTitle?.((title) => { heading.textContent = title; setTitle(title); });
  window.scrollTo(0, before?.y ?? 0);
  const row = before?.focus ? [...target.querySelectorAll('[data-focus]')].find((each) => each.dataset.focus === before.focus) : null;
  if (row) row.focus({ preventScroll: true });
  else if (!page.focus?.()) heading.focus({ preventScroll: true });
  if (!isFirst) announce(page.title);
}

/** After a change of language everything is made again. */
async function restart() {
  frame?.element.remove();
  frame = null;
  shown?.dispose?.();
  shown = null;
  await show();
}

async function main() {
  // The modules of the first page are fetched together with the words and the session; when they cannot be had, it says so itself.
  if (session.tokens()) match(routes, place().path)?.route.load().catch(() => {});
  const words = useLanguage(preferredLanguage());
  onExpiry(() => words.then(askToSignInAgain));
  const asked = session.resume().then(() => (session.tokens() ? get('/me') : null)).then((profile) => ({ profile }), (error) => ({ error }));
  await words;
  installToasts();
  keepFocus();
  followReminders();
  followArrivals();
  bindEverywhere();
  const { profile, error } = await asked;
  if (profile) session.setProfile(profile);
  else if (error && error.status !== 0 && error.status < 500) session.end();
  else if (error) complain(error);
  session.changes.addEventListener('change', () => {
    if (session.profile()) live.start();
    else {
      live.stop();
      if (!match(routes, place().path)?.route.isOpen) go('/sign-in', {}, { replace: true });
    }
  });
  if (session.profile()) live.start();
  window.addEventListener('hashchange', show);
  await show();
}

// Before the first texts are there, nothing can be said in the page's language.
main().catch((error) => {
  console.error(error);
  document.body.append(h('p', { class: 'bare', role: 'alert' },
    'The page could not be loaded. Check the connection and reload. · Não foi possível carregar a página. Verifique a conexão e recarregue.'));
});
