// The form of a WhatsApp message to a record's number. A repeat after a lost connection carries the same id, so that it is sent once.

import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { form } from '../components/form.js';
import { whatsAppNotice } from '../components/notice.js';
import { address } from '../router.js';
import { messageName, send } from '../whatsapp/send.js';
import { closedText, newestWindow } from '../whatsapp/window.js';

/** The form, below word of what does not really send. */
export function messageForm({ path, current, contacted, after }) {
  let attempt = null; // {text, name}
  const fields = form({
    fields: [{ name: 'text', label: t('messages.text'), type: 'textarea', rows: 3, required: true, maxlength: 4096 }, contacted()],
    submit: t('messages.send'),
    secondary: [h('a', { class: 'btn btn-link', id: 'open-conversation', href: address('/whatsapp', { with: current().phone.replace('+', '') }) }, t('whatsapp.open'))],
    draft: { key: `message ${path}` },
    onSubmit: async ({ text, reached }, element) => {
      if (attempt?.text !== text) attempt = { text, name: messageName() };
      await send({ number: current().phone, text, name: attempt.name });
      attempt = null;
      await after(element, t('messages.queued'), { reached });
    },
  });
  const place = h('div', {});
  Promise.all([whatsAppNotice(), closed()]).then(([notice, text]) => {
    fill(place, notice, text ? h('p', { class: 'muted' }, text) : null);
    if (text) for (const each of fields.querySelectorAll('textarea, input, button')) each.disabled = true;
  });

  // Where WhatsApp itself would refuse the message, this says so before it is written; null where it would not, or that is not known.
  async function closed() {
    const { name, phone: number } = current();
    try {
      const found = await newestWindow(number);
      return found.isOpen ? null : closedText({ name, number, last: found.last });
    } catch {
      return null;
    }
  }
  return [place, fields];
}
