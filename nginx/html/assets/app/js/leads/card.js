// One lead on the board.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { nameOf } from '../people.js';
import { address } from '../router.js';
import { scoreMark, waitingMark } from '../components/badge.js';
import { openDialog } from '../components/dialog.js';
import { face } from '../components/face.js';
import { icon } from '../components/icon.js';
import { moveLabel, movesFrom } from './status.js';

/** A card; `onMove(status)` and `onKey(event)` report what is done with it. */
export function boardCard({ lead, users, mayManage, onMove, onKey }) {
  const moves = mayManage ? movesFrom(lead.status) : [];
  const element = h('li', {
    class: ['board-card', lead.is_late ? 'is-due' : null, moves.length ? 'is-movable' : null].filter(Boolean).join(' '),
    id: `card-${lead.id}`,
    on: { keydown: moves.length ? onKey : null },
  },
  h('a', { href: address(`/leads/${lead.id}`), draggable: 'false', dataset: { focus: `card-link-${lead.id}` }, 'aria-describedby': moves.length ? 'board-help' : null }, lead.name),
  lead.business_name ? h('span', { class: 'sub' }, lead.business_name) : null,
  h('span', { class: 'marks' }, scoreMark(lead), waitingMark(lead), owner(lead, users)),
  moves.length
    ? h('button', {
      type: 'button',
      class: 'btn-icon',
      'aria-label': t('board.move', { name: lead.name }),
      title: t('board.moveTo'),
      'aria-haspopup': 'dialog',
      dataset: { focus: `card-move-${lead.id}` },
      on: { click: chooseMove },
    }, icon('three-dots'))
    : null);
  return element;

  async function chooseMove() {
    const dialog = openDialog({
      title: t('board.move', { name: lead.name }),
      content: h('div', { class: 'actions actions-stacked' }, moves.map((status) =>
        h('button', { type: 'button', class: 'btn btn-outline-primary', dataset: { move: status }, on: { click: () => dialog.close(status) } }, moveLabel(status)))),
    });
    const status = await dialog.result;
    if (status) onMove(status);
  }
}

function owner(lead, users) {
  const name = nameOf(users, lead.owner_id);
  return h('span', { title: name }, lead.owner_id ? face(name) : h('span', { class: 'face no-face', 'aria-hidden': 'true' }), h('span', { class: 'visually-hidden' }, name));
}
