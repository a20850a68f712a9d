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
const minuteMilliseconds = 60_000;

/** The messages that are at hand; `total` is how many there are. */
class Messages {
  constructor() {
    this.known = new Map(); // by id
    this.total = 0;
  }

  get areAll() {
    return this.known.size >= this.total;
  }

  sorted() {
    return [...this.known.values()].sort((one, other) => one.created_at.localeCompare(other.created_at) || one.id.localeCompare(other.id));
  }

  take({ page, total, messages }) {
    this.total = total;
    // Too many came at once to know that none is missing between them and those at hand.
    if (page === 1 && this.known.size && messages.length === pageSize && !messages.some((each) => this.known.has(each.id))) this.known.clear();
    for (const each of messages) this.known.set(each.id, each);
  }

  add(message) {
    if (this.known.has(message.id)) return;
    this.known.set(message.id, message);
    this.total += 1;
  }

  /** Changes one; gives whether it is at hand. */
  change(id, { status, error }) {
    const known = this.known.get(id);
    if (known) this.known.set(id, { ...known, status, error: error ?? known.error });
    return Boolean(known);
  }
}

/** The pane; `ready` once it is filled. `changed()` is called when the list of conversations has to follow, `leave()` by the way back. */
export class ThreadPane {
  constructor({ number, changed, leave }) {
    Object.assign(this, { number, changed, leave });
    this.controller = new AbortController();
    this.messages = new Messages();
    this.person = null;
    this.parts = null; // {list, form, unsent}, once it is known whom with
    this.element = h('section', { class: 'thread', id: 'thread', 'aria-labelledby': 'thread-title', on: { keydown: (event) => { if (event.key === 'Escape' && !event.defaultPrevented) { event.preventDefault(); leave(); } } } },
      heading(), loading());
    this.reloadSoon = debounced(pauseMilliseconds, () => this.reload());
    this.looked = () => this.markRead();
    document.addEventListener('visibilitychange', this.looked);
    // The window closes by the clock.
    this.clock = setInterval(() => this.draw(), minuteMilliseconds);
    this.ready = this.open();
  }

  async open() {
    try {
      [this.person] = await Promise.all([personOf(this.number, this.controller.signal), this.fetchPage(1)]);
      const name = nameOf(this.person);
      this.parts = this.build(name);
      fill(this.element, threadHead({ person: this.person, name, leave: this.leave }), this.parts.list.element, this.parts.form.element);
      await this.draw();
      this.markRead();
    } catch (error) {
      if (error.name !== 'AbortError') fill(this.element, heading(), failure(error, () => this.open()));
    }
  }

  build(name) {
    const unsent = unsentMessages(this.number, {
      changed: () => this.draw(),
      arrived: (message) => { this.messages.add(message); this.changed(); },
    });
    const list = messageList({
      name,
      unread: this.person.unread,
      sized: () => this.parts.form.fit(),
      older: () => this.fetchOlder(),
      again: (text) => unsent.add(text),
      retry: unsent.retry,
      drop: unsent.drop,
    });
    const form = writingForm({ number: this.number, name, send: (text) => { unsent.add(text); list.toEnd(); } });
    return { list, form, unsent };
  }

  async fetchPage(page) {
    this.messages.take(await get('/whatsapp/messages', { number: this.number, page, page_size: pageSize }, this.controller.signal));
  }

  async fetchOlder() {
    await this.fetchPage(Math.floor(this.messages.known.size / pageSize) + 1);
    await this.draw();
  }

  async draw() {
    if (!this.parts) return;
    const { list, form, unsent } = this.parts;
    const all = this.messages.sorted();
    list.show({ messages: all, unsent: unsent.list(), hasOlder: !this.messages.areAll });
    form.allow(await windowOf(all, this.messages.areAll));
  }

  async reload() {
    try {
      await this.fetchPage(1);
      await this.draw();
    } catch (error) {
      // What is on view stays; the next event, or the connection's return, tries again.
      if (error.name !== 'AbortError') console.error(error);
    }
  }

  async markRead() {
    if (document.visibilityState !== 'visible' || !this.person?.unread) return;
    try {
      await request('POST', `/whatsapp/conversations/${encodeURIComponent(this.number)}/read`, { signal: this.controller.signal });
      this.person.unread = 0;
      this.changed();
    } catch {
      // It stays unread, and is marked with the next message or when the page is looked at again.
    }
  }

  // --- News

  async received({ from, text }) {
    if (!isSame(from, this.number)) return;
    await this.reload();
    if (!this.person) return;
    this.person.unread += 1;
    announce(t('whatsapp.arrived', { name: nameOf(this.person), text }));
    this.markRead();
  }

  reported({ message_id: id, status, error }) {
    if (this.messages.change(id, { status, error })) this.draw();
    else this.reloadSoon();
  }

  reconnected() {
    this.parts?.unsent.retryUnreachable();
    this.reload();
  }

  focus() {
    const takesText = this.parts && !matchMedia('(pointer: coarse)').matches && this.parts.form.focus();
    if (!takesText) this.element.querySelector('#thread-title')?.focus({ preventScroll: true });
  }

  stop() {
    this.controller.abort();
    this.reloadSoon.cancel();
    clearInterval(this.clock);
    document.removeEventListener('visibilitychange', this.looked);
  }
}

// What the pane is called before it is known whom with.
const heading = () => h('h2', { id: 'thread-title', class: 'visually-hidden' }, t('messages.title'));
