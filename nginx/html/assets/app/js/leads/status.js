// The status of a lead, and those it may move to. The server decides; this only offers what it would accept.

import { create, request } from '../api.js';
import { label, t } from '../i18n.js';
import { confirmed, formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';

export const statuses = ['PENDING', 'REACHED_OUT', 'QUALIFIED', 'CONVERTED', 'LOST'];
export const openStatuses = ['PENDING', 'REACHED_OUT', 'QUALIFIED'];
export const priorities = ['hot', 'warm', 'cold'];

const moves = {
  PENDING: ['REACHED_OUT', 'LOST'],
  REACHED_OUT: ['QUALIFIED', 'CONVERTED', 'LOST'],
  QUALIFIED: ['CONVERTED', 'LOST'],
  CONVERTED: [],
  LOST: ['PENDING'],
};

/** The statuses a lead may be moved to. */
export const movesFrom = (status) => moves[status] ?? [];

/** The statuses on the way to a customer, in order. */
export const way = [];
for (let status = statuses[0]; status; status = movesFrom(status).find((next) => next !== 'LOST')) way.push(status);

/** Whether a lead may be moved from one status to another. */
export const mayMove = (from, to) => movesFrom(from).includes(to);

/** Reverts one's own last change of a lead, unless someone has changed it since. */
export const undo = (lead) => request('POST', `/leads/${encodeURIComponent(lead.id)}/undo`);

/** The statuses that lead from one to another, the last one included; nothing where none do. */
export function wayTo(from, to) {
  if (mayMove(from, to)) return [to];
  const next = movesFrom(from).find((status) => status !== 'LOST');
  if (!next || from === 'LOST') return [];
  const rest = wayTo(next, to);
  return rest.length ? [next, ...rest] : [];
}

/** The words of a move, for a button. */
export const moveLabel = (status) => label('move', status);

/** Whether a move to a status asks something first: becoming a customer whether one is sure, a loss for its reason. */
export const isAsked = (status) => status === 'CONVERTED' || status === 'LOST';

/** Asks whether one is sure that a lead becomes a customer. */
export const isSureToConvert = (lead) => confirmed({ title: t('convert.title'), text: t('convert.text', { name: lead.name }), action: t('convert.action') });

/** Moves a lead, after what is asked (see above) unless `isSure`. Gives the lead as it is then, or null when the user thought better of it. */
export async function move(lead, status, { ifMatch, isSure = false } = {}) {
  if (status === 'LOST') return lose(lead, ifMatch);
  if (status === 'CONVERTED') {
    if (!isSure && !(await isSureToConvert(lead))) return null;
    return (await create(`/leads/${lead.id}/convert`, {})).lead;
  }
  return (await request('PATCH', `/leads/${lead.id}/status`, { body: { status }, ifMatch })).data;
}

async function lose(lead, ifMatch) {
  const path = `/leads/${encodeURIComponent(lead.id)}`;
  const lost = await formDialog(`${moveLabel('LOST')}: ${lead.name}`, (close) => form({
    fields: [{ name: 'lost_reason', label: t('field.lost_reason'), maxlength: 200 }],
    submit: moveLabel('LOST'),
    draft: { key: `lost ${path}` },
    onCancel: () => close(),
    onSubmit: async ({ lost_reason: reason }) => close((await request('PATCH', path, { body: { status: 'LOST', lost_reason: reason }, ifMatch })).data),
  }));
  return lost ?? null;
}
