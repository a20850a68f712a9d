// The ways to reach a lead: WhatsApp, telephone, mail program.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { icon } from '../components/icon.js';

/** Links to what a lead has; `prefix` begins their ids, without one they have none. */
export function reachLinks({ phone, email, name }, prefix = null) {
  const link = (id, href, picture, text, more = {}) => h('a', {
    class: 'btn-icon', id: prefix && `${prefix}-${id}`, href, title: text, 'aria-label': `${text}: ${name}`, ...more,
  }, icon(picture));
  return h('span', { class: 'reach' },
    phone ? link('wa', `https://wa.me/${phone.slice(1)}`, 'whatsapp', 'WhatsApp', { target: '_blank', rel: 'noopener noreferrer' }) : null,
    phone ? link('tel', `tel:${phone}`, 'telephone', t('composer.call')) : null,
    email ? link('mail', `mailto:${encodeURIComponent(email).replace('%40', '@')}`, 'envelope', t('composer.email')) : null);
}
