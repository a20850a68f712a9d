// The WhatsApp session: its state, the QR code to pair a phone with, and the switch.

import { get, request } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import * as live from '../live.js';
import { badge } from '../components/badge.js';
import { confirmed } from '../components/dialog.js';
import { section } from '../components/states.js';
import { complain } from '../components/toast.js';

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The part of the settings; it follows the server's events for as long as it is on the page. */
export function whatsAppSession() {
  let status = 'disconnected';
  const state = h('p', { role: 'status', id: 'session-status' });
  const code = h('div', { class: 'qr', id: 'qr' });
  const buttons = h('div', { class: 'actions' });
  const loaded = section((signal) => get('/whatsapp/session/status', {}, signal), (data) => {
    showStatus(data.status);
    return [state, code, buttons];
  });

  function showStatus(next) {
    status = next;
    fill(state, t('messages.status'), ' ', badge('session', status));
    if (status !== 'qrcode') fill(code);
    else if (!code.hasChildNodes()) fill(code, h('p', {}, t('messages.qrSoon')));
    fill(buttons, status === 'disconnected'
      ? h('button', { type: 'button', class: 'btn btn-primary', id: 'start-session', on: { click: start } }, t('messages.start'))
      : h('button', { type: 'button', class: 'btn btn-outline-danger', id: 'stop-session', on: { click: end } }, t('messages.stop')));
  }

  // A picture in the address of a picture: no markup, and only letters of base64 come in.
  function showCode(image) {
    if (typeof image !== 'string' || !base64.test(image)) return;
    fill(code, h('p', {}, t('messages.scan')), h('img', { src: `data:image/png;base64,${image}`, alt: t('messages.qr'), width: 260, height: 260 }));
  }

  async function start() {
    try {
      const { data } = await request('POST', '/whatsapp/session/start', { body: {} });
      showStatus(data.status);
    } catch (error) {
      complain(error);
    }
  }

  async function end() {
    if (!(await confirmed({ title: t('messages.stop'), text: t('messages.stopText'), action: t('messages.stop'), danger: true }))) return;
    try {
      await request('DELETE', '/whatsapp/session');
      showStatus('disconnected');
    } catch (error) {
      complain(error);
    }
  }

  const element = h('section', { 'aria-labelledby': 'session-title' }, h('h3', { id: 'session-title' }, t('messages.session')), loaded.element);
  const ends = [
    live.on('session_status', (payload) => follow(() => { if (state.isConnected) showStatus(payload.status); })),
    live.on('qrcode', (payload) => follow(() => showCode(payload.image_b64))),
    live.on('reconnected', () => follow(() => loaded.reload({ quiet: true }))),
  ];
  let wasShown = false;
  // Once it has left the page it is not coming back.
  function follow(action) {
    wasShown ||= element.isConnected;
    if (wasShown && !element.isConnected) for (const end of ends) end();
    else action();
  }
  return element;
}
