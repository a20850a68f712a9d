// News from the server as it happens. A connection is opened by a ticket, which is good once, so the browser's own reconnection, with the
// same address, is not used: a lost connection is opened anew with a new ticket.

import { request } from './api.js';
import * as session from './session.js';

const firstPause = 1000;
const longestPause = 60_000;

/** `change` is dispatched when the connection opens or is lost. */
export const changes = new EventTarget();

const listeners = new Map();
let source = null;
let timer = null;
let pause = firstPause;
let isWanted = false;
let hasBeenOpen = false;
let isTrying = false;

export const isOpen = () => source?.readyState === EventSource.OPEN;

/**
 * Calls `listener(payload, event)` for each event of a type; gives what ends that. The type `reconnected` tells that events may have been
 * missed.
 */
export function on(type, listener) {
  if (!listeners.has(type)) {
    listeners.set(type, new Set());
    source?.addEventListener(type, receive);
  }
  listeners.get(type).add(listener);
  return () => listeners.get(type).delete(listener);
}

export function start() {
  if (isWanted) return;
  isWanted = true;
  pause = firstPause;
  open();
}

export function stop() {
  isWanted = false;
  clearTimeout(timer);
  source?.close();
  source = null;
  changes.dispatchEvent(new Event('change'));
}

async function open() {
  clearTimeout(timer);
  if (isTrying || !isWanted || !session.tokens()) return;
  isTrying = true;
  try {
    const { data } = await request('POST', '/ws-tickets');
    if (!isWanted) return;
    source = new EventSource(`/api/v1/events?ticket=${encodeURIComponent(data.ticket)}`);
    source.addEventListener('open', opened);
    source.addEventListener('error', lost);
    source.addEventListener('message', receive);
    for (const type of listeners.keys()) source.addEventListener(type, receive);
  } catch {
    // Without live news the pages still work: they show what they fetched.
    later();
  } finally {
    isTrying = false;
  }
}

function opened() {
  pause = firstPause;
  changes.dispatchEvent(new Event('change'));
  if (hasBeenOpen) tell('reconnected', {}, {});
  hasBeenOpen = true;
}

function lost() {
  source?.close();
  source = null;
  changes.dispatchEvent(new Event('change'));
  later();
}

function later() {
  if (!isWanted) return;
  clearTimeout(timer);
  timer = setTimeout(open, pause * (0.8 + 0.4 * Math.random()));
  pause = Math.min(pause * 2, longestPause);
}

// Events of an older version of the page's idea of them are left alone.
function receive(message) {
  let event;
  try {
    event = JSON.parse(message.data);
  } catch {
    return;
  }
  tell(event.type, event.payload ?? {}, event);
}

function tell(type, payload, event) {
  for (const listener of listeners.get(type) ?? []) listener(payload, event);
}

// Back from sleep or from another network: at once, not after the pause.
window.addEventListener('online', () => { if (isWanted && !source) { pause = firstPause; open(); } });
