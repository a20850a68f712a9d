// News from the server as it happens. A connection is opened by a ticket, which is good once, so the browser's own reconnection, with the
// same address, is not used: a lost connection is opened again with a new ticket.
//
// An open stream alone proves little: the hub keeps it open while the database hangs, and a browser keeps it for a while after the network is gone.
// So the server's health is asked for, too, while the page is on view.

import { failures, request } from './api.js';
import * as session from './session.js';

const firstPause = 1000;
const longestPause = 60_000;
const healthPause = 15_000;
const healthTimeout = 5000;

/** `change` is dispatched when the connection opens or is lost, and when the server falls ill or is well again. */
export const changes = new EventTarget();

const listeners = new Map();
let source = null;
let timer = null;
let pause = firstPause;
let isWanted = false;
let hasBeenOpen = false;
let isTrying = false;
let isHealthy = true;
let healthTimer = null;

/** Whether news arrive: the stream is open, the browser has a network, and the server can do its work. */
export const isOpen = () => source?.readyState === EventSource.OPEN && navigator.onLine && isHealthy;

/**
 * Calls `listener(payload, event)` for each event of a type; gives what ends that. The type `reconnected` says that events may have been
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
  watchHealth();
}

export function stop() {
  isWanted = false;
  clearTimeout(timer);
  clearTimeout(healthTimer);
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

async function watchHealth() {
  clearTimeout(healthTimer);
  if (!isWanted) return;
  if (document.visibilityState === 'visible' && navigator.onLine) {
    const was = isHealthy;
    isHealthy = await isServerWell();
    if (was !== isHealthy) changes.dispatchEvent(new Event('change'));
    if (isHealthy && !was) recovered();
  }
  clearTimeout(healthTimer);
  if (isWanted) healthTimer = setTimeout(watchHealth, isHealthy ? healthPause : healthPause / 3);
}

// What was missed or failed meanwhile is fetched again: with the stream, when it has to be opened, else now.
function recovered() {
  if (!source) openNow();
  else if (hasBeenOpen) tell('reconnected', {}, {});
}

async function isServerWell() {
  try {
    return (await fetch('/health', { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(healthTimeout) })).ok;
  } catch {
    return false;
  }
}

// A request has failed: not every fault is the whole server's.
failures.addEventListener('failure', () => { if (isWanted && isHealthy) watchHealth(); });

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

// Without the pause that has grown while nothing could be opened.
function openNow() {
  if (!isWanted || source) return;
  pause = firstPause;
  open();
}

// Back from sleep or from another network.
window.addEventListener('online', () => {
  changes.dispatchEvent(new Event('change'));
  watchHealth();
  openNow();
});
window.addEventListener('offline', () => changes.dispatchEvent(new Event('change')));
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') watchHealth(); });
