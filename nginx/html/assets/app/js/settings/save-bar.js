// The bar of a form of settings: how many changes are not saved, and what to do with them. Without changes there is none.

import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { openDialog } from '../components/dialog.js';
import { draft } from '../components/draft.js';

/** Makes the bar of a form's buttons. `isChanged()` says whether something is unsaved, `discard()` forgets it, `save()` gives whether it worked. */
export function saveBar(form, { path, etag, reload }) {
  const actions = form.querySelector(':scope > .actions');
  const words = h('p', { role: 'status' });
  actions.classList.add('save-bar');
  actions.prepend(words);
  const count = () => changes(form.values(), form.began);
  const show = () => {
    const number = count();
    actions.hidden = number === 0;
    fill(words, number ? t('settings.changes', { count: number }) : null);
  };
  for (const type of ['input', 'change']) form.addEventListener(type, show);
  show();
  return {
    isChanged: () => count() > 0,
    discard: () => { draft(path, etag).forget(); return reload(); },
    save: () => form.send(),
    // The changes outlive a change of the section by something else than the form.
    moveTo: (next) => { const kept = draft(path, etag).recall(); if (kept && count()) draft(path, next).keep(kept); },
  };
}

/** How many settings are others; each day of a week is one. */
function changes(values, began) {
  return Object.entries(values).reduce((sum, [name, value]) => {
    const before = began?.[name];
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return sum + changes(value, before);
    return sum + (JSON.stringify(value) === JSON.stringify(before) ? 0 : 1);
  }, 0);
}

/** Asks what becomes of unsaved changes when their page is left; gives whether it may be. `bar` has `isChanged`, `save` and `discard`. */
export async function mayLeave(bar) {
  if (!bar?.isChanged()) return true;
  const dialog = openDialog({
    title: t('leave.title'),
    content: [
      h('p', {}, t('leave.text')),
      h('div', { class: 'actions' },
        h('button', { type: 'button', class: 'btn btn-primary', id: 'leave-save', on: { click: () => dialog.close('save') } }, t('save')),
        h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'leave-discard', on: { click: () => dialog.close('discard') } }, t('settings.discard')),
        h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'leave-stay', on: { click: () => dialog.close('stay') } }, t('leave.stay'))),
    ],
  });
  const answer = await dialog.result;
  if (answer === 'save') return bar.save();
  if (answer !== 'discard') return false;
  await bar.discard();
  return true;
}
