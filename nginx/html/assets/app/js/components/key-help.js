// The list of keys, as the registry has them; and the switch for those who press keys by mistake.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { actions, areOn, switchKeys } from '../keys.js';
import { openDialog } from './dialog.js';

const named = { Escape: () => 'Esc', Space: () => t('key.space'), ArrowLeft: () => '←', ArrowRight: () => '→' };

/** The keys of an action as a person sees them on a keyboard. */
export function caps(keys) {
  return h('span', { class: 'caps' }, keys.split(' ').map((key) => h('kbd', {}, named[key]?.() ?? key.toUpperCase())));
}

export function showKeys() {
  const box = h('input', { type: 'checkbox', class: 'form-check-input', id: 'keys-on', checked: areOn(), on: { change: () => switchKeys(box.checked) } });
  const line = (keys, name) => h('div', { class: 'key-line' }, h('dt', {}, keys), h('dd', {}, name));
  openDialog({
    title: t('keys.title'),
    content: [
      h('dl', { class: 'key-list' },
        line(h('span', { class: 'caps' }, h('kbd', {}, t('key.palette'))), t('palette.title')),
        actions().filter((each) => each.keys).map((each) => line(caps(each.keys), each.name()))),
      h('div', { class: 'form-check' }, box, h('label', { class: 'form-check-label', for: box.id }, t('keys.on'))),
    ],
  });
}
