// Says that WhatsApp is not connected, to those who can connect it. Everyone sees by the messages themselves that they wait.

import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import * as live from '../live.js';
import { address } from '../router.js';
import * as session from '../session.js';

/** The line, which is empty while there is nothing to say; `stop()` ends it. */
export function connectionLine() {
  const element = h('div', { id: 'connection' });
  if (!session.can('core.manage_config_whatsapp')) return { element, stop: () => {} };

  function show(status) {
    fill(element, status === 'ready' ? null : h('div', { class: 'notice', role: 'note' }, h('p', {}, t('whatsapp.notConnected')),
      h('a', { href: address('/settings/whatsapp') }, t('whatsapp.connect'))));
  }
  async function look() {
    try {
      show((await get('/whatsapp/session/status')).status);
    } catch (error) {
      if (error.status === 404) show('disconnected');
    }
  }
  const ends = [live.on('session_status', ({ status }) => show(status)), live.on('reconnected', look)];
  return { element, ready: look(), stop: () => { for (const end of ends) end(); } };
}
