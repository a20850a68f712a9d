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
  const first = await request('GET', `/forms/${encodeURIComponent(id)}`);
  const own = (await ownFields('lead')).filter((each) => each.is_active);
  const preview = pagePreview();
  const activate = h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'activate-form', on: { click: () => writer.put({ is_active: !writer.saved().is_active }) } });
  const share = h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'share-form', on: { click: () => shareForm(writer.saved()) } }, t('forms.share'));
  const writer = formWriter({
    first,
    own,
    shown: (form, saved) => {
      activate.textContent = t(saved.is_active ? 'fields.deactivate' : 'fields.activate');
      activate.hidden = saved.slug === 'contact';
      share.hidden = !saved.is_active;
      preview.show(bodyOf(form));
    },
  });

  const warn = (event) => { if (writer.isChanged()) event.preventDefault(); };
  addEventListener('beforeunload', warn);
  const { slug, title } = writer.saved();
  return {
    title: wording(title),
    actions: h('div', { class: 'actions' }, h('a', { class: 'btn btn-outline-secondary', href: address('/forms') }, icon('chevron-left'), h('span', { class: 'word' }, t('menu./forms'))), activate, share),
    element: h('div', {}, settingsNav('/forms'), h('div', { class: 'column settings-page form-page' }, h('section', { class: 'card', 'aria-labelledby': 'form-title' }, h('h2', { id: 'form-title' }, `/f/${slug}`), h('div', { class: 'beside' }, writer.element, preview.element)))),
    mayLeave: () => mayLeave(writer),
    dispose: () => { removeEventListener('beforeunload', warn); preview.stop(); },
  };
}

/** The editor of a form with the bar that saves it. `shown(form, saved)` is called with the form as it is edited, at first and after each change. */
function formWriter({ first, own, shown }) {
  const edited = new EditedForm(first);
  let editor = null;
  const place = h('div');
  const fault = h('div');
  const bar = h('div', { class: 'actions save-bar' }, h('p', { role: 'status' }, t('settings.unsaved')),
    h('button', { type: 'submit', class: 'btn btn-primary', id: 'save-form' }, t('save')),
    h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'discard', on: { click: discard } }, t('settings.discard')));
  const element = h('form', { novalidate: true, on: { submit: (event) => { event.preventDefault(); save(); } } }, fault, place, bar);

  function show() {
    bar.hidden = !edited.isChanged();
    shown(edited.form, edited.saved);
  }

  function draw() {
    editor = formEditor({ form: edited.form, own, changed: () => { edited.keep(); show(); } });
    fill(place, editor.element);
    fill(fault);
    show();
  }

  async function discard() {
    edited.discard();
    draw();
  }

  async function save() {
    try {
      await edited.send(bodyOf(edited.form));
      draw();
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
    const typed = edited.isChanged() ? bodyOf(edited.form) : null;
    try {
      await edited.send(body);
      if (typed) {
        edited.begin({ ...typed, ...body });
        edited.keep();
      }
      draw();
      tell(t('saved'));
    } catch (error) {
      complain(error);
    }
  }

  draw();
  return { element, isChanged: () => edited.isChanged(), save, discard, put, saved: () => edited.saved };
}

/** A form as it is `saved`, and as it is edited (`form`); what is not saved yet is kept in this tab. */
class EditedForm {
  constructor(answer) {
    this.path = `/forms/${encodeURIComponent(answer.data.form.id)}`;
    this.take(answer);
    this.begin(this.draft.recall());
  }

  take({ data: { form }, etag }) {
    this.saved = form;
    this.etag = etag;
    this.draft = draft(this.path, etag);
  }

  /** Edits the form as it is saved, but for `changes`. */
  begin(changes) {
    this.form = { ...structuredClone(this.saved), ...(changes ?? {}) };
  }

  isChanged() {
    return JSON.stringify(bodyOf(this.form)) !== JSON.stringify(bodyOf(this.saved));
  }

  keep() {
    this.draft.keep(bodyOf(this.form));
  }

  discard() {
    this.draft.forget();
    this.begin();
  }

  async send(body) {
    const answer = await request('PATCH', this.path, { body, ifMatch: this.etag });
    this.draft.forget();
    this.take(answer);
    this.begin();
  }
}
