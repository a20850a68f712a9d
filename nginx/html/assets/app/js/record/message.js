// The form of a WhatsApp message to a record's number. A repeat after a lost connection carries the same id, so that it is sent once.

import { request } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { form } from '../components/form.js';
import { whatsAppNotice } from '../components/notice.js';

/** The form, below word of what does not really send. */
export function messageForm({ path, current, contacted, after }) {
  let attempt = null; // {text, id}
  const fields = form({
    fields: [{ name: 'text', label: t('messages.text'), type: 'textarea', rows: 3, required: true, maxlength: 4096 }, contacted()],
    submit: t('messages.send'),
    draft: { key: `message ${path}` },
    onSubmit: async ({ text, reached }, element) => {
      if (attempt?.text !== text) attempt = { text, id: `app-${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(2)).join('-')}` };
      await request('POST', '/whatsapp/messages', { body: { to: current().phone, type: 'text', text, client_message_id: attempt.id } });
      attempt = null;
      await after(element, t('messages.queued'), { reached });
    },
  });
  const place = h('div', {});
  whatsAppNotice().then((notice) => { if (notice) fill(place, notice); });
  return [place, fields];
}
