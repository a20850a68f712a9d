// What a part of a page shows while its data comes, when there is none, and when it could not be had.

import { described } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';

const patienceMilliseconds = 200;
const menuMilliseconds = 200;

export function loading() {
  return h('div', { class: 'state state-loading', role: 'status' },
    h('span', { class: 'spinner', 'aria-hidden': 'true' }), h('span', {}, t('loading')));
}

export function empty(text, ...more) {
  return h('div', { class: 'state state-empty' }, h('p', {}, text), more);
}

/** An error with its words, the id of its request, and a way to try again. */
export function failure(error, retry) {
  const { message, requestID } = described(error);
  return h('div', { class: 'state state-error', role: 'alert' },
    h('p', {}, message),
    requestID ? h('p', { class: 'request-id' }, t('error.request', { id: requestID })) : null,
    retry ? h('button', { type: 'button', class: 'btn btn-outline-secondary', on: { click: retry } }, t('retry')) : null);
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
      replaceKeepingFocus(element, nodes);
    } catch (error) {
      if (mine !== turn || error.name === 'AbortError') return;
      if (quiet && hasData) return;
      hasData = false;
      fill(element, failure(error, () => load()));
    } finally {
      clearTimeout(timer);
      if (mine === turn) element.setAttribute('aria-busy', 'false');
    }
  }
  const ready = load();
  return { element, reload: load, ready, stop: () => { turn += 1; controller.abort(); } };
}

// The focus on a control moves to the one of the same name.
function replaceKeepingFocus(element, nodes) {
  // A part that keeps its elements has brought them up to date itself.
  if (Array.isArray(nodes) && nodes.length === element.childNodes.length && nodes.every((each, index) => each === element.childNodes[index])) return;
  const held = element.contains(document.activeElement) ? document.activeElement : null;
  const name = held?.dataset.focus ?? held?.id;
  fill(element, nodes);
  if (!name) return;
  const next = [...element.querySelectorAll('[data-focus], [id]')].find((each) => (each.dataset.focus ?? each.id) === name);
  next?.focus({ preventScroll: true });
}
