// The conversations, the one with the newest message first, each with the person and how many messages are unread.

import { get, request } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { dateTime } from '../format.js';
import { address } from '../router.js';
import { empty, section } from '../components/states.js';
import { complain } from '../components/toast.js';

const shownConversations = 20;

/** The card; `read(number)` marks a conversation as read. */
export function conversationsCard() {
  const list = section((signal) => get('/whatsapp/conversations', { page_size: shownConversations }, signal), render);

  function render(data) {
    if (!data.conversations.length) return empty(t('messages.none'));
    return h('ul', { class: 'list-unstyled' }, data.conversations.map((each) => h('li', { dataset: { conversation: each.number } },
      h('p', {},
        h('a', { href: address('/messages', { number: each.number }) }, each.name ?? each.number), ' ',
        each.unread ? h('span', { class: 'mark' }, t('messages.unread', { number: each.unread })) : null),
      h('p', { class: 'muted' }, each.last_message.text.slice(0, 80), ' · ', dateTime(each.last_message.created_at)))));
  }

  async function read(number) {
    if (!number) return;
    try {
      await request('POST', `/whatsapp/conversations/${encodeURIComponent(number)}/read`);
    } catch (error) {
      // A number that nothing was written to or from has no conversation.
      if (error.status !== 404) complain(error);
    }
    list.reload({ quiet: true });
  }

  const element = h('section', { class: 'card', id: 'conversations', 'aria-labelledby': 'conversations-title' },
    h('h2', { id: 'conversations-title' }, t('messages.conversations')), list.element);
  return { element, ready: list.ready, reload: list.reload, read, stop: list.stop };
}
