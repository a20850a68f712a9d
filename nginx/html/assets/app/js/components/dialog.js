// Dialogs on the browser's own <dialog>: it keeps the focus inside, and it goes back to where it was.

import { fill, h, uniqueID } from '../dom.js';
import { focusAt, placeOf } from '../focus.js';
import { t } from '../i18n.js';
import { place } from '../router.js';
import { icon } from './icon.js';

/**
 * Opens a dialog and gives it; `close(value)` ends it, and `result` is a promise of that value (undefined when it was dismissed, also by
 * going to another page, as the browser's button back does).
 * @param {{title: string, content: Node|Node[], wide?: boolean, dismissible?: boolean}} options
 */
export function openDialog({ title, content, wide = false, dismissible = true }) {
  const id = uniqueID('dialog');
  const opener = placeOf(document.activeElement);
  const body = h('div', { class: 'dialog-body' }, content);
  const element = h('dialog', { class: wide ? 'dialog dialog-wide' : 'dialog', 'aria-labelledby': id },
    h('header', { class: 'dialog-head' },
      h('h2', { id }, title),
      dismissible ? h('button', { type: 'button', class: 'btn-icon', 'aria-label': t('close'), on: { click: () => close() } }, icon('x-lg')) : null),
    body);
  let settle;
  const result = new Promise((resolve) => { settle = resolve; });
  function close(value) {
    if (!element.isConnected) return;
    removeEventListener('hashchange', leave);
    element.close();
    element.remove();
    if (opener) focusAt(opener);
    settle(value);
  }
  const { path } = place();
  const leave = () => { if (place().path !== path) close(); };
  if (dismissible) addEventListener('hashchange', leave);
  element.addEventListener('cancel', (event) => {
    event.preventDefault();
    if (dismissible) close();
  });
  // A second Escape closes some browsers' dialogs without asking.
  element.addEventListener('close', () => { if (element.isConnected && dismissible) close(); else if (element.isConnected) element.showModal(); });
  document.body.append(element);
  element.showModal();
  return { element, body, close, result, setContent: (...nodes) => fill(body, ...nodes) };
}

/** Asks before something that is not easily undone; gives whether to go on. */
export async function confirmed({ title, text, action, danger = false }) {
  const yes = h('button', { type: 'button', class: danger ? 'btn btn-danger' : 'btn btn-primary', on: { click: () => dialog.close(true) } }, action);
  const no = h('button', { type: 'button', class: 'btn btn-outline-secondary', on: { click: () => dialog.close(false) } }, t('cancel'));
  const dialog = openDialog({ title, content: [h('p', {}, text), h('div', { class: 'actions' }, yes, no)] });
  // Enter says yes, but not to what is lost with it.
  (danger ? no : yes).focus();
  return Boolean(await dialog.result);
}

/** Opens a dialog around a form (see form.js) that `make(close)` gives; the promise is what the form closed it with. */
export function formDialog(title, make, { wide = false } = {}) {
  const dialog = openDialog({ title, wide, content: [] });
  const form = make(dialog.close);
  dialog.setContent(form);
  form.querySelector('input:not([type=hidden]), select, textarea')?.focus();
  return dialog.result;
}
