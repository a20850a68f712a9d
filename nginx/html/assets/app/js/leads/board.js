// Leads by status, side by side. A card is moved by dragging it, by its menu, or with Alt and an arrow key.

import { get } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { number } from '../format.js';
import { address } from '../router.js';
import { statusDot } from '../components/badge.js';
import { section } from '../components/states.js';
import { announce, complain, tell } from '../components/toast.js';
import { boardCard } from './card.js';
import { filterOf } from './filters.js';
import { mayMove, move, statuses, undo } from './status.js';

const perColumn = 30;

/** The board of an address; `update(query)` brings it to another, `note` is where the number of all is shown. */
export function leadBoard({ query: first, users, mayManage, note }) {
  let query = first;
  let dragged = null;
  const board = section((signal) => Promise.all(statuses.map((status) =>
    get('/leads', { ...filterOf(query), status, sort_by: 'updated_at', page_size: perColumn }, signal))),
  (pages) => {
    note.textContent = number(pages.reduce((sum, each) => sum + each.total, 0));
    return pages.map((data, index) => column(statuses[index], data));
  }, { class: 'board', id: 'board' });

  async function moveTo(lead, status) {
    if (status === lead.status) return;
    try {
      const moved = await move(lead, status);
      if (!moved) return;
      const back = () => undo(lead).finally(() => reload());
      tell(t('lead.moved', { name: lead.name, status: label('status', status) }), { undo: status === 'CONVERTED' ? null : back });
      await reload();
      document.getElementById(`card-${lead.id}`)?.querySelector('a')?.focus();
    } catch (error) {
      complain(error);
      reload();
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
      h('h2', { id: `${id}-title` }, statusDot(status), label('status', status), ' ', h('span', { class: 'count' }, number(data.total))),
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

  // How far each column was scrolled stays as it was.
  async function reload(options) {
    const places = new Map([...board.element.querySelectorAll('.board-column')].map((each) => [each.id, each.querySelector('.cards').scrollTop]));
    await board.reload(options);
    for (const [id, top] of places) document.getElementById(id)?.querySelector('.cards').scrollTo(0, top);
  }

  return {
    element: h('div', {}, mayManage ? h('p', { class: 'muted visually-hidden', id: 'board-help' }, t('board.help')) : null, board.element),
    ready: board.ready,
    reload: (options) => { if (!dragged) reload(options); },
    exported: () => filterOf(query),
    update: (next) => { query = next; board.reload(); },
    stop: board.stop,
  };
}
