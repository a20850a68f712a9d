// One change for many leads. Each is changed only if no one else changed it since it was shown: its present state is fetched, compared with
// what the user saw, and the change carries If-Match.

import { fill, h } from '../dom.js';
import { ApiError, described, request } from '../api.js';
import { label, t } from '../i18n.js';
import { ownerOptions } from '../people.js';
import { openDialog } from '../components/dialog.js';
import { announce, tell } from '../components/toast.js';
import { statuses } from './status.js';

const atOnce = 4;

/**
 * The bar that floats over the page while leads are chosen. `chosen()` gives the leads, `done()` is called after a change.
 */
export function bulkBar({ users, chosen, clear, done }) {
  const element = h('div', { class: 'bulk card', role: 'group', 'aria-label': t('bulk.title'), hidden: true });
  const status = choice('bulk-status', t('bulk.status'), statuses.filter((each) => each !== 'CONVERTED').map((value) => ({ value, label: label('status', value) })));
  const owner = choice('bulk-owner', t('bulk.owner'), [{ value: 'none', label: t('owner.none') }, ...ownerOptions(users)]);
  const count = h('strong', { role: 'status' });
  fill(element, count,
    status, action(t('bulk.apply.status'), () => status.value && change({ status: status.value })),
    owner, action(t('bulk.apply.owner'), () => owner.value && change({ owner_id: owner.value === 'none' ? null : owner.value })),
    h('button', { type: 'button', class: 'btn btn-link', on: { click: clear } }, t('bulk.clear')));

  function choice(id, text, options) {
    return h('select', { class: 'form-select', id, 'aria-label': text },
      h('option', { value: '' }, text), options.map((option) => h('option', { value: option.value }, option.label)));
  }
  function action(text, run) {
    return h('button', { type: 'button', class: 'btn btn-outline-primary', on: { click: run } }, text);
  }

  async function change(body) {
    const leads = chosen();
    const buttons = [...element.querySelectorAll('button')];
    for (const button of buttons) button.disabled = true;
    const faults = [];
    let changed = 0;
    const waiting = [...leads];
    const work = async () => {
      for (let lead = waiting.shift(); lead; lead = waiting.shift()) {
        try {
          await changeOne(lead, body);
          changed += 1;
        } catch (error) {
          faults.push({ lead, error });
        }
        announce(t('bulk.progress', { done: leads.length - waiting.length, all: leads.length }));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    for (const button of buttons) button.disabled = false;
    if (changed) tell(t('bulk.changed', { count: changed }));
    if (faults.length) report(faults);
    status.value = '';
    owner.value = '';
    clear();
    done();
  }

  function show() {
    const { length } = chosen();
    element.hidden = length === 0;
    count.textContent = t('bulk.chosen', { count: length });
    element.parentElement?.classList.toggle('has-bulk', length > 0);
  }
  return { element, show };
}

/**
 * A lead as it is now, with its entity tag, provided that no one changed it since it was shown.
 * @throws {ApiError} 412 when someone did.
 */
export async function unchanged(seen) {
  const found = await request('GET', `/leads/${seen.id}`);
  if (found.data.updated_at !== seen.updated_at) throw new ApiError({ status: 412, code: 'PRECONDITION_FAILED', message: t('bulk.changedMeanwhile') });
  return found;
}

async function changeOne(seen, body) {
  const { etag } = await unchanged(seen);
  await request('PATCH', `/leads/${seen.id}`, { body, ifMatch: etag });
}

function report(faults) {
  openDialog({
    title: t('bulk.faults', { count: faults.length }),
    content: h('ul', {}, faults.map(({ lead, error }) => h('li', {}, h('strong', {}, lead.name), ': ', error.status === 412 ? t('bulk.changedMeanwhile') : described(error).message))),
  });
}
