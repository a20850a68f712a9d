// Messages with customers: the session and its QR code, the messages of all or of one number, and a form to write one. All of it moves by
// itself with the server's events.

import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import * as live from '../live.js';
import { sendForm } from '../messages/send.js';
import { sessionCard } from '../messages/session.js';
import { threadCard } from '../messages/thread.js';

export default async function page({ query }) {
  const session = sessionCard();
  const thread = threadCard(query);
  const send = sendForm({ number: query.get('number'), sent: () => thread.reload({ quiet: true }) });
  const ends = [
    live.on('session_status', (payload) => session.showStatus(payload.status)),
    live.on('qrcode', (payload) => session.showCode(payload.image_b64)),
    live.on('message_status', (payload) => thread.showStatus(payload)),
    live.on('message_received', () => thread.reload({ quiet: true })),
    live.on('reconnected', () => { session.reload({ quiet: true }); thread.reload({ quiet: true }); }),
  ];
  await thread.ready;
  return {
    title: t('menu./messages'),
    element: fill(h('div', { class: 'columns' }),
      h('div', { class: 'column' }, session.element, send),
      h('div', { class: 'column' }, thread.element)),
    update: (next) => {
      thread.show(next);
      const number = next.get('number');
      if (number) send.querySelector('[name=to]').value = number;
    },
    dispose: () => {
      for (const end of ends) end();
      session.stop();
      thread.stop();
    },
  };
}
