// The settings of the business, a section at a time. The form of a section is made from the API's own description of it.

import { part, request } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import * as session from '../session.js';
import { sectionHistory } from '../settings/history.js';
import { sections, settingsNav } from '../settings/nav.js';
import { schemaOf } from '../settings/schema.js';
import { sectionForm } from '../settings/section-form.js';
import { mailNotice, whatsAppNotice } from '../components/notice.js';
import { failure, loading } from '../components/states.js';
import { logoUpload } from '../settings/logo.js';
import { mailTest } from '../settings/mail-test.js';
import { forgetPublicConfig } from '../public-config.js';

const own = new Set(['company', 'chat', 'email', 'appearance', 'whatsapp', 'handout', 'response']);

// The sections whose settings are rules, with the editor of each.
const editors = {
  scoring: async (section) => (await part(() => import('../settings/scoring.js'))).scoringEditor(section),
  handout: async (section) => (await part(() => import('../settings/handout.js'))).handoutEditor(section),
};

// What a section lacks for the business to do its work.
const notices = { email: mailNotice, whatsapp: whatsAppNotice };

// What can be done beside its settings.
const extras = { email: mailTest, appearance: (data, changed) => logoUpload(data.logo_url, changed) };

/** Whether the user may write a section. */
const mayWrite = (name) => session.can(own.has(name) ? `core.manage_config_${name}` : 'core.manage_config');

export default async function page({ parameters: { section = 'company' }, query }) {
  const name = sections.includes(section) ? section : 'company';
  const card = h('section', { class: 'card', id: 'section', 'aria-labelledby': 'section-title' });
  const heading = h('h2', { id: 'section-title' }, label('section', name));
  const history = sectionHistory(name, query);
  let editor = null;

  async function show() {
    fill(card, heading, loading());
    try {
      const path = `/config/${name}`;
      const { data, etag } = await request('GET', path);
      const schema = await schemaOf(`/api/v1/config/${name}`);
      if (editors[name]) {
        editor = await editors[name]({ path, data, etag, schema, isWritable: mayWrite(name), onSaved: () => history.reload() });
        fill(card, heading, editor.element);
        return;
      }
      const notice = await notices[name]?.();
      const reload = () => { forgetPublicConfig(); return Promise.all([show(), history.reload()]); };
      const isWritable = mayWrite(name);
      fill(card, heading, notice, sectionForm({ path, data, etag, schema, isWritable, reload }), isWritable ? extras[name]?.(data, reload) : null);
    } catch (error) {
      fill(card, heading, failure(error, show));
    }
  }

  await Promise.all([show(), history.ready]);
  return {
    title: t('menu./settings'),
    element: h('div', {},
      settingsNav(`/settings/${name}`),
      h('div', { class: 'column settings-page' }, card, history.element)),
    update: history.update,
    dispose: () => { editor?.dispose?.(); history.stop(); },
  };
}
