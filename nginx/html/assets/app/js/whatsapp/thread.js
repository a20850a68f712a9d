// One conversation: whom with, its messages from the oldest to the newest, and the field to answer in. It follows the server's events.

import { get, request } from '../api.js';
import { debounced, fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { failure, loading } from '../components/states.js';
import { announce } from '../components/toast.js';
import { isSame, personOf } from './fetch.js';
import { messageList } from './message-list.js';
import { nameOf } from './person.js';
import { threadHead } from './thread-head.js';
import { unsentMessages } from './unsent.js';
import { windowOf } from './window.js';
import { writingForm } from './writing.js';

const pageSize = 50;
const pauseMilliseconds = 200;

/** The pane. `changed()` is called when the list of conversations has to follow, `leave()` by the way back. */
export function threadPane({ number, changed, leave }) {
  const controller = new AbortController();
  const { signal } = controller;
  const messages = new Map();
  let person = null;
  let total = 0;
  let parts = null; // {list, form, unsent}, once it is known whom with
  const element = h('section', { class: 'thread', id: 'thread', 'aria-labelledby': 'thread-title', on: { keydown: (event) => { if (event.key === 'Escape' && !event.defaultPrevented) { event.preventDefault(); leave(); } } } },
    h('h2', { id: 'thread-title', class: 'visually-hidden' }, t('messages.title')), loading());

  const sorted = () => [...messages.values()].sort((one, other) => one.created_at.localeCompare(other.created_at) || one.id.localeCompare(other.id));

  function take(page) {
    total = page.total;
    // Too many came at once to know that none is missing between them and those at hand.
    if (page.page === 1 && messages.size && page.messages.length === pageSize && !page.messages.some((each) => messages.has(each.id))) messages.clear();
    for (const each of page.messages) messages.set(each.id, each);
  }
  const fetchPage = async (page) => take(await get('/whatsapp/messages', { number, page, page_size: pageSize }, signal));

  async function draw() {
    if (!parts) return;
    const all = sorted();
    parts.list.show({ messages: all, unsent: parts.unsent.list(), hasOlder: messages.size < total });
    parts.form.allow(await windowOf(all, messages.size >= total));
  }

  async function reload() {
    try {
      await fetchPage(1);
      await draw();
    } catch (error) {
      // What is on view stays; the next event, or the connection's return, tries again.
      if (error.name !== 'AbortError') console.error(error);
    }
  }
  const reloadSoon = debounced(pauseMilliseconds, reload);

  async function markRead() {
    if (document.visibilityState !== 'visible' || !person?.unread) return;
    try {
      await request('POST', `/whatsapp/conversations/${encodeURIComponent(number)}/read`, { signal });
      person.unread = 0;
      changed();
    } catch {
      // It stays unread, and is marked with the next message or when the page is looked at again.
    }
  }

  async function open() {
    try {
      [person] = await Promise.all([personOf(number, signal), fetchPage(1)]);
      const name = nameOf(person);
      const unsent = unsentMessages(number, {
        changed: draw,
        arrived: (message) => {
          if (!messages.has(message.id)) { messages.set(message.id, message); total += 1; }
          changed();
        },
      });
      const list = messageList({
        name,
        unread: person.unread,
        sized: () => parts.form.fit(),
        older: async () => { await fetchPage(Math.floor(messages.size / pageSize) + 1); await draw(); },
        again: (text) => unsent.add(text),
        retry: unsent.retry,
        drop: unsent.drop,
      });
      const form = writingForm({ number, name, send: (text) => { unsent.add(text); list.toEnd(); } });
      parts = { list, form, unsent };
      fill(element, threadHead({ person, name, leave }), list.element, form.element);
      await draw();
      markRead();
    } catch (error) {
      if (error.name !== 'AbortError') fill(element, h('h2', { id: 'thread-title', class: 'visually-hidden' }, t('messages.title')), failure(error, open));
    }
  }

  const looked = () => markRead();
  document.addEventListener('visibilitychange', looked);
  // The window closes by the clock.
  const clock = setInterval(draw, 60_000);

  const pane = {
    element,
    number,
    received: async ({ from, text }) => {
      if (!isSame(from, number)) return;
      await reload();
      if (!person) return;
      person.unread += 1;
      announce(t('whatsapp.arrived', { name: nameOf(person), text }));
      markRead();
    },
    reported: ({ message_id: id, status, error }) => {
      const known = messages.get(id);
      if (!known) { reloadSoon(); return; }
      messages.set(id, { ...known, status, error: error ?? known.error });
      draw();
    },
    reconnected: () => { parts?.unsent.retryUnreachable(); reload(); },
    focus: () => {
      const takesText = parts && !matchMedia('(pointer: coarse)').matches && parts.form.focus();
      if (!takesText) element.querySelector('#thread-title')?.focus({ preventScroll: true });
    },
    stop: () => {
      controller.abort();
      reloadSoon.cancel();
      clearInterval(clock);
      document.removeEventListener('visibilitychange', looked);
    },
  };
  pane.ready = open();
  return pane;
}
