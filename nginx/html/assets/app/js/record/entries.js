// An entry of a timeline by its kind.

import { download } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { dateTime, fileSize, money, wallTime } from '../format.js';
import { changedValue, fieldName } from '../own-fields.js';
import { nameOf } from '../people.js';
import { address } from '../router.js';
import * as session from '../session.js';
import { agoMark, badge } from '../components/badge.js';
import { facts } from '../components/facts.js';
import { icon } from '../components/icon.js';
import { complain } from '../components/toast.js';
import { reason, said as messageText, tick } from '../whatsapp/bubble.js';

const icons = {
  enquiry: 'inbox', mail: 'envelope', message: 'whatsapp', note: 'sticky', change: 'arrow-repeat', task: 'bell', interaction: 'chat-left-text', transaction: 'cash', consent: 'check2-square',
};

/** The entry as an item of the list. */
export function entry(each, context) {
  const { heading, body, menu } = kinds[each.kind](each[each.kind], { ...context, entry: each });
  return h('li', { class: `story-entry is-${each.kind}`, dataset: { kind: each.kind } },
    h('span', { class: 'story-icon' }, icon(icons[each.kind])),
    h('div', { class: 'story-text' },
      h('p', { class: 'story-head' }, heading, h('span', { class: 'muted' }, byWhom(each, context), ' · ', agoMark(each.at))),
      body),
    menu ?? null);
}

function byWhom({ actor, change, consent, kind, message }, { record }) {
  if (actor) return actor.name;
  if (consent?.channel === 'staff') return t('actor.staff');
  if (change?.rule) return t('actor.rule', { name: change.rule });
  return ['enquiry', 'change', 'consent'].includes(kind) || message?.direction === 'in' ? record().name : t('actor.program');
}

const said = (text) => h('p', { class: 'said' }, text);
const strong = (...text) => h('strong', {}, text, ' ');

const kinds = {
  enquiry: (enquiry, context) => {
    const { message, ...fields } = enquiry.fields;
    const present = context.record();
    // What the facts beside say already is not repeated.
    const known = (name) => (name.startsWith('custom.') ? [present.custom?.[name.slice(7)]].flat().join(', ') : present[name]);
    const told = Object.entries(fields).filter(([name, value]) => value !== null && String(known(name) ?? '') !== String(value)
      && !(['first_name', 'last_name'].includes(name) && present.name?.includes(value)));
    return {
      heading: strong(t(`timeline.${enquiry.form}`)),
      body: [
        message ? h('blockquote', { class: 'quote said' }, message) : null,
        told.length ? facts(told.map(([name, value]) => [fieldName(name), name === 'scheduling_day' ? wallTime(value) : value])) : null,
        enquiry.resume && context.enquiriesPath
          ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', on: { click: () => save(context.enquiriesPath, enquiry) } },
            icon('paperclip'), enquiry.resume.filename, ' · ', fileSize(enquiry.resume.size))
          : null,
      ],
    };
  },
  mail: (mail) => ({
    heading: [strong(mail.title), badge('mailstate', mail.state), ' '],
    body: [h('p', { class: 'muted' }, mail.recipient), mail.last_error ? h('p', { class: 'fault' }, mail.last_error) : null],
  }),
  message: (message) => ({
    heading: [strong(t('composer.whatsapp')),
      message.direction === 'out' ? [tick(message.status), ' '] : null],
    body: h('div', { class: `bubble bubble-${message.direction} is-${message.status}` }, messageText(message.text), message.status === 'failed' ? h('p', { class: 'fault' }, reason(message.error)) : null),
  }),
  note: (note) => ({ heading: strong(t('timeline.note')), body: said(note.text) }),
  change: (change, { users, undo, isNewestChange, entry: { actor, at } }) => {
    const isMine = actor?.id === session.profile().id && Date.now() - new Date(at) < 15 * 60_000;
    return {
      heading: strong(label('action', change.action)),
      body: [
        h('ul', { class: 'changes' }, Object.entries(change.changes).map(([field, { from, to }]) => h('li', {},
          fieldName(field), ': ', h('del', {}, shownValue(field, from, users)), ' → ', h('ins', {}, shownValue(field, to, users))))),
        undo && isNewestChange && isMine && change.action !== 'converted'
          ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', id: 'undo-change', on: { click: undo } }, t('undo')) : null,
      ],
    };
  },
  task: (task, { users }) => ({
    heading: [strong(t('timeline.task')), task.done_at ? [h('span', { class: 'mark mark-good' }, t('tasks.doneAt', { time: dateTime(task.done_at) })), ' '] : null],
    body: h('p', {}, task.title, h('span', { class: 'muted' }, ' · ', task.due_at ? t('tasks.due', { time: dateTime(task.due_at) }) : t('tasks.noTime'), ' · ', nameOf(users, task.assignee_id))),
  }),
  interaction: (interaction, { menu }) => ({ heading: strong(label('interaction', interaction.interaction_type)), body: said(interaction.notes), menu: menu?.(interaction) }),
  transaction: (transaction) => ({
    heading: strong(label('transaction', transaction.kind)),
    body: h('p', {}, h('strong', {}, money(transaction.amount)), transaction.description ? ` · ${transaction.description}` : null),
  }),
  consent: (consent) => ({ heading: [strong(t(consent.is_given ? 'timeline.agreed' : 'timeline.declined')), h('span', { class: 'word' }, consent.purpose), ' '], body: said(consent.text) }),
};

async function save(path, enquiry) {
  try {
    await download(`${path}/enquiries/${enquiry.id}/resume`, { name: enquiry.resume.filename });
  } catch (error) {
    complain(error);
  }
}

function shownValue(field, value, users) {
  if (value === null) return field === 'owner_id' ? t('owner.none') : '–';
  if (field === 'status') return label('status', value);
  if (field === 'customer_id') return h('a', { href: address(`/customers/${value}`) }, t('lead.customer'));
  if (field === 'scheduling_day') return wallTime(value);
  if (field === 'owner_id') return nameOf(users, value);
  return field.startsWith('custom.') ? changedValue(field, value) : value;
}
