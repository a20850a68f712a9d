// Begins a conversation with a number typed by hand.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { form } from '../components/form.js';
import { formDialog } from '../components/dialog.js';
import { whatsAppNotice } from '../components/notice.js';
import { longest, messageName, send } from './send.js';

/** Asks for number and text, sends it, and gives the number's digits; undefined when it was given up. */
export async function beginConversation() {
  const notice = await whatsAppNotice();
  let attempt = null; // {sign, name}: the same content keeps its name until it went through
  return formDialog(t('whatsapp.new'), (close) => h('div', {}, notice, form({
    fields: [
      { name: 'to', label: t('messages.number'), type: 'tel', required: true, maxlength: 32, help: t('help.phone'), autocomplete: 'off' },
      { name: 'text', label: t('messages.text'), type: 'textarea', required: true, maxlength: longest },
    ],
    submit: t('messages.send'),
    draft: { key: 'whatsapp new' },
    onCancel: () => close(),
    onSubmit: async ({ to, text }) => {
      // The signs of a number as people write it say nothing.
      const number = to.replace(/[\s().-]/g, '');
      const sign = JSON.stringify([number, text]);
      if (attempt?.sign !== sign) attempt = { sign, name: messageName() };
      await send({ number, text, name: attempt.name });
      close(number.replace('+', ''));
    },
  })));
}
