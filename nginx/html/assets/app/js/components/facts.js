// Names and values, one below the other.

import { h } from '../dom.js';

/** A list of `[name, value]`; a value that is missing is shown as a dash, an entry that is null is left out. */
export function facts(entries) {
  return h('dl', { class: 'facts' }, entries.filter(Boolean).map(([name, value]) =>
    h('div', {}, h('dt', {}, name), h('dd', {}, value === null || value === undefined || value === '' ? '–' : value))));
}
