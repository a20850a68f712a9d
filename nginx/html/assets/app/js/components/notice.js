// Boxes that say what a page cannot do as things are, so that no one is misled by what it shows.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { publicConfig } from '../public-config.js';
import { address, place } from '../router.js';
import * as session from '../session.js';

function notice(name, text, section) {
  const mayLook = session.can('core.view_config') && place().path !== `/settings/${section}`;
  return h('div', { class: 'notice', role: 'note', id: `notice-${name}` }, h('p', {}, text),
    mayLook && location.hash !== address(`/settings/${section}`) ? h('a', { href: address(`/settings/${section}`) }, t(`notice.${section}`)) : null);
}

/** That mail is not set up; null when it is. */
export async function mailNotice() {
  return (await publicConfig())?.mail === false ? notice('mail', t('notice.noMail'), 'email') : null;
}

/** That WhatsApp messages only seem to be sent, or are not; null when a carrier is set up. */
export async function whatsAppNotice() {
  const carrier = (await publicConfig())?.whatsapp;
  if (carrier === 'simulation') return notice('whatsapp', t('notice.simulation'), 'whatsapp');
  return carrier === 'off' ? notice('whatsapp', t('notice.noWhatsApp'), 'whatsapp') : null;
}

/** That, in one word, beside messages; null when a carrier is set up. */
export const simulationMark = async () => ((await publicConfig())?.whatsapp === 'simulation'
  ? h('span', { class: 'mark', title: t('notice.simulation') }, t('notice.simulationMark')) : null);
