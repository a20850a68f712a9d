// The conversations, the one with the newest message first: whom with, what was said last, how long ago, how much of it is unread. Found by name or number.

import { debounced, h } from '../dom.js';
import { t } from '../i18n.js';
import { number } from '../format.js';
import { address } from '../router.js';
import { agoMark } from '../components/badge.js';
import { icon } from '../components/icon.js';
import { empty, section } from '../components/states.js';
import { tick } from './bubble.js';
import { fetchConversations } from './fetch.js';
import { faceOf, nameOf } from './person.js';
import { draftOf } from './writing.js';

const typingMilliseconds = 150;

/**
 * The list. `query()` gives the address's query, `change(values)` puts something into it. `show()` brings the list to the address.
 */
export function conversationList({ query, change }) {
  let pages = 1;
  let shown = [];
  const present = () => query().get('with');
  const isUnreadOnly = () => query().get('unread') === 'true';
  const list = section(async (signal) => {
    const asked = { search: query().get('search'), unread: isUnreadOnly() };
    const { conversations, hasMore } = await fetchConversations(asked, pages, signal);
    return { asked, hasMore, conversations: asked.unread ? withPresent(conversations, shown, present()) : conversations };
  }, render);
  const finder = searchField({ text: () => query().get('search') ?? '', find: (search) => change({ search }) });
  const unread = h('button', {
    type: 'button', class: 'btn btn-outline-secondary', id: 'only-unread', 'aria-pressed': 'false', on: { click: () => change({ unread: isUnreadOnly() ? '' : 'true' }) },
  }, t('whatsapp.onlyUnread'));
  const element = h('section', { class: 'talk-list', id: 'conversations', 'aria-label': t('messages.conversations') },
    h('form', { class: 'talk-tools', role: 'search', 'aria-label': t('whatsapp.search'), on: { submit: (event) => { event.preventDefault(); finder.findNow(); } } }, finder.element, unread),
    list.element);
  const links = () => [...list.element.querySelectorAll('.talk')];

  function render({ asked, hasMore, conversations }) {
    shown = conversations;
    if (!conversations.length) return none(asked);
    return [
      h('ul', { class: 'talks' }, conversations.map((each) => h('li', {}, row(each, { isPresent: each.number === present(), href: target(each.number, query()) })))),
      hasMore ? h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'more-talks', on: { click: () => { pages += 1; list.reload(); } } }, t('whatsapp.more')) : null,
    ];
  }

  function mark() {
    unread.setAttribute('aria-pressed', String(isUnreadOnly()));
    for (const link of links()) {
      if (link.dataset.conversation === present()) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
      link.setAttribute('href', target(link.dataset.conversation, query()));
    }
  }

  mark();
  return {
    element,
    ready: list.ready,
    move: (step) => moveFocus(links(), step),
    reload: () => list.reload({ quiet: true }),
    /** `isAnother`: something else is to be found than before. */
    show: (isAnother) => {
      finder.show();
      mark();
      if (isAnother) { pages = 1; list.reload(); }
    },
    focus: (digits) => (links().find((link) => link.dataset.conversation === digits) ?? links()[0] ?? finder.input).focus(),
    stop: () => { finder.stop(); list.stop(); },
  };
}

// Of the unread ones the one that is on view stays where it was, though it has been read meanwhile.
function withPresent(found, shown, present) {
  const at = shown.findIndex((each) => each.number === present);
  if (at < 0 || found.some((each) => each.number === present)) return found;
  return [...found.slice(0, at), { ...shown[at], unread: 0 }, ...found.slice(at)];
}

function none({ search, unread }) {
  if (search) return empty(t('whatsapp.notFound'));
  return unread ? empty(t('today.wroteNone')) : empty(t('whatsapp.none'), h('p', {}, t('whatsapp.noneText')));
}

/** The address of a conversation in the list of a query. */
function target(digits, query) {
  const next = new URLSearchParams(query);
  next.set('with', digits);
  return address('/whatsapp', next);
}

function row(each, { isPresent, href }) {
  const name = nameOf(each);
  const last = each.last_message;
  const typed = isPresent ? null : draftOf(each.number).recall()?.text;
  return h('a', {
    class: each.unread ? 'talk is-unread' : 'talk', href, dataset: { focus: `talk-${each.number}`, conversation: each.number },
    'aria-current': isPresent ? 'true' : null,
  },
  faceOf(each),
  h('span', { class: 'talk-name' }, name),
  h('span', { class: 'talk-time' }, agoMark(last.created_at)),
  h('span', { class: 'talk-text' }, typed
    ? [h('span', { class: 'talk-draft' }, t('whatsapp.draft')), ' ', typed]
    : [last.direction === 'out' ? tick(last.status) : null, last.text]),
  each.unread ? h('span', { class: 'side-count is-due' }, number(each.unread), h('span', { class: 'visually-hidden' }, ` ${t('whatsapp.unread')}`)) : null);
}

/** The field to search in: `find(search)` is called when one has stopped typing, `text()` is what the address asks for. */
function searchField({ text, find }) {
  const typed = debounced(typingMilliseconds, () => find(input.value.trim()));
  const input = h('input', {
    type: 'search', class: 'form-control', id: 'filter-search', maxlength: 200, value: text(), placeholder: t('whatsapp.search'), 'aria-label': t('whatsapp.search'), 'aria-keyshortcuts': '/',
    on: { input: typed },
  });
  return {
    element: h('div', { class: 'finding' }, icon('search'), input),
    input,
    findNow: () => { typed.cancel(); find(input.value.trim()); },
    show: () => { if (input !== document.activeElement) input.value = text(); },
    stop: typed.cancel,
  };
}

/** Moves the focus to the next conversation or the one before; to the one on view when none has it. */
function moveFocus(links, step) {
  const at = links.indexOf(document.activeElement);
  const present = links.findIndex((link) => link.hasAttribute('aria-current'));
  const next = at >= 0 ? links[at + step] : links[present >= 0 ? present + step : 0];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'nearest' });
}
