// Hands a WhatsApp message over. A repeat carries the same name, so that it is sent once, however often the way to the server fails.

import { request } from '../api.js';

/** The most characters of a message. */
export const longest = 4096;

/** A name for a new message. */
export const messageName = () => `app-${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;

/** Sends a text to a number, and gives the id of the message. */
export async function send({ number, text, name }) {
  const { data } = await request('POST', '/whatsapp/messages', { body: { to: number, type: 'text', text, client_message_id: name } });
  return data.message_id;
}

/** Whether messages can be sent to an address: a sender who hides the number has an id instead. */
export const isNumber = (address) => /^\+?\d{10,15}$/.test(address);
