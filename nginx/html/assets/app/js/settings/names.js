// What the settings are called.

import { label } from '../i18n.js';

/** The name of a setting: its own words, or those of the member it is. */
export function nameOf(path) {
  const full = label('setting', path);
  if (full !== path) return full;
  const last = path.split('.').pop();
  const short = label('setting', last);
  return short === last ? last.replaceAll('_', ' ') : short;
}
