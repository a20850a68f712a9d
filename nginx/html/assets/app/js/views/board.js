// Leads by status, side by side. A card is moved by dragging it, by its menu, or with Alt and an arrow key.

import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { number } from '../format.js';
import { people } from '../people.js';
import { address, go } from '../router.js';
import * as session from '../session.js';
import { section } from '../components/states.js';
import { announce, complain, tell } from '../components/toast.js';
import { boardCard } from '../leads/card.js';
import { filterForm, filterOf } from '../leads/filters.js';
import { followLeads } from '../leads/live-list.js';
import { mayMove, move, statuses } from '../leads/status.js';

const perColumn = 30;

export default async function page({ query: first }) {
  let query = first;
  let dragged = null;
  const users = await people();
  const mayManage = session.can('leads.manage');
  const filters = filterForm({ query, users, withStatus: false, onChange: (filter) => go('/board', filter, { replace: true }) });
  const board = section((signal) => Promise.all(statuses.map((status) =>
    get('/leads', { ...filterOf(query), status, sort_by: 'updated_at', page_size: perColumn }, signal))),
  (pages) => pages.map((data, index) => column(statuses[index], data)), { class: 'board', id: 'board' });

  async function moveTo(lead, status) {
    if (status === lead.status) return;
    try {
      const moved = await move(lead, status);
      if (!moved) return;
      tell(t('lead.moved', { name: lead.name, status: label('status', status) }));
      await board.reload();
      document.getElementById(`card-${lead.id}`)?.querySelector('a')?.focus();
    } catch (error) {
      complain(error);
      board.reload();
    }
  }

  // Alt and an arrow: to the next column in that direction that would take the card.
  function moveByKeys(event, lead) {
    if (!event.altKey || !['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    event.preventDefault();
    const step = event.key === 'ArrowRight' ? 1 : -1;
    for (let index = statuses.indexOf(lead.status) + step; index >= 0 && index < statuses.length; index += step) {
      if (mayMove(lead.status, statuses[index])) {
        moveTo(lead, statuses[index]);
        return;
      }
    }
    announce(t('board.noMove'));
  }

  function column(status, data) {
    const id = `column-${status}`;
    const canDrop = () => dragged && mayMove(dragged.status, status);
    const element = h('section', { class: `board-column board-${status.toLowerCase()}`, id, 'aria-labelledby': `${id}-title`, dataset: { status } },
      h('h2', { id: `${id}-title` }, label('status', status), ' ', h('span', { class: 'count' }, number(data.total))),
      h('ul', { class: 'cards' }, data.items.map((lead) => boardCard({
        lead,
        users,
        mayManage,
        onMove: (next) => moveTo(lead, next),
        onKey: (event) => moveByKeys(event, lead),
        onDrag: (isDragged) => {
          dragged = isDragged ? lead : null;
          for (const each of board.element.querySelectorAll('.board-column')) {
            each.classList.toggle('takes', isDragged && mayMove(lead.status, each.dataset.status));
            each.classList.remove('over');
          }
        },
      }))),
      data.total > data.items.length ? h('a', { href: address('/leads', { ...filterOf(query), status }) }, t('board.all', { number: number(data.total) })) : null,
      data.total === 0 ? h('p', { class: 'muted' }, t('board.none')) : null);
    element.addEventListener('dragover', (event) => {
      if (!canDrop()) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
      element.classList.add('over');
    });
    element.addEventListener('dragleave', (event) => { if (!element.contains(event.relatedTarget)) element.classList.remove('over'); });
    element.addEventListener('drop', (event) => {
      event.preventDefault();
      const lead = dragged;
      if (canDrop()) moveTo(lead, status);
    });
    return element;
  }

  const end = followLeads((options) => { if (!dragged) board.reload(options); });
  await board.ready;
  return {
    title: t('menu./board'),
    element: fill(h('div'), filters.element, mayManage ? h('p', { class: 'muted', id: 'board-help' }, t('board.help')) : null, board.element),
    update: (next) => { query = next; filters.show(next); board.reload(); },
    dispose: () => { end(); filters.stop(); board.stop(); },
  };
}
