// A receipt of a payment as a text: sent by WhatsApp, or copied.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { date, money } from '../format.js';
import * as session from '../session.js';
import { formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { whatsAppNotice } from '../components/notice.js';
import { complain, tell } from '../components/toast.js';
import { messageName, send } from '../whatsapp/send.js';
import { businessName } from './business.js';
import { cents } from './sums.js';

/** Opens the receipt of a payment, ready to be sent; `after` is the balance that it left. */
export async function sendReceipt(entry, customer, after) {
  const [business, notice] = await Promise.all([businessName(), whatsAppNotice()]);
  const text = [
    t('receipt.text', { name: customer.name, amount: money(entry.amount), day: date(entry.occurred_at) }),
    cents(after) > 0 ? t('receipt.open', { amount: money(after) }) : t('receipt.settled'),
    business,
  ].filter(Boolean).join('\n');
  const canSend = customer.phone && session.can('messages.send');
  let attempt = null; // {text, name}: a repeat has the same id, another text another
  const sent = await formDialog(t('receipt.title'), (close) => form({
    fields: [{ name: 'text', label: t('messages.text'), type: 'textarea', rows: 5, required: true, maxlength: 4096, value: text }],
    extra: [canSend ? notice : h('p', { class: 'muted' }, customer.phone ? t('receipt.mayNot') : t('receipt.noPhone'))],
    submit: canSend ? t('receipt.send') : t('copy'),
    secondary: canSend ? [h('button', { type: 'button', class: 'btn btn-outline-secondary', on: { click: (event) => copy(event.target.form.elements.text.value) } }, t('copy'))] : [],
    draft: { key: `receipt ${entry.id}`, version: after },
    onCancel: () => close(),
    onSubmit: async ({ text: typed }) => {
      if (!canSend) return copy(typed).then(close);
      if (attempt?.text !== typed) attempt = { text: typed, name: messageName() };
      await send({ number: customer.phone, text: typed, name: attempt.name });
      return close(true);
    },
  }));
  if (sent) tell(t('messages.queued'));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    tell(t('copied'));
  } catch (error) {
    complain(error);
  }
}
