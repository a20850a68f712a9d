// One lead: its way, what to do next, all that happened, and who it is.

import { create, request } from '../api.js';
import { fill, h } from '../dom.js';
import { t, useWords } from '../i18n.js';
import * as keys from '../keys.js';
import * as live from '../live.js';
import { ownFields } from '../own-fields.js';
import { people } from '../people.js';
import * as session from '../session.js';
import { walk } from '../components/walk.js';
import { failure } from '../components/states.js';
import { attempt, leadActions, moveTo, undoLast } from '../leads/actions.js';
import { leadFacts } from '../leads/facts.js';
import { resumeCard } from '../leads/resume.js';
import { scoreCard } from '../leads/score.js';
import { composer } from '../record/composer.js';
import { consentsCard } from '../record/consents.js';
import { timelineCard } from '../record/timeline.js';
import { tasksCard } from '../tasks/card.js';

export default async function page({ parameters: { id } }) {
  const path = `/leads/${encodeURIComponent(id)}`;
  const [first, users, fields] = await Promise.all([request('GET', path), people(), ownFields('lead'), useWords('consents')]);
  let { data: lead, etag } = first;
  let setTitle = () => {};
  const mayManage = session.can('leads.manage');

  const head = h('div', { id: 'lead-actions' });
  const facts = h('section', { class: 'card', id: 'lead-facts', 'aria-labelledby': 'facts-title' });
  const resume = resumeCard(lead, path);
  const tasks = session.can('tasks.manage') ? tasksCard({ lead_id: id }, users) : null;
  const score = scoreCard(path);
  const consents = consentsCard(path, mayManage);
  /** After a change of ours, done or refused: shows the lead as it is now, and what hangs on it. */
  const changed = () => refresh({ isSure: true });
  const context = () => ({ lead, path, users, fields, etag: () => etag, changed, mayManage });
  const timeline = timelineCard(path, { record: () => lead, enquiriesPath: path, undo: mayManage ? () => undoLast(context()) : null });
  const writing = mayManage ? writer(context, { lead_id: id }, () => { timeline.reload(); tasks?.reload(); }) : null;

  // News of our own change find it shown already, and disturb no one.
  async function refresh({ isSure = false } = {}) {
    try {
      const found = await request('GET', path);
      if (found.etag === etag && !isSure) return;
      ({ data: lead, etag } = found);
      draw();
      score.reload();
      consents.reload({ quiet: true });
      timeline.reload();
    } catch (error) {
      fill(head, failure(error, changed));
    }
  }

  function draw() {
    setTitle(lead.name);
    fill(head, leadActions(context()));
    fill(facts, leadFacts(context()));
    writing?.redraw();
  }

  draw();
  const steps = walk(`/leads/${id}`);
  const ends = [keys.bind([...steps.actions, ...writing?.keys ?? [], ...leadKeys(context, head)]), followLead(id, refresh)];
  return {
    title: lead.name,
    actions: steps.element,
    onTitle: (set) => { setTitle = set; },
    element: h('div', { class: 'record' }, head, h('div', { class: 'record-columns' },
      h('div', { class: 'column' }, writing?.element, timeline.element),
      h('div', { class: 'column record-side' }, facts, resume.element, tasks?.element, score.element, consents.element))),
    dispose: () => {
      for (const end of ends) end();
      for (const each of [timeline, score, tasks, consents]) each?.stop();
      resume.dispose();
    },
  };
}

// Where something is noted, sent or planned about the lead; `about` names it in a task, `done()` is called after each success.
function writer(context, about, done) {
  const { path } = context();
  return composer({
    path,
    about,
    current: () => context().lead,
    keep: (kind, text) => create(`${path}/notes`, { text: kind === 'note' ? text : `${t(`composer.${kind}`)}: ${text}` }),
    reach: () => (context().lead.status === 'PENDING' ? () => moveTo(context(), 'REACHED_OUT') : null),
    done,
  });
}

function leadKeys(context, head) {
  const { mayManage } = context();
  const me = session.profile().id;
  const take = () => attempt(context(), async () => (await request('PATCH', context().path, { body: { owner_id: me }, ifMatch: context().etag() })).data);
  return [
    { keys: 'e', name: () => t('lead.edit'), run: () => document.getElementById('edit-lead').click(), when: () => document.getElementById('edit-lead') !== null, icon: 'pencil' },
    { keys: 'i', name: () => t('lead.take'), run: take, when: () => mayManage && context().lead.owner_id !== me, icon: 'person-check' },
    { keys: 'a', name: () => t('keys.owner'), run: () => head.querySelector('[data-focus^=owner-]')?.click(), when: () => mayManage, icon: 'people' },
    { keys: 's', name: () => t('keys.status'), run: () => head.querySelector('.stepper button')?.focus(), when: () => mayManage, icon: 'arrow-repeat' },
  ];
}

// Calls `refresh()` at news of the lead; gives what ends that.
function followLead(id, refresh) {
  const ends = ['lead_changed', 'reconnected'].map((type) => live.on(type, (payload) => {
    const changed = payload.lead_id ?? payload.id ?? id;
    if (changed === id) refresh();
  }));
  return () => { for (const end of ends) end(); };
}
