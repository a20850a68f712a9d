// The settings of the business, a section at a time. The form of a section is made from the API's own description of it.

import { all, part, request } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t, useWords } from '../i18n.js';
import { ownFields } from '../own-fields.js';
import * as session from '../session.js';
import { sectionHistory } from '../settings/history.js';
import { sections, settingsNav } from '../settings/nav.js';
import { schemaOf } from '../settings/schema.js';
import { mayLeave } from '../settings/save-bar.js';
import { sectionForm } from '../settings/section-form.js';
import { mailNotice, whatsAppNotice } from '../components/notice.js';
import { failure, loading } from '../components/states.js';
import { appearanceSide } from '../settings/appearance.js';
import { mailTest } from '../settings/mail-test.js';
import { whatsAppSession } from '../settings/whatsapp-session.js';
import { forgetPublicConfig } from '../public-config.js';

const own = new Set(['company', 'chat', 'email', 'appearance', 'whatsapp', 'handout', 'response']);

// The sections whose settings are rules, with the editor of each.
const editors = {
  scoring: async (section) => (await part(() => import('../settings/scoring.js'))).scoringEditor({ ...section, own: await ownFields('lead') }),
  handout: async (section) => (await part(() => import('../settings/handout.js'))).handoutEditor({ ...section, own: await ownFields('lead'), forms: (await all('/forms', 'forms')).map((form) => form.slug) }),
};

// What a section lacks for the business to do its work.
const notices = { email: mailNotice, whatsapp: whatsAppNotice };

// What comes above a section's settings, what can be done below them, and what is shown beside them: `{element, stop?}`.
const tops = { whatsapp: whatsAppSession };
const extras = { email: mailTest };
const sides = { appearance: appearanceSide };

/** Whether the user may write a section. */
const mayWrite = (name) => session.can(own.has(name) ? `core.manage_config_${name}` : 'core.manage_config');

export default async function page({ parameters: { section = 'company' }, query }) {
  await part(() => useWords('settings'));
  const name = sections.includes(section) ? section : 'company';
  const card = h('section', { class: 'card', id: 'section', 'aria-labelledby': 'section-title' });
  const heading = h('h2', { id: 'section-title' }, label('section', name));
  const history = sectionHistory(name, query);
  let editor = null;
  let side = null;

  async function show() {
    fill(card, heading, loading());
    side?.stop?.();
    side = null;
    try {
      const path = `/config/${name}`;
      const { data, etag } = await request('GET', path);
      const schema = await schemaOf(`/api/v1/config/${name}`);
      const isWritable = mayWrite(name);
      if (editors[name]) {
        editor = await editors[name]({ path, data, etag, schema, isWritable, onSaved: () => history.reload() });
        fill(card, heading, editor.element);
        return;
      }
      const notice = await notices[name]?.();
      editor = sectionForm({ name, path, data, etag, schema, isWritable, reload });
      side = isWritable ? sides[name]?.({ data, form: editor.element, changed: () => reload({ keepsTyped: true }) }) ?? null : null;
      const below = isWritable ? extras[name]?.(data) : null;
      fill(card, heading, notice, isWritable ? tops[name]?.() : null, side ? h('div', { class: 'beside' }, editor.element, side.element) : editor.element, below);
    } catch (error) {
      fill(card, heading, failure(error, show));
    }
  }

  // What was changed by something else than the form leaves what is typed in it alone.
  async function reload({ keepsTyped = false } = {}) {
    forgetPublicConfig();
    if (keepsTyped) {
      const { etag } = await request('GET', `/config/${name}`);
      editor.bar.moveTo(etag);
    }
    await Promise.all([show(), history.reload()]);
  }

  const warn = (event) => { if (editor?.bar?.isChanged()) event.preventDefault(); };
  addEventListener('beforeunload', warn);
  await Promise.all([show(), history.ready]);
  return {
    title: t('menu./settings'),
    element: h('div', {},
      settingsNav(`/settings/${name}`),
      h('div', { class: 'column settings-page' }, card, history.element)),
    update: history.update,
    mayLeave: () => mayLeave(editor?.bar),
    dispose: () => { removeEventListener('beforeunload', warn); editor?.dispose?.(); side?.stop?.(); history.stop(); },
  };
}
