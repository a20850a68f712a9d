// A public form, edited beside its page.

import { part, request } from '../api.js';
import { fill, h } from '../dom.js';
import { t, useWords } from '../i18n.js';
import { ownFields, wording } from '../own-fields.js';
import { address } from '../router.js';
import { formEditor } from '../forms/editor.js';
import { pagePreview } from '../forms/preview.js';
import { mayLeave } from '../settings/save-bar.js';
import { settingsNav } from '../settings/nav.js';
import { shareForm } from '../first-steps/share.js';
import { draft } from '../components/draft.js';
import { icon } from '../components/icon.js';
import { failure } from '../components/states.js';
import { complain, tell } from '../components/toast.js';

const edited = ['slug', 'title', 'intro', 'button', 'fields', 'resume', 'consents', 'thanks', 'notify_emails', 'source', 'guard', 'embed_origins', 'is_active'];
const bodyOf = (form) => Object.fromEntries(edited.map((name) => [name, form[name]]));

export default async function page({ parameters: { id } }) {
  await part(() => Promise.all([useWords('settings'), useWords('forms')]));
  const path = `/forms/${encodeURIComponent(id)}`;
  let { data: { form: saved }, etag } = await request('GET', path);
  const own = (await ownFields('lead')).filter((each) => each.is_active);
  let kept = draft(path, etag);
  let form = null;
  let editor = null;
  const preview = pagePreview();
  const place = h('div');
  const fault = h('div');
  const words = h('p', { role: 'status' }, t('settings.unsaved'));
  const activate = h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'activate-form', on: { click: () => put({ is_active: !saved.is_active }) } });
  const share = h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'share-form', on: { click: () => shareForm(saved) } }, t('forms.share'));
  const bar = h('div', { class: 'actions save-bar' }, words,
    h('button', { type: 'submit', class: 'btn btn-primary', id: 'save-form' }, t('save')),
    h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'discard', on: { click: discard } }, t('settings.discard')));
  const element = h('form', { novalidate: true, on: { submit: (event) => { event.preventDefault(); save(); } } }, fault, place, bar);

  const isChanged = () => JSON.stringify(bodyOf(form)) !== JSON.stringify(bodyOf(saved));

  function changed() {
    kept.keep(bodyOf(form));
    bar.hidden = !isChanged();
    preview.show(bodyOf(form));
  }

  function edit(start) {
    form = { ...structuredClone(saved), ...(start ?? {}) };
    editor = formEditor({ form, own, changed });
    fill(place, editor.element);
    fill(fault);
    bar.hidden = !isChanged();
    activate.textContent = t(saved.is_active ? 'fields.deactivate' : 'fields.activate');
    activate.hidden = saved.slug === 'contact';
    share.hidden = !saved.is_active;
    preview.show(bodyOf(form));
  }

  async function discard() {
    kept.forget();
    edit();
  }

  function settle(answer) {
    kept.forget();
    ({ data: { form: saved }, etag } = answer);
    kept = draft(path, etag);
    edit();
  }

  async function save() {
    try {
      settle(await request('PATCH', path, { body: bodyOf(form), ifMatch: etag }));
      tell(t('saved'));
      return true;
    } catch (error) {
      if (error.status === 412) error.message = t('changedMeanwhile');
      const left = editor.errors(error.details ?? {});
      fill(fault, failure(error), h('ul', { class: 'fault' }, Object.entries(left).map(([name, faults]) => h('li', {}, `${name}: ${faults.join(' ')}`))));
      return false;
    }
  }

  // What is not saved yet stays as it is typed.
  async function put(body) {
    const typed = isChanged() ? bodyOf(form) : null;
    try {
      settle(await request('PATCH', path, { body, ifMatch: etag }));
      if (typed) {
        edit({ ...typed, ...body });
        changed();
      }
      tell(t('saved'));
    } catch (error) {
      complain(error);
    }
  }

  const warn = (event) => { if (isChanged()) event.preventDefault(); };
  edit(kept.recall());
  addEventListener('beforeunload', warn);
  return {
    title: wording(saved.title),
    actions: h('div', { class: 'actions' }, h('a', { class: 'btn btn-outline-secondary', href: address('/forms') }, icon('chevron-left'), h('span', { class: 'word' }, t('menu./forms'))), activate, share),
    element: h('div', {}, settingsNav('/forms'), h('div', { class: 'column settings-page form-page' }, h('section', { class: 'card', 'aria-labelledby': 'form-title' }, h('h2', { id: 'form-title' }, `/f/${saved.slug}`), h('div', { class: 'beside' }, element, preview.element)))),
    mayLeave: () => mayLeave({ isChanged, save, discard }),
    dispose: () => { removeEventListener('beforeunload', warn); preview.stop(); },
  };
}
