// From one record to the next of the list that it was opened from, without the way back.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { number } from '../format.js';
import { neighbours } from '../recent.js';
import { address, go } from '../router.js';
import { icon } from './icon.js';

/** The place of a record in its list with links to both sides, null without a list; and the actions of its keys. */
export function walk(path) {
  const found = neighbours(path);
  if (!found) return { element: null, actions: [] };
  // The way back stays that to the list.
  const turn = (target) => go(target, {}, { replace: true });
  const link = (target, name, picture, text) => (target
    ? h('a', {
      class: 'btn btn-outline-secondary', id: `walk-${name}`, href: address(target), 'aria-label': text, title: text,
      on: {
        click: (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          turn(target);
        },
      },
    }, icon(picture))
    : null);
  const step = (target, keys, name) => (target ? [{ keys, name: () => t(name), run: () => turn(target), icon: 'chevron-right' }] : []);
  return {
    element: h('div', { class: 'actions' },
      h('span', { class: 'muted' }, t('walk.place', { place: number(found.place), total: number(found.total) })),
      link(found.previous, 'previous', 'chevron-left', t('walk.previous')),
      link(found.next, 'next', 'chevron-right', t('walk.next'))),
    actions: [...step(found.next, 'j', 'walk.next'), ...step(found.previous, 'k', 'walk.previous')],
  };
}
