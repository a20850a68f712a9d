// One lead: who it is, its status, what came in and what went out.

import { request } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import * as keys from '../keys.js';
import * as live from '../live.js';
import { people } from '../people.js';
import * as session from '../session.js';
import { walk } from '../components/walk.js';
import { failure } from '../components/states.js';
import { leadActions } from '../leads/actions.js';
import { leadFacts } from '../leads/facts.js';
import { enquiriesSection, historySection, mailsSection, notesSection, scoreSection } from '../leads/records.js';
import { resumeCard } from '../leads/resume.js';
import { tasksCard } from '../tasks/card.js';

export default async function page({ parameters: { id } }) {
  const path = `/leads/${encodeURIComponent(id)}`;
  const [first, users] = await Promise.all([request('GET', path), people()]);
  let { data: lead, etag } = first;
  let setTitle = () => {};

  const head = h('div', { id: 'lead-actions' });
  const facts = h('section', { class: 'card', id: 'lead-facts', 'aria-labelledby': 'facts-title' });
  const resume = resumeCard(lead, path);
  const tasks = session.can('tasks.manage') ? tasksCard({ lead_id: id }, users) : null;
  const records = { score: scoreSection(path), notes: notesSection(path), mails: mailsSection(path), history: historySection(path), enquiries: enquiriesSection(path) };

  /** After a change of ours, done or refused: shows the lead as it is now, and what hangs on it. */
  const changed = () => refresh({ isSure: true });

  // News of our own change find it shown already, and disturb no one.
  async function refresh({ isSure = false } = {}) {
    try {
      const found = await request('GET', path);
      if (found.etag === etag && !isSure) return;
      ({ data: lead, etag } = found);
      draw();
      for (const each of [records.score, records.mails, records.history, records.enquiries]) each.reload();
    } catch (error) {
      fill(head, failure(error, changed));
    }
  }

  function draw() {
    setTitle(lead.name);
    const context = { lead, path, users, etag: () => etag, changed, mayManage: session.can('leads.manage') };
    redraw(head, () => leadActions(context));
    redraw(facts, () => leadFacts(context));
  }

  draw();
  const steps = walk(`/leads/${id}`);
  const unbind = keys.bind([
    ...steps.actions,
    { keys: 'n', name: () => t('notes.add'), run: () => records.notes.element.querySelector('textarea')?.focus(), icon: 'chevron-right' },
    { keys: 'e', name: () => t('lead.edit'), run: () => document.getElementById('edit-lead')?.click(), when: () => document.getElementById('edit-lead') !== null, icon: 'chevron-right' },
  ]);
  const ends = [unbind, ...['lead_changed', 'reconnected'].map((type) => live.on(type, (payload) => {
    const changedID = payload.lead_id ?? payload.id ?? id;
    if (changedID === id) refresh();
  }))];
  return {
    title: lead.name,
    actions: steps.element,
    onTitle: (set) => { setTitle = set; },
    element: h('div', { class: 'lead-page' },
      head,
      h('div', { class: 'columns' },
        h('div', { class: 'column' }, records.notes.element, tasks?.element, records.enquiries.element, records.mails.element, records.history.element),
        h('div', { class: 'column' }, facts, records.score.element, resume.element))),
    dispose: () => {
      for (const end of ends) end();
      for (const each of Object.values(records)) each.stop();
      tasks?.stop();
      resume.dispose();
    },
  };
}

// The focus on a control moves to the one of the same id.
function redraw(element, make) {
  const held = element.contains(document.activeElement) ? document.activeElement.id : null;
  fill(element, make());
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
}
