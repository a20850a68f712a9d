// Messages with customers: the session and its QR code, the messages of all or of one number, and a form to write one. All of it moves by
// itself with the server's events.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import * as live from '../live.js';
import { can as may } from '../session.js';
import { whatsAppNotice } from '../components/notice.js';
import { conversationsCard } from '../messages/conversations.js';
import { sendForm } from '../messages/send.js';
import { sessionCard } from '../messages/session.js';
import { threadCard } from '../messages/thread.js';

export default async function page({ query }) {
  // Whoever may configure WhatsApp connects it; everyone on this page writes.
  const session = may('core.manage_config_whatsapp') ? sessionCard() : null;
  const thread = threadCard(query);
  const conversations = conversationsCard();
  conversations.read(query.get('number'));
  const send = sendForm({ number: query.get('number'), sent: () => { thread.reload({ quiet: true }); conversations.reload({ quiet: true }); } });
  const ends = [
    live.on('session_status', (payload) => session?.showStatus(payload.status)),
    live.on('qrcode', (payload) => session?.showCode(payload.image_b64)),
    live.on('message_status', (payload) => thread.showStatus(payload)),
    live.on('message_received', () => { thread.reload({ quiet: true }); conversations.reload({ quiet: true }); }),
    live.on('reconnected', () => { session?.reload({ quiet: true }); thread.reload({ quiet: true }); }),
  ];
  const [notice] = await Promise.all([whatsAppNotice(), thread.ready, conversations.ready]);
  return {
    title: t('menu./messages'),
    element: h('div', {}, notice, h('div', { class: 'columns' },
      h('div', { class: 'column' }, session?.element, send, conversations.element),
      h('div', { class: 'column' }, thread.element))),
    update: (next) => {
      thread.show(next);
      const number = next.get('number');
      if (number) send.querySelector('[name=to]').value = number;
      conversations.read(number);
    },
    dispose: () => {
      for (const end of ends) end();
      session?.stop();
      thread.stop();
      conversations.stop();
    },
  };
}
