// Writes a message. A repeat after a lost connection carries the same id, so that it is sent once.

import { request } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { form } from '../components/form.js';
import { tell } from '../components/toast.js';

/** The card with the form. */
export function sendForm({ number, sent }) {
  let attempt = null; // {key, id}: the same content keeps its id until it went through
  const fields = form({
    fields: [
      { name: 'to', label: t('messages.to'), type: 'tel', required: true, value: number, maxlength: 16, help: t('help.phone') },
      { name: 'text', label: t('messages.text'), type: 'textarea', required: true, maxlength: 4096 },
    ],
    submit: t('messages.send'),
    draft: { key: `message ${number ?? ''}` },
    onSubmit: async ({ to, text }, element) => {
      const key = JSON.stringify([to, text]);
      if (attempt?.key !== key) attempt = { key, id: `app-${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(2)).join('-')}` };
      await request('POST', '/whatsapp/messages', { body: { to, type: 'text', text, client_message_id: attempt.id } });
      attempt = null;
      element.querySelector('[name=text]').value = '';
      tell(t('messages.queued'));
      sent();
    },
  });
  return h('section', { class: 'card', 'aria-labelledby': 'send-title' }, h('h2', { id: 'send-title' }, t('messages.new')), fields);
}
