// What can be done with a lead, above its page: move it on by the steps of its way, give it to someone, write or call, lose or remove it.

import { request } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { address, go } from '../router.js';
import * as session from '../session.js';
import { scoreMark, statusDot, waitingMark } from '../components/badge.js';
import { confirmed } from '../components/dialog.js';
import { icon } from '../components/icon.js';
import { menuButton } from '../components/menu.js';
import { complain, tell } from '../components/toast.js';
import { ownerCell } from './in-place.js';
import { reachLinks } from './reach.js';
import { isSureToConvert, mayMove, move, moveLabel, undo, way, wayTo } from './status.js';

/** The bar of a lead. A change that meets someone else's is refused by the server and reported; the page then shows theirs. */
export function leadActions(context) {
  const { lead, users, changed, mayManage } = context;
  return h('div', { class: 'record-bar' },
    stepper(context),
    h('div', { class: 'lead-tools' },
      lead.status === 'PENDING' ? h('span', { class: 'muted' }, t('lead.waiting'), ' ', waitingMark(lead)) : null,
      scoreMark(lead),
      ownerCell(lead, { users, mayManage, changed }),
      lead.customer_id ? h('a', { href: address(`/customers/${lead.customer_id}`), id: 'lead-customer' }, t('lead.customer')) : null,
      reachLinks(lead, 'lead'),
      more(context)));
}

/** Calls for a change of the lead, and shows it as it is then, whatever came of it. */
export async function attempt({ changed }, action) {
  try {
    const next = await action();
    if (next) await changed();
    return next;
  } catch (error) {
    if (error.status === 412) error.message = t('changedMeanwhile');
    complain(error);
    await changed();
    return null;
  }
}

/** Reverts one's own last change. */
export const undoLast = (context) => attempt(context, async () => (await undo(context.lead)).data);

/** Moves the lead by as many steps as it takes. */
export function moveTo(context, status) {
  const { lead, etag } = context;
  return attempt(context, async () => {
    // Asked before the first step: who thinks better of it leaves the lead as it was.
    if (status === 'CONVERTED' && !(await isSureToConvert(lead))) return null;
    let next = null;
    for (const step of wayTo(lead.status, status)) {
      // Only the first step meets what was on view.
      const moved = await move(next ?? lead, step, { ifMatch: next ? undefined : etag(), isSure: true });
      if (!moved) break;
      next = moved;
    }
    if (next) tell(t('lead.moved', { name: lead.name, status: label('status', next.status) }), { undo: next.status === 'CONVERTED' ? null : () => undoLast(context) });
    return next;
  });
}

function stepper(context) {
  const { lead, mayManage } = context;
  const at = way.indexOf(lead.status);
  const step = (status, index) => {
    const name = [statusDot(status), h('span', { class: 'word' }, label('status', status))];
    const mayGo = mayManage && index > at && at >= 0 && wayTo(lead.status, status).length;
    return h('li', { class: index < at ? 'step is-past' : index === at ? 'step is-here' : 'step', 'aria-current': index === at ? 'step' : null },
      mayGo
        ? h('button', { type: 'button', id: `move-${status}`, title: moveLabel(status), 'aria-label': moveLabel(status), on: { click: () => moveTo(context, status) } }, name)
        : h('span', {}, name));
  };
  if (lead.status !== 'LOST') return h('ol', { class: 'stepper', 'aria-label': t('field.status') }, way.map(step));
  return h('p', { class: 'marks' }, statusDot('LOST'), h('strong', {}, label('status', 'LOST')), lead.lost_reason ? h('span', { class: 'muted' }, lead.lost_reason) : null,
    mayManage ? h('button', { type: 'button', class: 'btn btn-outline-primary', id: 'move-PENDING', on: { click: () => moveTo(context, 'PENDING') } }, moveLabel('PENDING')) : null);
}

function more(context) {
  const { lead, mayManage } = context;
  const items = [
    mayManage && mayMove(lead.status, 'LOST') ? { label: moveLabel('LOST'), run: () => moveTo(context, 'LOST') } : null,
    session.can('quarantine.manage') && lead.status !== 'CONVERTED' ? { label: t('lead.spam'), run: () => markAsSpam(context) } : null,
    session.can('leads.delete') ? { label: t('lead.remove'), run: () => remove(context) } : null,
  ].filter(Boolean);
  return items.length ? menuButton({ content: icon('three-dots'), className: 'btn-icon', label: t('lead.more', { name: lead.name }), focus: 'lead-more', items: () => items }) : null;
}

async function markAsSpam({ lead, path, etag }) {
  if (!(await confirmed({ title: t('lead.spam'), text: t('lead.spamText', { name: lead.name }), action: t('lead.spam') }))) return;
  try {
    await request('POST', `${path}/spam`, { ifMatch: etag() });
    tell(t('lead.isSpam', { name: lead.name }));
    go('/leads');
  } catch (error) {
    complain(error);
  }
}

async function remove({ lead, path, etag }) {
  const isSure = await confirmed({ title: t('lead.remove'), text: t('lead.removeText', { name: lead.name }), action: t('lead.remove'), danger: true });
  if (!isSure) return;
  try {
    await request('DELETE', path, { ifMatch: etag() });
    tell(t('lead.removed', { name: lead.name }));
    go('/leads');
  } catch (error) {
    complain(error);
  }
}
