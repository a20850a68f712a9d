// A WhatsApp message as a bubble, at the side of whoever wrote it, with how far it came.

import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { dateTime, timeOfDay } from '../format.js';
import { icon } from '../components/icon.js';

const ticks = { sending: 'clock', queued: 'clock', sent: 'check-lg', delivered: 'check2-all', read: 'check2-all', failed: 'exclamation-circle', unsent: 'exclamation-circle' };
// States that a person should not have to read off a small icon.
const worded = new Set(['sending', 'queued', 'failed', 'unsent']);
const link = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'])/g;

/** How far a message of ours has come: an icon, with its word. */
export function tick(status) {
  return h('span', { class: `tick tick-${status}`, title: label('message', status) }, icon(ticks[status]),
    h('span', { class: worded.has(status) ? 'word' : 'visually-hidden' }, label('message', status)));
}

/** The text of a message: addresses of the web in it can be followed, all else stays text. */
export const said = (text) => h('p', { class: 'said' }, text.split(link).map((part, index) => (index % 2
  ? h('a', { href: part, target: '_blank', rel: 'noopener noreferrer nofollow' }, part) : part)));

/** Why a message failed, in words of this page where it has them for the carrier's number. */
export function reason(error) {
  if (!error) return t('whatsapp.failed');
  const own = { 131047: 'window', 131026: 'unreachable', 131021: 'self', 190: 'access', 131042: 'payment', 131048: 'limit', 131049: 'limit', 130429: 'limit' }[error.code];
  return own ? t(`whatsapp.failed.${own}`) : t('whatsapp.failed.other', { title: error.title });
}

/**
 * The bubble, an item of a list. `by` names whoever wrote it, `fault` says why it is not on its way, `actions` are buttons below it.
 */
export function bubble(message, { by, fault, actions = [] }) {
  const isOurs = message.direction === 'out';
  return h('li', { class: `bubble bubble-${message.direction} is-${message.status}`, dataset: { message: message.id } },
    h('span', { class: 'visually-hidden' }, t('whatsapp.by', { name: by })),
    said(message.text),
    h('p', { class: 'bubble-foot' }, h('time', { datetime: message.created_at, title: dateTime(message.created_at) }, timeOfDay(message.created_at)),
      isOurs ? tick(message.status) : null),
    fault ? h('p', { class: 'fault' }, fault) : null,
    actions.length ? h('div', { class: 'actions' }, actions) : null);
}
