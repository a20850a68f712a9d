// What the settings are called, and what people should know of them: the descriptions of the API are for programs.

import { label, t } from '../i18n.js';

/** The name of a setting: its own words, or those of the member it is. */
export function nameOf(path) {
  const full = label('setting', path);
  if (full !== path) return full;
  const last = path.split('.').pop();
  const short = label('setting', last);
  return short === last ? last.replaceAll('_', ' ') : short;
}

const hints = { phone: 'help.phone', smtp_host: 'settings.mailDestination', phone_number_id: 'settings.messageDestination' };

/** What one should know before one changes a setting, if there is something. */
export const hintOf = (path) => (hints[path] ? t(hints[path]) : undefined);
