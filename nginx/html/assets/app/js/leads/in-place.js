// The status and the owner of a lead, changed in their row of the list. A change that someone else's came before is refused and reported.

import { request } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { nameOf, ownerOptions } from '../people.js';
import { statusDot, statusMark } from '../components/badge.js';
import { face } from '../components/face.js';
import { icon } from '../components/icon.js';
import { menuButton } from '../components/menu.js';
import { complain, tell } from '../components/toast.js';
import { unchanged } from './bulk.js';
import { move, moveLabel, movesFrom, undo } from './status.js';

async function attempt(action, changed) {
  try {
    await action();
  } catch (error) {
    if (error.status === 412) error.message = t('changedMeanwhile');
    complain(error);
  }
  changed();
}

/** Moves a lead as it was seen, and reports it with an undo where there is one. `changed()` is called at the end. */
export function moveSeen(lead, status, changed) {
  return attempt(async () => {
    const { etag } = await unchanged(lead);
    const moved = await move(lead, status, { ifMatch: etag });
    if (!moved) return;
    tell(t('lead.moved', { name: lead.name, status: label('status', status) }), { undo: status === 'CONVERTED' ? null : () => attempt(() => undo(lead), changed) });
  }, changed);
}

/** Gives a lead as it was seen to someone, or to no one (null). */
export function giveSeen(lead, owner, users, changed) {
  const path = `/leads/${encodeURIComponent(lead.id)}`;
  return attempt(async () => {
    const { etag } = await unchanged(lead);
    await request('PATCH', path, { body: { owner_id: owner }, ifMatch: etag });
    tell(t('lead.givenTo', { name: lead.name, owner: nameOf(users, owner) }),
      { undo: () => attempt(() => undo(lead), changed) });
  }, changed);
}

/** The status of a lead as a button with the moves that it may make; without any, the mark alone. */
export function statusCell(lead, { mayManage, changed }) {
  const moves = mayManage ? movesFrom(lead.status) : [];
  if (!moves.length) return statusMark(lead.status);
  return menuButton({
    content: [statusDot(lead.status), h('span', { class: 'word' }, label('status', lead.status))],
    label: t('leads.changeStatus', { name: lead.name, status: label('status', lead.status) }),
    focus: `status-${lead.id}`,
    items: () => moves.map((status) => ({ label: moveLabel(status), mark: statusDot(status), run: () => moveSeen(lead, status, changed) })),
  });
}

/** The owner of a lead as a button with the people it can be given to. */
export function ownerCell(lead, { users, mayManage, changed }) {
  const name = nameOf(users, lead.owner_id);
  const content = lead.owner_id
    ? [face(name), h('span', { class: 'word' }, name)]
    : [h('span', { class: 'face no-face', 'aria-hidden': 'true' }, icon('plus-lg')), h('span', { class: 'visually-hidden' }, name)];
  if (!mayManage) return h('span', { class: 'state-word', title: name }, content);
  return menuButton({
    content,
    title: name,
    label: t('leads.changeOwner', { name: lead.name, owner: name }),
    focus: `owner-${lead.id}`,
    items: () => [{ value: null, label: t('owner.none') }, ...ownerOptions(users, lead.owner_id)].map((choice) => ({
      label: choice.label,
      isChosen: choice.value === lead.owner_id,
      run: () => { if (choice.value !== lead.owner_id) giveSeen(lead, choice.value, users, changed); },
    })),
  });
}
