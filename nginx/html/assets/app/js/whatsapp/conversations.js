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
  const list = section(async (signal) => {
    const asked = { search: query().get('search'), unread: query().get('unread') === 'true' };
    const { conversations, hasMore } = await fetchConversations(asked, pages, signal);
    return { asked, hasMore, conversations: withPresent(conversations, asked) };
  }, render);

  // Of the unread ones the one that is on view stays where it was, though it has been read meanwhile.
  function withPresent(found, { unread }) {
    const present = query().get('with');
    const at = shown.findIndex((each) => each.number === present);
    if (!unread || at < 0 || found.some((each) => each.number === present)) return found;
    return [...found.slice(0, at), { ...shown[at], unread: 0 }, ...found.slice(at)];
  }

  function render({ asked, hasMore, conversations }) {
    shown = conversations;
    if (!conversations.length) {
      if (asked.search) return empty(t('whatsapp.notFound'));
      return asked.unread ? empty(t('today.wroteNone')) : empty(t('whatsapp.none'), h('p', {}, t('whatsapp.noneText')));
    }
    return [
      h('ul', { class: 'talks' }, conversations.map((each) => h('li', {}, row(each)))),
      hasMore ? h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'more-talks', on: { click: () => { pages += 1; list.reload(); } } }, t('whatsapp.more')) : null,
    ];
  }

  function row(each) {
    const name = nameOf(each);
    const last = each.last_message;
    const typed = each.number === query().get('with') ? null : draftOf(each.number).recall()?.text;
    return h('a', {
      class: each.unread ? 'talk is-unread' : 'talk', href: target(each.number), dataset: { focus: `talk-${each.number}`, conversation: each.number },
      'aria-current': each.number === query().get('with') ? 'true' : null,
    },
    faceOf(each),
    h('span', { class: 'talk-name' }, name),
    h('span', { class: 'talk-time' }, agoMark(last.created_at)),
    h('span', { class: 'talk-text' }, typed
      ? [h('span', { class: 'talk-draft' }, t('whatsapp.draft')), ' ', typed]
      : [last.direction === 'out' ? tick(last.status) : null, last.text]),
    each.unread ? h('span', { class: 'side-count is-due' }, number(each.unread), h('span', { class: 'visually-hidden' }, ` ${t('whatsapp.unread')}`)) : null);
  }

  const target = (digits) => {
    const next = new URLSearchParams(query());
    next.set('with', digits);
    return address('/whatsapp', next);
  };

  const typed = debounced(typingMilliseconds, () => change({ search: search.value.trim() }));
  const search = h('input', {
    type: 'search', class: 'form-control', id: 'filter-search', maxlength: 200, value: query().get('search') ?? '', placeholder: t('whatsapp.search'), 'aria-label': t('whatsapp.search'), 'aria-keyshortcuts': '/',
    on: { input: typed },
  });
  const unread = h('button', {
    type: 'button', class: 'btn btn-outline-secondary', id: 'only-unread', 'aria-pressed': 'false', on: { click: () => change({ unread: query().get('unread') === 'true' ? '' : 'true' }) },
  }, t('whatsapp.onlyUnread'));
  const element = h('section', { class: 'talk-list', id: 'conversations', 'aria-label': t('messages.conversations') },
    h('form', { class: 'talk-tools', role: 'search', 'aria-label': t('whatsapp.search'), on: { submit: (event) => { event.preventDefault(); typed.cancel(); change({ search: search.value.trim() }); } } },
      h('div', { class: 'finding' }, icon('search'), search), unread),
    list.element);

  function mark() {
    unread.setAttribute('aria-pressed', String(query().get('unread') === 'true'));
    for (const link of list.element.querySelectorAll('.talk')) {
      if (link.dataset.conversation === query().get('with')) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
      link.setAttribute('href', target(link.dataset.conversation));
    }
  }

  /** Moves the focus to the next conversation or the one before; to the one on view when none has it. */
  function move(step) {
    const links = [...list.element.querySelectorAll('.talk')];
    const at = links.indexOf(document.activeElement);
    const present = links.findIndex((link) => link.hasAttribute('aria-current'));
    const next = at >= 0 ? links[at + step] : links[present >= 0 ? present + step : 0];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: 'nearest' });
  }

  mark();
  return {
    element,
    ready: list.ready,
    move,
    reload: () => list.reload({ quiet: true }),
    /** `isAnother`: something else is to be found than before. */
    show: (isAnother) => {
      if (search !== document.activeElement) search.value = query().get('search') ?? '';
      mark();
      if (isAnother) { pages = 1; list.reload(); }
    },
    focus: (digits) => ([...list.element.querySelectorAll('.talk')].find((link) => link.dataset.conversation === digits) ?? list.element.querySelector('.talk') ?? search).focus(),
    stop: () => { typed.cancel(); list.stop(); },
  };
}
