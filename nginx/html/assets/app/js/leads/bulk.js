// One change for many leads. Each is changed only if no one else changed it since it was shown: its present state is fetched, compared with
// what the user saw, and the change carries If-Match.

import { fill, h } from '../dom.js';
import { ApiError, create, described, get, request } from '../api.js';
import { label, t } from '../i18n.js';
import { number } from '../format.js';
import { ownerOptions } from '../people.js';
import { openDialog } from '../components/dialog.js';
import { announce, complain, tell } from '../components/toast.js';
import { statuses } from './status.js';

const atOnce = 4;
const pauseMilliseconds = 700;
const over = new Set(['done', 'failed', 'cancelled']);

/**
 * The bar that floats over the page while leads are chosen. `chosen()` gives the leads, `done()` is called after a change. `shown()` gives how many
 * leads the page shows, how many the list has in all, and its filter: all of them can be changed by a job.
 */
export function bulkBar({ users, chosen, shown, clear, done }) {
  let isEvery = false;
  const element = h('div', { class: 'bulk card', role: 'group', 'aria-label': t('bulk.title'), hidden: true });
  const status = choice('bulk-status', t('bulk.status'), statuses.filter((each) => each !== 'CONVERTED').map((value) => ({ value, label: label('status', value) })));
  const owner = choice('bulk-owner', t('bulk.owner'), [{ value: 'none', label: t('owner.none') }, ...ownerOptions(users)]);
  const count = h('strong', { role: 'status' });
  const every = h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'choose-every', on: { click: () => { isEvery = true; show(); } } });
  fill(element, count, every,
    status, action(t('bulk.apply.status'), () => status.value && change({ status: status.value })),
    owner, action(t('bulk.apply.owner'), () => owner.value && change({ owner_id: owner.value === 'none' ? null : owner.value })),
    h('button', { type: 'button', class: 'btn btn-link', on: { click: clear } }, t('bulk.clear')));

  async function change(body) {
    const leads = chosen();
    const buttons = [...element.querySelectorAll('button')];
    for (const button of buttons) button.disabled = true;
    const result = await (isEvery ? changeEvery(shown(), body, (text) => { count.textContent = text; }) : changeEach(leads, body)).catch((error) => ({ error }));
    for (const button of buttons) button.disabled = false;
    if (result.error) complain(result.error);
    else report(result);
    status.value = '';
    owner.value = '';
    clear();
    done();
  }

  function show() {
    const { length } = chosen();
    const { total, rows } = shown();
    if (length < rows) isEvery = false;
    element.hidden = length === 0;
    every.hidden = isEvery || length < rows || total <= rows;
    every.textContent = t('bulk.every', { number: number(total) });
    count.textContent = t('bulk.chosen', { count: isEvery ? total : length });
    element.parentElement?.classList.toggle('has-bulk', length > 0);
  }
  /** Moves the focus to its first control. */
  const enter = () => [...element.querySelectorAll('button, select')].find((each) => !each.hidden)?.focus();
  return { element, show, enter };
}

function choice(id, text, options) {
  return h('select', { class: 'form-select', id, 'aria-label': text },
    h('option', { value: '' }, text), options.map((option) => h('option', { value: option.value }, option.label)));
}

function action(text, run) {
  return h('button', { type: 'button', class: 'btn btn-outline-primary', on: { click: run } }, text);
}

async function changeEach(leads, body) {
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
  return { changed, faults };
}

async function changeOne(seen, body) {
  const { etag } = await unchanged(seen);
  await request('PATCH', `/leads/${seen.id}`, { body, ifMatch: etag });
}

// The worker changes them one by one; `say(text)` is called with how far it is.
async function changeEvery({ filter: shown, total }, body, say) {
  const filter = { ...shown };
  for (const name of ['sort_by', 'sort_desc']) delete filter[name];
  let { job } = await create('/leads/bulk', { filter, change: body });
  while (!over.has(job.state)) {
    say(t('bulk.progress', { done: job.progress.done, all: job.progress.total || total }));
    await new Promise((resolve) => { setTimeout(resolve, pauseMilliseconds); });
    ({ job } = await get(`/jobs/${encodeURIComponent(job.id)}`));
  }
  if (job.state !== 'done') throw new ApiError({ status: 0, code: 'FAILED', message: t('bulk.failed') });
  const results = job.result?.results ?? [];
  const faults = results.filter((each) => each.error).map((each) => ({ error: new ApiError({ status: each.status, ...each.error }) }));
  return { changed: results.length - faults.length, faults };
}

function report({ changed, faults }) {
  if (changed) tell(t('bulk.changed', { count: changed }));
  if (!faults.length) return;
  const words = ({ lead, error }) => [lead?.name, error.status === 412 ? t('bulk.changedMeanwhile') : described(error).message].filter(Boolean).join(': ');
  const counted = new Map();
  for (const fault of faults) counted.set(words(fault), (counted.get(words(fault)) ?? 0) + 1);
  openDialog({
    title: t('bulk.faults', { count: faults.length }),
    content: h('ul', {}, [...counted].map(([text, times]) => h('li', {}, text, times > 1 ? ` (${number(times)})` : ''))),
  });
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
