// WhatsApp: the conversations at the left, the chosen one at the right; on a phone one after the other.

import { debounced, fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { refreshUnread } from '../counts.js';
import * as keys from '../keys.js';
import * as live from '../live.js';
import { go } from '../router.js';
import { icon } from '../components/icon.js';
import { whatsAppNotice } from '../components/notice.js';
import { connectionLine } from '../whatsapp/connection.js';
import { conversationList } from '../whatsapp/conversations.js';
import { beginConversation } from '../whatsapp/new-conversation.js';
import { ThreadPane } from '../whatsapp/thread.js';

const minuteMilliseconds = 60_000;
const pauseMilliseconds = 200;
const phone = matchMedia('(max-width: 47.99rem)');

export default async function page({ query: first }) {
  let query = first;
  let thread = null;
  let isFromList = false; // whether the step before in the history is the list
  const present = () => query.get('with');
  const change = (values, options = { replace: true }) => go('/whatsapp', { ...Object.fromEntries(query), ...values }, options);
  const list = conversationList({ query: () => query, change });
  const connection = connectionLine();
  const place = h('div', { class: 'thread-place' });
  const element = h('div', { class: 'inbox' }, list.element, place);

  // A desktop shows both: there the way back is that of the focus.
  function leave() {
    if (!phone.matches) list.focus(present());
    else if (isFromList) history.back();
    else change({ with: '' });
  }

  function show() {
    const number = present();
    element.classList.toggle('has-thread', Boolean(number));
    if (thread?.number === number) return;
    thread?.stop();
    thread = number ? new ThreadPane({ number, changed: () => { list.reload(); refreshUnread(); }, leave }) : null;
    fill(place, thread?.element ?? h('div', { class: 'state' }, icon('whatsapp'), h('p', {}, t('whatsapp.choose'))));
  }

  const ends = [
    keys.bind(inboxKeys({ list, leave, isOpen: () => thread !== null })),
    followMessages({ thread: () => thread, reload: list.reload }),
    connection.stop,
  ];
  show();
  const [notice] = await Promise.all([whatsAppNotice(), list.ready, connection.ready, thread?.ready]);
  return {
    title: t('menu./whatsapp'),
    actions: newConversation((number) => change({ with: number }, {})),
    element: h('div', { class: 'inbox-page' }, notice, connection.element, element),
    focus: () => { if (!thread) return false; thread.focus(); return true; },
    update: (next) => {
      const before = query;
      query = next;
      const isAnother = ['search', 'unread'].some((name) => before.get(name) !== next.get(name));
      const held = thread;
      show();
      if (!held && thread) isFromList = true;
      list.show(isAnother);
      if (thread && thread !== held) thread.ready.then(() => thread?.focus());
      else if (held && !thread) { isFromList = false; list.focus(held.number); }
    },
    dispose: () => {
      for (const end of ends) end();
      thread?.stop();
      list.stop();
    },
  };
}

const inboxKeys = ({ list, leave, isOpen }) => [
  { keys: 'j', name: () => t('whatsapp.nextKey'), run: () => list.move(1), isKeyOnly: true },
  { keys: 'k', name: () => t('whatsapp.previousKey'), run: () => list.move(-1), isKeyOnly: true },
  { keys: 'Enter', name: () => t('whatsapp.openKey'), run: () => document.activeElement.click(), isKeyOnly: true, when: () => document.activeElement.matches('.talk') },
  { keys: 'Escape', name: () => t('whatsapp.backKey'), run: leave, isKeyOnly: true, when: isOpen },
];

// Reports news to the thread that is open, and reloads the list after them and by the clock; gives what ends that.
function followMessages({ thread, reload }) {
  // News come in swarms: a message that is sent is delivered and read soon after.
  const soon = debounced(pauseMilliseconds, reload);
  const clock = setInterval(reload, minuteMilliseconds);
  const ends = [
    live.on('message_received', (payload) => { thread()?.received(payload); soon(); }),
    live.on('message_status', (payload) => { thread()?.reported(payload); soon(); }),
    live.on('reconnected', () => { thread()?.reconnected(); soon(); }),
    soon.cancel,
  ];
  return () => {
    clearInterval(clock);
    for (const end of ends) end();
  };
}

// The button that begins a conversation; `begun(number)` is called with whom.
function newConversation(begun) {
  async function begin() {
    const number = await beginConversation();
    if (number) begun(number);
  }
  return h('button', { type: 'button', class: 'btn btn-primary round', id: 'new-conversation', 'aria-label': t('whatsapp.new'), on: { click: begin } }, icon('plus-lg'), h('span', { class: 'word' }, t('whatsapp.new')));
}
