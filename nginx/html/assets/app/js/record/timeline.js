// All that happened to a record, newest first: what was submitted, sent, said, noted, changed, planned and paid.

import { get } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import * as live from '../live.js';
import { ownFields } from '../own-fields.js';
import { people } from '../people.js';
import { mailNotice, simulationMark } from '../components/notice.js';
import { section } from '../components/states.js';
import { entry } from './entries.js';

const pageSize = 50;
const storeKey = 'guiche.timeline.changes';
// What may have added an entry.
const news = ['lead_changed', 'enquiry_created', 'message_received', 'message_status', 'reconnected'];

/** The card of a record's timeline; `context` is what the entries need: `{record(), undo?}`. */
export function timelineCard(path, context) {
  let pages = 1;
  let showsChanges = localStorage.getItem(storeKey) !== 'off';
  const list = section(async (signal) => {
    const wanted = Array.from({ length: pages }, (_, index) => get(`${path}/timeline`, { page: index + 1, page_size: pageSize }, signal));
    const [users, notice, simulation, ...found] = await Promise.all([people(), mailNotice(), simulationMark(), ...wanted, ownFields()]);
    found.pop();
    return { users, notice, simulation, entries: found.flatMap((page) => page.timeline), hasMore: found.at(-1).page < found.at(-1).pages };
  }, render);

  function render({ users, notice, simulation, entries, hasMore }) {
    const newest = entries.find((each) => each.kind === 'change');
    const shown = showsChanges ? entries : entries.filter((each) => each.kind !== 'change');
    return [
      entries.some((each) => each.mail?.state === 'pending') ? notice : null,
      simulation && entries.some((each) => each.message) ? h('p', {}, simulation) : null,
      shown.length ? h('ol', { class: 'story' }, shown.map((each) => entry(each, { ...context, users, path, isNewestChange: each === newest }))) : h('p', {}, t('timeline.none')),
      hasMore ? h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'older', on: { click: () => { pages += 1; list.reload(); } } }, t('timeline.older')) : null,
    ];
  }

  const choice = h('input', {
    type: 'checkbox', class: 'form-check-input', id: 'shows-changes', checked: showsChanges,
    on: {
      change: () => {
        showsChanges = choice.checked;
        localStorage.setItem(storeKey, showsChanges ? 'on' : 'off');
        list.reload();
      },
    },
  });
  const reload = () => list.reload({ quiet: true });
  const ends = news.map((type) => live.on(type, reload));
  const element = h('section', { class: 'card', id: 'timeline', 'aria-labelledby': 'timeline-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'timeline-title' }, t('timeline.title')),
      h('label', { class: 'chip-switch' }, choice, t('timeline.changes'))),
    list.element);
  return { element, reload, ready: list.ready, stop: () => { for (const end of ends) end(); list.stop(); } };
}
