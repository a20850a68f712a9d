// What hangs on a lead: its score, notes, mails, history and enquiries. Each is a card that loads by itself.

import { create, download, get } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { dateTime, fileSize, wallTime } from '../format.js';
import { badge, scoreMark } from '../components/badge.js';
import { facts } from '../components/facts.js';
import { form } from '../components/form.js';
import { mailNotice } from '../components/notice.js';
import { section } from '../components/states.js';
import { complain, tell } from '../components/toast.js';
import { nameOf, people, personName } from '../people.js';
import { address } from '../router.js';
import * as session from '../session.js';

const shown = 50;
// The rules that come with the product are named by codes, which say nothing to people.
const isCode = /^[a-z0-9_]+$/;

/** A card with a heading around a section that loads. */
function card(name, fetchData, render) {
  const id = `lead-${name}`;
  const loaded = section(fetchData, render);
  const element = h('section', { class: 'card', id, 'aria-labelledby': `${id}-title` }, h('h2', { id: `${id}-title` }, t(`lead.${name}`)), loaded.element);
  return { ...loaded, element };
}

const more = (data) => (data.pages > 1 ? h('p', { class: 'muted' }, t('records.newest', { count: shown })) : null);

/** The score and which rule gave how much. */
export function scoreSection(path) {
  return card('score', (signal) => get(`${path}/score`, {}, signal), (data) => [
    h('p', {}, scoreMark(data)),
    data.reasons.length
      ? h('div', { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': t('lead.score') }, h('table', { class: 'table' },
        h('caption', { class: 'visually-hidden' }, t('lead.score')),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('score.rule')), h('th', { scope: 'col' }, t('score.value')), h('th', { scope: 'col', class: 'number' }, t('score.points')))),
        h('tbody', {}, data.reasons.map((reason) => h('tr', {},
          h('th', { scope: 'row' }, label('field', reason.field), isCode.test(reason.rule) ? null : h('small', { class: 'muted block' }, reason.rule)),
          h('td', { 'data-label': t('score.value') }, reason.field === 'status' ? label('status', reason.value) : reason.value),
          h('td', { class: 'number', 'data-label': t('score.points') }, reason.points > 0 ? `+${reason.points}` : reason.points))))))
      : h('p', {}, t('score.none')),
  ]);
}

/** What staff noted, and the field to note more. */
export function notesSection(path) {
  const notes = card('notes', async (signal) => {
    const [data, users] = await Promise.all([get(`${path}/notes`, { page_size: shown }, signal), people()]);
    return { ...data, users };
  }, (data) => (data.notes.length
    ? [h('ol', { class: 'timeline' }, data.notes.map((note) => h('li', {},
      h('p', { class: 'said' }, note.text),
      h('p', { class: 'muted' }, dateTime(note.created_at), ' · ', note.author ? personName(data.users, note.author) : t('actor.gone'))))), more(data)]
    : h('p', {}, t('notes.none'))));
  if (session.can('leads.manage')) {
    const field = form({
      fields: [{ name: 'text', label: t('notes.add'), type: 'textarea', required: true, maxlength: 4000 }],
      submit: t('notes.save'),
      draft: { key: `note ${path}` },
      onSubmit: async (body, element) => {
        await create(`${path}/notes`, body);
        element.reset();
        tell(t('notes.saved'));
        await notes.reload();
      },
    });
    notes.element.querySelector('h2').after(field);
  }
  return notes;
}

/** The mails about the lead. */
export function mailsSection(path) {
  return card('mails', async (signal) => {
    const [data, notice] = await Promise.all([get(`${path}/mails`, { page_size: shown }, signal), mailNotice()]);
    return { ...data, notice: data.mails.some((mail) => mail.state === 'pending') ? notice : null };
  }, (data) => (data.mails.length
    ? [data.notice, h('ul', { class: 'timeline' }, data.mails.map((mail) => h('li', {},
      h('p', {}, mail.title, ' ', badge('mailstate', mail.state)),
      h('p', { class: 'muted' }, mail.recipient, ' · ', dateTime(mail.sent_at ?? mail.created_at)),
      mail.last_error ? h('p', { class: 'fault' }, mail.last_error) : null))), more(data)]
    : h('p', {}, t('mails.none'))));
}

/** Who changed what, newest first. */
export function historySection(path) {
  return card('history', async (signal) => {
    const [data, users] = await Promise.all([get(`${path}/history`, { page_size: shown }, signal), people()]);
    return { ...data, users };
  }, (data) => [h('ol', { class: 'timeline' }, data.history.map((event) => h('li', {},
    h('p', {}, h('strong', {}, label('action', event.action))),
    Object.keys(event.changes).length
      ? h('ul', { class: 'changes' }, Object.entries(event.changes).map(([field, { from, to }]) => h('li', {},
        label('field', field), ': ', h('del', {}, shownValue(field, from, data.users)), ' → ', h('ins', {}, shownValue(field, to, data.users)))))
      : null,
    h('p', { class: 'muted' }, dateTime(event.at), ' · ', byWhom(event, data.users))))), more(data)]);
}

function byWhom(event, users) {
  if (event.actor) return personName(users, event.actor);
  return event.rule ? t('actor.rule', { name: event.rule }) : t('actor.visitor');
}

function shownValue(field, value, users) {
  if (value === null) return field === 'owner_id' ? t('owner.none') : '–';
  if (field === 'status') return label('status', value);
  if (field === 'customer_id') return h('a', { href: address(`/customers/${value}`) }, t('lead.customer'));
  if (field === 'scheduling_day') return wallTime(value);
  if (field === 'owner_id') return nameOf(users, value);
  return value;
}

/** Everything that was submitted under this lead's address. */
export function enquiriesSection(path) {
  async function save(enquiry) {
    try {
      await download(`${path}/enquiries/${enquiry.id}/resume`, { name: enquiry.resume.filename });
    } catch (error) {
      complain(error);
    }
  }
  return card('enquiries', (signal) => get(`${path}/enquiries`, { page_size: shown }, signal), (data) => [h('ol', { class: 'timeline' }, data.enquiries.map((enquiry) => h('li', {},
    h('p', {}, h('strong', {}, dateTime(enquiry.created_at)), ' · ', label('form', enquiry.form)),
    facts(Object.entries(enquiry.fields).map(([name, value]) => [label('field', name), value])),
    enquiry.resume
      ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', on: { click: () => save(enquiry) } }, enquiry.resume.filename, ' · ', fileSize(enquiry.resume.size))
      : null))), more(data)]);
}
