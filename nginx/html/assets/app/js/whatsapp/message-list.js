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
export function messageList({ name, unread, sized, older, ...does }) {
  const items = h('ol', { class: 'bubbles' });
  const more = h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', id: 'older', hidden: true, on: { click: fetchOlder } }, t('whatsapp.older'));
  const none = h('p', { class: 'state muted', hidden: true }, t('whatsapp.begin', { name }));
  const view = h('div', { class: 'thread-view', id: 'messages', tabindex: '0', role: 'region', 'aria-label': t('whatsapp.with', { name }) }, more, none, items);
  const end = endOf(view, sized);
  let nodes = new Map(); // by key: {sign, node}
  let firstUnread; // its id, null without one; before the first messages not known
  let newest = null;

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

  function show({ messages, unsent, hasOlder }) {
    if (firstUnread === undefined && messages.length) firstUnread = newestOf(messages, unread)?.id ?? null;
    const next = new Map();
    for (const { key, sign, make } of entries({ messages, unsent, firstUnread, name, ...does })) {
      const known = nodes.get(key);
      next.set(key, known?.sign === sign ? known : { sign, node: make() });
    }
    nodes = next;
    arrange(items, [...next.values()].map(({ node }) => node));
    more.hidden = !hasOlder;
    none.hidden = messages.length + unsent.length > 0;
    const last = messages.at(-1);
    end.keep(newest !== null && last && last.id !== newest && last.direction === 'in');
    newest = last?.id ?? newest ?? '';
  }

  return { element: h('div', { class: 'thread-middle' }, view, end.button), show, toEnd: end.go };
}

/** The end of a view: who is there stays there (`keep(isFresh)`), who reads further up gets a button when something fresh is below. */
function endOf(view, sized) {
  let isThere = true;
  const button = h('button', { type: 'button', class: 'btn btn-sm btn-primary to-end', id: 'to-end', hidden: true, on: { click: go } }, icon('arrow-down'), t('whatsapp.fresh'));

  function go() {
    view.scrollTop = view.scrollHeight;
    isThere = true;
    button.hidden = true;
  }
  function keep(isFresh) {
    if (isThere) go();
    else if (isFresh) button.hidden = false;
  }

  view.addEventListener('scroll', () => {
    isThere = view.scrollHeight - view.scrollTop - view.clientHeight < nearPixels;
    if (isThere) button.hidden = true;
  });
  // It is put on the page once it is filled; and a phone's keyboard, or a long answer, takes some of its height.
  new ResizeObserver(() => {
    if (isThere) go();
    if (view.clientHeight) sized();
  }).observe(view);
  return { button, go, keep };
}

// --- The entries in order: `{key, sign, make}`; one whose sign is as before keeps its element.

function entries({ messages, unsent, firstUnread, ...context }) {
  const all = [...messages.map((each) => ({ key: each.id, at: each.created_at, sign: `${each.status} ${each.error?.code} ${each.error?.title}`, make: () => sent(each, context) })),
    ...unsent.map((each) => ({ key: each.name, at: each.at, sign: String(each.fault), make: () => waiting(each, context) }))];
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

const smallButton = (text, focus, click) => h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', dataset: { focus }, on: { click } }, text);

function sent(message, { name, again }) {
  return bubble(message, {
    by: message.direction === 'out' ? t('whatsapp.us') : name,
    fault: message.status === 'failed' ? reason(message.error) : null,
    actions: message.status === 'failed' ? [smallButton(t('whatsapp.again'), `again-${message.id}`, () => again(message.text))] : [],
  });
}

function waiting({ name: key, text, at, fault }, { retry, drop }) {
  return bubble({ id: key, direction: 'out', text, created_at: at, status: fault ? 'unsent' : 'sending' }, {
    by: t('whatsapp.us'), fault,
    actions: fault ? [smallButton(t('retry'), `retry-${key}`, () => retry(key)), smallButton(t('whatsapp.drop'), `drop-${key}`, () => drop(key))] : [],
  });
}

/** The first message of theirs that no one has read; what was answered has been. */
function newestOf(messages, unread) {
  const theirs = messages.slice(messages.findLastIndex((each) => each.direction === 'out') + 1);
  return unread ? theirs[Math.max(0, theirs.length - unread)] : null;
}

// Only what has to move is moved: what someone selects to copy stays selected.
function arrange(parent, wanted) {
  wanted.forEach((node, index) => { if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null); });
  while (parent.children.length > wanted.length) parent.lastElementChild.remove();
}
