// Leads by status, side by side. A card is moved by dragging it, by its menu, or with Alt and an arrow key; the others stay where they are.

import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { ago, number } from '../format.js';
import * as keys from '../keys.js';
import { address } from '../router.js';
import { statusDot } from '../components/badge.js';
import { section } from '../components/states.js';
import { rowKeys } from '../components/table.js';
import { announce, complain, tell } from '../components/toast.js';
import { boardCard } from './card.js';
import { dragging } from './drag.js';
import { filterOf } from './filters.js';
import { isAsked, mayMove, move, statuses, undo } from './status.js';

const perColumn = 30;

/** The board of an address; `update(query)` brings it to another, `note` is where the number of all is shown. */
export function leadBoard({ query: first, users, mayManage, note }) {
  let query = first;
  const cardOf = (lead) => boardCard({ lead, users, mayManage, onMove: (next) => moveTo(lead, next), onKey: (event) => moveByKeys(event, lead, (next) => moveTo(lead, next)) });
  const columns = new Map(statuses.map((status) => [status, boardColumn(status, { cardOf, all: () => address('/leads', { ...filterOf(query), status }) })]));
  // It has the focus, so that keys scroll it sideways.
  const board = section((signal) => Promise.all(statuses.map((status) =>
    get('/leads', { ...filterOf(query), status, sort_by: 'updated_at', page_size: perColumn }, signal))),
  (pages) => {
    note.textContent = number(pages.reduce((sum, each) => sum + each.total, 0));
    return pages.map((data, index) => columns.get(statuses[index]).show(data));
  }, { class: 'board', id: 'board', tabindex: '0', role: 'region', 'aria-label': t('layout.board') });
  const drag = mayManage ? dragging(board.element, {
    leadOf: (card) => [...columns.values()].map((each) => each.leadOf(card)).find((lead) => lead && statuses.some((status) => mayMove(lead.status, status))),
    takes: (lead, { dataset }) => mayMove(lead.status, dataset.status),
    drop: (lead, { dataset }) => moveTo(lead, dataset.status),
  }) : null;

  // The card goes at once where it was put, and back when the server refuses.
  async function moveTo(lead, status) {
    if (status === lead.status) return;
    const put = (moved) => {
      columns.get(lead.status).remove(lead.id);
      columns.get(status).add({ ...moved, status });
      document.getElementById(`card-${lead.id}`)?.querySelector('a').focus({ preventScroll: true });
    };
    try {
      if (!isAsked(status)) put(lead);
      const moved = await move(lead, status);
      if (!moved) return;
      if (isAsked(status)) put(moved);
      const back = () => undo(lead).finally(() => board.reload({ quiet: true }));
      tell(t('lead.moved', { name: lead.name, status: label('status', status) }), { undo: status === 'CONVERTED' ? null : back });
    } catch (error) {
      complain(error);
    }
    board.reload({ quiet: true });
  }

  const across = (key, step, name) => ({ keys: key, name: () => t(name), run: () => moveAcross(board.element, step), when: () => document.activeElement !== board.element, isKeyOnly: true });
  const unbind = keys.bind([
    ...rowKeys(board.element, { rows: '.board-card', own: 'a' }),
    across('ArrowRight', 1, 'keys.right'),
    across('ArrowLeft', -1, 'keys.left'),
  ]);

  return {
    element: h('div', {}, mayManage ? h('p', { class: 'muted visually-hidden', id: 'board-help' }, t('board.help')) : null, board.element),
    ready: board.ready,
    reload: (options) => { if (!drag?.isOn()) board.reload(options); },
    exported: () => filterOf(query),
    update: (next) => { query = next; board.reload(); },
    stop: () => { unbind(); drag?.stop(); board.stop(); },
  };
}

/** A column: `show(data)` gives its element with the leads of a page, of which a card that says the same stays the same element; `all()` is the address of all of them. */
function boardColumn(status, { cardOf, all }) {
  const id = `column-${status}`;
  const count = h('span', { class: 'count' });
  const list = h('ul', { class: 'cards' });
  const foot = h('div', {});
  const element = h('section', { class: `board-column board-${status.toLowerCase()}`, id, 'aria-labelledby': `${id}-title`, dataset: { status } },
    h('h2', { id: `${id}-title` }, statusDot(status), label('status', status), ' ', count), list, foot);
  const cards = new Map(); // by lead: {lead, text, element}
  let total = 0;

  function elementOf(lead) {
    const text = ago(lead.created_at) + JSON.stringify(lead);
    const known = cards.get(lead.id);
    if (known?.text === text) return known.element;
    const made = cardOf(lead);
    cards.set(lead.id, { lead, text, element: made });
    return made;
  }
  function arrange(wanted) {
    arrangeIn(list, wanted);
    count.textContent = number(total);
    fill(foot,
      total > wanted.length ? h('a', { href: all() }, t('board.all', { number: number(total) })) : null,
      total === 0 ? h('p', { class: 'muted' }, t('board.none')) : null);
  }
  return {
    show: (data) => {
      total = data.total;
      const ids = new Set(data.items.map((lead) => lead.id));
      const wanted = data.items.map(elementOf);
      for (const each of [...cards.keys()]) if (!ids.has(each)) cards.delete(each);
      arrange(wanted);
      return element;
    },
    add: (lead) => {
      total += 1;
      arrange([elementOf(lead), ...list.children]);
    },
    remove: (lead) => {
      const known = cards.get(lead);
      if (!known) return;
      cards.delete(lead);
      total -= 1;
      arrange([...list.children].filter((each) => each !== known.element));
    },
    leadOf: (card) => [...cards.values()].find((each) => each.element === card)?.lead,
  };
}

// Puts elements in a list in their order; one that is in its place stays untouched.
function arrangeIn(list, wanted) {
  for (const each of [...list.children]) if (!wanted.includes(each)) each.remove();
  let at = list.firstElementChild;
  for (const each of wanted) {
    if (each === at) at = at.nextElementSibling;
    else list.insertBefore(each, at);
  }
}

// To the card in the same place of the next column in a direction that has any; from elsewhere to the first.
function moveAcross(board, step) {
  const lists = [...board.querySelectorAll('.cards')].map((list) => [...list.children]).filter((cards) => cards.length);
  const at = lists.findIndex((cards) => cards.some((card) => card.contains(document.activeElement)));
  const place = lists[at]?.findIndex((card) => card.contains(document.activeElement)) ?? 0;
  const next = at < 0 ? lists[0] : lists[at + step];
  const card = next?.[Math.min(place, next.length - 1)];
  card?.querySelector('a').focus({ preventScroll: true });
  card?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

// Alt and an arrow: to the next column in that direction that would take the card.
function moveByKeys(event, lead, moveTo) {
  if (!event.altKey || !['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
  event.preventDefault();
  const step = event.key === 'ArrowRight' ? 1 : -1;
  for (let index = statuses.indexOf(lead.status) + step; index >= 0 && index < statuses.length; index += step) {
    if (mayMove(lead.status, statuses[index])) {
      moveTo(statuses[index]);
      return;
    }
  }
  announce(t('board.noMove'));
}
