// One lead on the board.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { date } from '../format.js';
import { nameOf } from '../people.js';
import { address } from '../router.js';
import { scoreMark } from '../components/badge.js';
import { openDialog } from '../components/dialog.js';
import { moveLabel, movesFrom } from './status.js';

/** A card; `onMove(status)`, `onKey(event)` and `onDrag(isDragged)` report what is done with it. */
export function boardCard({ lead, users, mayManage, onMove, onKey, onDrag }) {
  const moves = mayManage ? movesFrom(lead.status) : [];
  const element = h('li', {
    class: 'board-card',
    id: `card-${lead.id}`,
    draggable: moves.length ? 'true' : null,
    on: {
      keydown: moves.length ? onKey : null,
      dragstart: (event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', lead.name);
        element.classList.add('dragged');
        onDrag(true);
      },
      dragend: () => {
        element.classList.remove('dragged');
        onDrag(false);
      },
    },
  },
  h('a', { href: address(`/leads/${lead.id}`), draggable: 'false', dataset: { focus: `card-link-${lead.id}` }, 'aria-describedby': moves.length ? 'board-help' : null }, lead.name),
  lead.business_name ? h('span', { class: 'block' }, lead.business_name) : null,
  h('span', { class: 'marks' }, scoreMark(lead), lead.is_late ? [' ', h('span', { class: 'mark mark-bad' }, t('lead.late'))] : null),
  h('span', { class: 'muted block' }, nameOf(users, lead.owner_id), ' · ', date(lead.created_at)),
  moves.length
    ? h('button', {
      type: 'button',
      class: 'btn btn-sm btn-outline-secondary',
      'aria-label': t('board.move', { name: lead.name }),
      'aria-haspopup': 'dialog',
      dataset: { focus: `card-move-${lead.id}` },
      on: { click: chooseMove },
    }, t('board.moveTo'))
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
