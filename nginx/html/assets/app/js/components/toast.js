// Short news at the edge of the page, read out by screen readers. Good news goes by itself, bad news stays until it is dismissed.

import { described } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';

const goodMilliseconds = 6000;
const regions = {};

/** Puts both live regions into the page; a region must be there before its news. */
export function installToasts() {
  regions.status = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite', id: 'news' });
  regions.alert = h('div', { class: 'toasts', role: 'alert', 'aria-live': 'assertive', id: 'bad-news' });
  document.body.append(h('div', { class: 'toast-corner' }, regions.status, regions.alert));
}

/** Shows good news. */
export function tell(text) {
  const item = show(regions.status, 'good', text);
  setTimeout(() => item.remove(), goodMilliseconds);
}

/** Shows what must not be missed: it stays until it is dismissed. */
export function remind(text) {
  show(regions.status, 'good', text);
}

/** Shows what went wrong: an error, with the id of its request where it has one. */
export function complain(error) {
  const { message, requestID } = described(error);
  show(regions.alert, 'bad', message, requestID);
}

function show(region, kind, text, requestID) {
  const item = h('div', { class: `news news-${kind}` },
    h('p', {}, text, requestID ? h('small', { class: 'request-id' }, t('error.request', { id: requestID })) : null),
    h('button', { type: 'button', class: 'btn-icon', 'aria-label': t('dismiss'), on: { click: () => item.remove() } }, '×'));
  region.append(item);
  return item;
}

let speaker;
/** Says something to screen readers alone. */
export function announce(text) {
  if (!speaker) {
    speaker = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
    document.body.append(speaker);
  }
  speaker.textContent = '';
  setTimeout(() => { speaker.textContent = text; }, 50);
}
