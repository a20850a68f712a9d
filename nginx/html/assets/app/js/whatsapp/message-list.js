// The bubbles of a conversation, a heading for each day, from the oldest to the newest. Who reads at the end stays there when a message comes in; who
// reads further up is left alone.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { dayName, wallField } from '../format.js';
import { icon } from '../components/icon.js';
import { complain } from '../components/toast.js';
import { bubble, reason } from './bubble.js';

const nearPixels = 48;

/** The list; `name` is the other side's, the last `unread` messages of theirs are new. `older()` fetches more, `again(text)` sends a failed text once more, `sized()` is called when it has another size. */
export function messageList({ name, unread, sized, older, again, retry, drop }) {
  const items = h('ol', { class: 'bubbles' });
  const more = h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', id: 'older', hidden: true, on: { click: fetchOlder } }, t('whatsapp.older'));
  const none = h('p', { class: 'state muted', hidden: true }, t('whatsapp.begin', { name }));
  const view = h('div', { class: 'thread-view', id: 'messages', tabindex: '0', role: 'region', 'aria-label': t('whatsapp.with', { name }), on: { scroll: follow } }, more, none, items);
  const toEndButton = h('button', { type: 'button', class: 'btn btn-sm btn-primary to-end', id: 'to-end', hidden: true, on: { click: () => toEnd() } }, icon('arrow-down'), t('whatsapp.fresh'));
  const element = h('div', { class: 'thread-middle' }, view, toEndButton);
  let nodes = new Map(); // by key: {sign, node}
  let firstUnread; // its id, null without one; before the first messages not known
  let newest = null;

  let isAtEnd = true;
  function follow() {
    isAtEnd = view.scrollHeight - view.scrollTop - view.clientHeight < nearPixels;
    if (isAtEnd) toEndButton.hidden = true;
  }
  function toEnd() {
    view.scrollTop = view.scrollHeight;
    isAtEnd = true;
    toEndButton.hidden = true;
  }
  // It is put on the page once it is filled; and a phone's keyboard, or a long answer, takes some of its height.
  new ResizeObserver(() => {
    if (isAtEnd) toEnd();
    if (view.clientHeight) sized();
  }).observe(view);

  async function fetchOlder() {
    more.disabled = true;
    const below = view.scrollHeight - view.scrollTop;
    try {
      await older();
      view.scrollTop = view.scrollHeight - below;
    } catch (error) {
      complain(error);
    } finally {
      more.disabled = false;
    }
  }

  const button = (text, focus, click) => h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', dataset: { focus }, on: { click } }, text);
  const ours = (message) => bubble(message, {
    by: message.direction === 'out' ? t('whatsapp.us') : name,
    fault: message.status === 'failed' ? reason(message.error) : null,
    actions: message.status === 'failed' ? [button(t('whatsapp.again'), `again-${message.id}`, () => again(message.text))] : [],
  });
  const waiting = ({ name: key, text, at, fault }) => bubble({ id: key, direction: 'out', text, created_at: at, status: fault ? 'unsent' : 'sending' }, {
    by: t('whatsapp.us'), fault,
    actions: fault ? [button(t('retry'), `retry-${key}`, () => retry(key)), button(t('whatsapp.drop'), `drop-${key}`, () => drop(key))] : [],
  });

  /** The entries in order: `{key, sign, make}`; one whose sign is as before keeps its element. */
  function entries({ messages, unsent }) {
    const all = [...messages.map((each) => ({ key: each.id, at: each.created_at, sign: `${each.status} ${each.error?.code} ${each.error?.title}`, make: () => ours(each) })),
      ...unsent.map((each) => ({ key: each.name, at: each.at, sign: String(each.fault), make: () => waiting(each) }))];
    return all.flatMap((each, index) => {
      const day = wallField(each.at).slice(0, 10);
      const isNewDay = index === 0 || day !== wallField(all[index - 1].at).slice(0, 10);
      return [
        isNewDay ? { key: `day ${day}`, sign: dayName(each.at), make: () => h('li', { class: 'day' }, h('span', {}, dayName(each.at))) } : null,
        each.key === firstUnread ? { key: 'fresh', sign: '', make: () => h('li', { class: 'fresh' }, h('span', {}, t('whatsapp.fresh'))) } : null,
        each,
      ].filter(Boolean);
    });
  }

  /** The first message of theirs that no one has read; what was answered has been. */
  function newestOf(messages) {
    const theirs = messages.slice(messages.findLastIndex((each) => each.direction === 'out') + 1);
    return unread ? theirs[Math.max(0, theirs.length - unread)] : null;
  }

  function show({ messages, unsent, hasOlder }) {
    if (firstUnread === undefined && messages.length) firstUnread = newestOf(messages)?.id ?? null;
    const next = new Map();
    for (const { key, sign, make } of entries({ messages, unsent })) {
      const known = nodes.get(key);
      next.set(key, known?.sign === sign ? known : { sign, node: make() });
    }
    nodes = next;
    arrange(items, [...next.values()].map(({ node }) => node));
    more.hidden = !hasOlder;
    none.hidden = messages.length + unsent.length > 0;
    const last = messages.at(-1);
    const isFresh = newest !== null && last && last.id !== newest && last.direction === 'in';
    newest = last?.id ?? newest ?? '';
    if (isAtEnd) toEnd();
    else if (isFresh) toEndButton.hidden = false;
  }

  return { element, show, toEnd };
}

// Only what has to move is moved: what someone selects to copy stays selected.
function arrange(parent, wanted) {
  wanted.forEach((node, index) => { if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null); });
  while (parent.children.length > wanted.length) parent.lastElementChild.remove();
}
