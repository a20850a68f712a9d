// What everyone may know of the business's settings: its name, whether mails can be sent, and what carries WhatsApp messages.

import { get } from './api.js';

const freshMilliseconds = 30_000;
let known = null; // {at, config}

/** `GET /api/v1/config/public`; null when it cannot be had: then nothing is claimed. */
export async function publicConfig() {
  if (known && Date.now() - known.at < freshMilliseconds) return known.config;
  try {
    known = { at: Date.now(), config: await get('/config/public') };
    return known.config;
  } catch {
    return null;
  }
}

/** Forgets it, after a change. */
export function forgetPublicConfig() {
  known = null;
}
