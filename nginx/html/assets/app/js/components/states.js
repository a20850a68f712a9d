// What a part of a page shows while its data comes, when there is none, and when it could not be had.

import { described } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';

const patienceMilliseconds = 200;
const menuMilliseconds = 200;
const greyRows = 6;
// Between tries of what may work later.
const pausesSeconds = [5, 10, 20, 40, 60];

export function loading() {
  return h('div', { class: 'state-loading', role: 'status' },
    h('span', { class: 'visually-hidden' }, t('loading')), Array.from({ length: greyRows }, () => h('span', { class: 'grey-row', 'aria-hidden': 'true' })));
}

export function empty(text, ...more) {
  return h('div', { class: 'state state-empty' }, h('p', {}, text), more);
}

/**
 * An error with its words, the id of its request, and a way to try again. After one of the connection or the server it tries again by itself, as long
 * as it is on view; `tries` is how often that was in vain.
 */
export function failure(error, retry, tries = 0) {
  const { message, requestID } = described(error);
  const pause = retry && (error.status === 0 || error.status >= 500) ? pausesSeconds[Math.min(tries, pausesSeconds.length - 1)] : null;
  const element = h('div', { class: 'state state-error', role: tries ? null : 'alert' },
    h('p', {}, message),
    requestID ? h('p', { class: 'request-id' }, t('error.request', { id: requestID })) : null,
    pause ? h('p', { class: 'muted' }, t('retry.in', { seconds: pause })) : null,
    retry ? h('button', { type: 'button', class: 'btn btn-outline-secondary', on: { click: retry } }, t('retry')) : null);
  if (pause) setTimeout(() => { if (element.isConnected) retry(); }, pause * 1000);
  return element;
}

/**
 * A part of a page that loads by itself: `fetchData(signal)` gives the data, `render(data)` the nodes. `reload()` fetches again, and keeps
 * showing what there is until the new data is in. Only the newest fetch counts.
 */
export function section(fetchData, render, { tag = 'div', ...attributes } = {}) {
  const element = h(tag, { ...attributes, 'aria-busy': 'true' });
  let turn = 0;
  let controller = new AbortController();
  let hasData = false;
  let tries = 0; // in vain, one after another

  // Quiet: no one asked, so nothing changes unless there is something new to show.
  async function load({ quiet = false } = {}) {
    turn += 1;
    const mine = turn;
    controller.abort();
    controller = new AbortController();
    element.setAttribute('aria-busy', 'true');
    const timer = quiet || hasData ? null : setTimeout(() => fill(element, loading()), patienceMilliseconds);
    try {
      const data = await fetchData(controller.signal);
      // Under an open menu everything stays as it is.
      while (mine === turn && element.querySelector('[role=menu]')) await new Promise((resolve) => { setTimeout(resolve, menuMilliseconds); });
      if (mine !== turn) return;
      const nodes = render(data);
      hasData = true;
      tries = 0;
      // A part that keeps its elements has brought them up to date itself.
      const isKept = Array.isArray(nodes) && nodes.length === element.childNodes.length && nodes.every((each, index) => each === element.childNodes[index]);
      if (!isKept) fill(element, nodes);
    } catch (error) {
      if (mine !== turn || error.name === 'AbortError') return;
      if (quiet && hasData) return;
      hasData = false;
      fill(element, failure(error, () => load(), tries));
      tries += 1;
    } finally {
      clearTimeout(timer);
      if (mine === turn) element.setAttribute('aria-busy', 'false');
    }
  }
  const ready = load();
  return { element, reload: load, ready, stop: () => { turn += 1; controller.abort(); } };
}
