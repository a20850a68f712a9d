// When a business may write: WhatsApp itself lets through what is sent within 24 hours of the customer's last message.

import { get } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { since } from '../format.js';
import { publicConfig } from '../public-config.js';

const windowMilliseconds = 24 * 3_600_000;

const isLimited = async () => (await publicConfig())?.whatsapp === 'cloud';

/**
 * The window of a conversation, `{isOpen, last, ends}`: when the customer wrote last and when the window closes, null where that is not known.
 * A simulation has no window.
 *
 * @param {object[]} messages the newest ones, oldest first.
 * @param {boolean} areAll whether there are no older ones.
 */
export async function windowOf(messages, areAll) {
  if (!(await isLimited())) return { isOpen: true, last: null, ends: null };
  const last = messages.findLast((each) => each.direction === 'in')?.created_at ?? null;
  const from = Date.now() - windowMilliseconds;
  if (last) return { isOpen: new Date(last) > from, last, ends: new Date(new Date(last).getTime() + windowMilliseconds).toISOString() };
  // An older message than those at hand may still be within the day.
  const isUnknown = !areAll && new Date(messages[0]?.created_at ?? 0) > from;
  return { isOpen: isUnknown, last: null, ends: null };
}

/** The window of a number, by its newest messages. */
export async function newestWindow(number) {
  if (!(await isLimited())) return { isOpen: true, last: null, ends: null };
  const page = await get('/whatsapp/messages', { number, page_size: 50 });
  return windowOf(page.messages.toReversed(), page.pages <= 1);
}

/** Why nothing can be written now, and the way that is left. */
export const closedText = ({ name, number, last }) => [last ? t('whatsapp.closedSince', { name, since: since(last) }) : t('whatsapp.closed', { name }), ' ',
  h('a', { href: `tel:+${number.replace('+', '')}` }, t('whatsapp.call', { name }))];
