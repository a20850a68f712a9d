// What can be done with a lead, above its page: move it on, give it to someone, remove it.

import { request } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { ownerOptions } from '../people.js';
import { address, go } from '../router.js';
import * as session from '../session.js';
import { badge, scoreMark } from '../components/badge.js';
import { confirmed } from '../components/dialog.js';
import { complain, tell } from '../components/toast.js';
import { move, moveLabel, movesFrom, undo } from './status.js';

/** The bar of a lead. A change that meets someone else's is refused by the server and reported; the page then shows theirs. */
export function leadActions({ lead, path, users, etag, changed, mayManage }) {
  async function attempt(action) {
    try {
      const next = await action();
      if (next) changed();
    } catch (error) {
      if (error.status === 412) error.message = t('changedMeanwhile');
      complain(error);
      changed();
    }
  }

  const moves = movesFrom(lead.status).map((status) => h('button', {
    type: 'button',
    class: status === 'LOST' ? 'btn btn-outline-danger' : 'btn btn-primary',
    id: `move-${status}`,
    on: {
      click: () => attempt(async () => {
        const next = await move(lead, status, { ifMatch: etag() });
        if (next) tell(t('lead.moved', { name: lead.name, status: label('status', status) }), { undo: status === 'CONVERTED' ? null : () => attempt(() => undo(lead)) });
        return next;
      }),
    },
  }, moveLabel(status)));

  // Not at once on a change: with the arrow keys each choice on the way would be one.
  const owner = h('select', { class: 'form-select', id: 'lead-owner' },
    h('option', { value: '' }, t('owner.none')),
    ownerOptions(users, lead.owner_id).map((choice) => h('option', { value: choice.value, selected: choice.value === lead.owner_id }, choice.label)));
  const give = () => attempt(async () => {
    if ((owner.value || null) === lead.owner_id) return null;
    const { data } = await request('PATCH', path, { body: { owner_id: owner.value || null }, ifMatch: etag() });
    tell(t('lead.given'), { undo: () => attempt(() => undo(lead)) });
    return data;
  });

  async function remove() {
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

  return h('div', { class: 'lead-bar card' },
    h('p', { class: 'marks' }, badge('status', lead.status), scoreMark(lead),
      lead.customer_id ? h('a', { href: address(`/customers/${lead.customer_id}`), id: 'lead-customer' }, t('lead.customer')) : null),
    mayManage ? h('div', { class: 'actions' }, moves) : null,
    mayManage ? h('div', { class: 'field' }, h('label', { class: 'form-label', for: 'lead-owner' }, t('field.owner')),
      h('div', { class: 'input-row' }, owner, h('button', { type: 'button', class: 'btn btn-outline-primary', id: 'give-lead', on: { click: give } }, t('lead.give')))) : null,
    session.can('leads.delete') ? h('button', { type: 'button', class: 'btn btn-outline-danger', id: 'remove-lead', on: { click: remove } }, t('lead.remove')) : null);
}
