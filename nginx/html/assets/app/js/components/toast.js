// Short news at the edge of the page, read out by screen readers: at most two at a time. Good news goes by itself, bad news stays until it is
// dismissed. What can be undone has a button for it, and the key Z.

import { described } from '../api.js';
import { h } from '../dom.js';
import { focusAt, placeOf } from '../focus.js';
import { t } from '../i18n.js';
import { icon } from './icon.js';

const goodMilliseconds = 4000;
const undoMilliseconds = 8000;
const undoKeptMilliseconds = 60_000;
const most = 2;
const regions = {};
let corner = null;
let undoable = null; // {run, at}
let before = null; // where the focus was before it came to the news

/** Puts both live regions into the page; a region must be there before its news. */
export function installToasts() {
  regions.status = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite', id: 'news' });
  regions.alert = h('div', { class: 'toasts', role: 'alert', 'aria-live': 'assertive', id: 'bad-news' });
  corner = h('div', {
    class: 'toast-corner',
    on: { focusin: ({ relatedTarget }) => { if (!corner.contains(relatedTarget)) before = placeOf(relatedTarget); } },
  }, regions.status, regions.alert);
  document.body.append(corner);
  for (const event of ['focusin', 'scroll']) addEventListener(event, () => requestAnimationFrame(giveWay), { capture: true, passive: true });
}

// News stay clear of what has the focus: where they would cover it they are at the top.
function giveWay() {
  corner.classList.remove('gives-way');
  const at = document.activeElement;
  if (!corner.querySelector('.news') || !at || corner.contains(at)) return;
  const box = at.getBoundingClientRect(), news = corner.getBoundingClientRect();
  const width = Math.min(box.right, news.right) - Math.max(box.left, news.left);
  const height = Math.min(box.bottom, news.bottom) - Math.max(box.top, news.top);
  if (width > 0 && height > 0 && width * height * 2 >= box.width * box.height) corner.classList.add('gives-way');
}

/** Shows good news; with `undo`, which reverts it, for longer. */
export function tell(text, { undo } = {}) {
  undoable = undo ? { run: undo, at: Date.now() } : null;
  const item = show(regions.status, 'good', text, { undo });
  leaveAfter(item, undo ? undoMilliseconds : goodMilliseconds);
}

/** Shows news of what someone else did, which leaves what can be undone as it is; with a link to it. Gives its element. */
export function report(text, link) {
  const item = show(regions.status, 'good', text, { link });
  leaveAfter(item, undoMilliseconds);
  return item;
}

/** Whether something that was just done can be undone. */
export const canUndo = () => undoable !== null && Date.now() - undoable.at < undoKeptMilliseconds;

/** Reverts what was done last, once. */
export async function undoLast() {
  if (!canUndo()) return;
  const { run } = undoable;
  undoable = null;
  for (const each of corner.querySelectorAll('.has-undo')) dismiss(each);
  try {
    await run();
  } catch (error) {
    complain(error);
  }
}

/** Shows what must not be missed: it stays until it is dismissed. */
export function remind(text) {
  show(regions.status, 'good', text);
}

/** Shows what went wrong: an error, with the id of its request where it has one. */
export function complain(error) {
  const { message, requestID } = described(error);
  show(regions.alert, 'bad', message, { requestID });
}

// As long as someone points at it or its button has the focus, it stays.
function leaveAfter(item, milliseconds) {
  setTimeout(() => {
    if (item.matches(':hover, :focus-within')) leaveAfter(item, goodMilliseconds);
    else item.remove();
  }, milliseconds);
}

function show(region, kind, text, { requestID, undo, link } = {}) {
  const item = h('div', { class: undo ? `news news-${kind} has-undo` : `news news-${kind}` },
    h('p', {}, text, link ? [' ', link] : null, requestID ? h('small', { class: 'request-id' }, t('error.request', { id: requestID })) : null),
    undo ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', on: { click: undoLast } }, t('undo')) : null,
    h('button', { type: 'button', class: 'btn-icon', 'aria-label': t('dismiss'), on: { click: () => dismiss(item) } }, icon('x-lg')));
  const present = [...corner.querySelectorAll('.news')];
  // The newest replaces the oldest; what went wrong outlives what went well.
  const oldest = present.find((each) => each.classList.contains('news-good')) ?? present[0];
  if (present.length >= most) dismiss(oldest);
  region.append(item);
  giveWay();
  return item;
}

// Whoever was at its buttons goes back to where they came from.
function dismiss(item) {
  const held = item.contains(document.activeElement);
  item.remove();
  if (held) focusAt(before);
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
