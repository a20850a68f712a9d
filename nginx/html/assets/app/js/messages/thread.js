// The messages, newest first: of all numbers, or of the one in the address.

import { get } from '../api.js';
import { debounced, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { dateTime } from '../format.js';
import { address, go, place } from '../router.js';
import { badge } from '../components/badge.js';
import { pager } from '../components/pager.js';
import { empty, section } from '../components/states.js';

const pageSize = 30;
const typingMilliseconds = 350;

/** The card; `show(query)` brings it to an address, `showStatus` a message to its state. */
export function threadCard(first) {
  let query = first;
  const number = h('input', { type: 'search', class: 'form-control', id: 'thread-number', inputmode: 'tel', maxlength: 16, value: query.get('number') ?? '' });
  const change = () => go('/messages', { number: number.value.trim() }, { replace: true });
  const typed = debounced(typingMilliseconds, change);
  const list = section((signal) => get('/whatsapp/messages', { number: query.get('number'), page: query.get('page') ?? 1, page_size: pageSize }, signal), render, { 'aria-live': 'polite' });

  function render(data) {
    if (!data.messages.length) return empty(t('messages.none'));
    return [
      h('ol', { class: 'bubbles' }, data.messages.map((message) => h('li', { class: `bubble bubble-${message.direction}`, dataset: { message: message.id } },
        h('p', { class: 'said' }, message.text),
        h('p', { class: 'muted' }, label('direction', message.direction), ' ', h('a', { href: address('/messages', { number: message.number }) }, message.number), ' · ', dateTime(message.created_at), ' ',
          h('span', { class: 'message-status' }, badge('message', message.status))),
        message.error ? h('p', { class: 'fault' }, [message.error.code, message.error.title].filter(Boolean).join(' · ')) : null))),
      pager({ page: data.page, pages: data.pages, total: data.total, href: (target) => address('/messages', { number: query.get('number'), page: target }) }),
    ];
  }

  function showStatus({ message_id: id, status }) {
    const item = [...list.element.querySelectorAll('[data-message]')].find((each) => each.dataset.message === id);
    if (item) item.querySelector('.message-status').replaceChildren(badge('message', status));
    else if (place().path === '/messages') list.reload({ quiet: true });
  }

  const element = h('section', { class: 'card', id: 'thread', 'aria-labelledby': 'thread-title' },
    h('h2', { id: 'thread-title' }, t('messages.title')),
    h('form', { role: 'search', on: { submit: (event) => { event.preventDefault(); typed.cancel(); change(); }, input: typed } },
      h('div', { class: 'field' }, h('label', { class: 'form-label', for: number.id }, t('messages.number')), number)),
    list.element);
  return {
    element,
    ready: list.ready,
    reload: list.reload,
    showStatus,
    show: (next) => {
      query = next;
      if (number !== document.activeElement) number.value = next.get('number') ?? '';
      list.reload();
    },
    stop: () => { typed.cancel(); list.stop(); },
  };
}
