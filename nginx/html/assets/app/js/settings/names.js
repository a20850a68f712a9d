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

const hints = {
  phone: 'help.phone', smtp_host: 'settings.mailDestination', phone_number_id: 'settings.messageDestination', hours: 'hint.hours', holidays: 'hint.holidays', notify_emails: 'hint.notify', blocked: 'hint.blocked',
  'appearance.otherColours': 'hint.otherColours', 'chat.greeting': 'hint.chat', 'response.targets': 'hint.targets', 'response.handover': 'hint.handover', 'whatsapp.carrier': 'hint.carrier',
};

/** What one should know of a setting, or of a group of them (`SECTION.GROUP`), if there is something. */
export const hintOf = (path) => (hints[path] ? t(hints[path]) : undefined);
