// One customer: who it is, what was spoken, what is owed.

import { create, request } from '../api.js';
import { fill, h } from '../dom.js';
import { t, useWords } from '../i18n.js';
import * as keys from '../keys.js';
import { dateTime, phoneNumber, taxDocument } from '../format.js';
import { ownChanges, ownFacts, ownFields, ownFormFields } from '../own-fields.js';
import { nameOf, people } from '../people.js';
import { address, go } from '../router.js';
import * as session from '../session.js';
import { addressText, customerFields } from '../customers/fields.js';
import { interactionMenu, noteKinds } from '../customers/interactions.js';
import { ledgerCard } from '../customers/ledger.js';
import { badge } from '../components/badge.js';
import { confirmed, formDialog } from '../components/dialog.js';
import { facts } from '../components/facts.js';
import { form } from '../components/form.js';
import { icon } from '../components/icon.js';
import { menuButton } from '../components/menu.js';
import { complain, tell } from '../components/toast.js';
import { walk } from '../components/walk.js';
import { reachLinks } from '../leads/reach.js';
import { composer } from '../record/composer.js';
import { consentsCard } from '../record/consents.js';
import { timelineCard } from '../record/timeline.js';
import { tasksCard } from '../tasks/card.js';

export default async function page({ parameters: { id } }) {
  const path = `/customers/${encodeURIComponent(id)}`;
  const [first, users, fields] = await Promise.all([request('GET', path), people(), ownFields('customer'), useWords('consents')]);
  let { data: { customer }, etag } = first;
  let setTitle = () => {};
  const context = () => ({ customer, etag, path, users, fields, reload });
  const bar = h('div', { class: 'record-bar', id: 'customer-actions' });
  const card = h('section', { class: 'card', id: 'customer-facts', 'aria-labelledby': 'facts-title' });
  const tasks = session.can('tasks.manage') ? tasksCard({ customer_id: id }, users) : null;
  const ledger = session.can('transactions.view') ? ledgerCard(path, reload) : null;
  const consents = consentsCard(path, session.can('customers.manage'));
  const timeline = timelineCard(path, {
    record: () => customer,
    enquiriesPath: customer.lead_id ? `/leads/${encodeURIComponent(customer.lead_id)}` : null,
    menu: (interaction) => interactionMenu(interaction, path, () => timeline.reload()),
  });
  const writing = session.can('interactions.manage') ? writer(context, { customer_id: id }, () => { timeline.reload(); tasks?.reload(); }) : null;

  async function reload() {
    try {
      const found = await request('GET', path);
      ({ data: { customer }, etag } = found);
      draw();
      timeline.reload();
    } catch (error) {
      complain(error);
    }
  }

  function draw() {
    setTitle(customer.name);
    fill(bar, tools(context()));
    fill(card, details(context()));
    writing?.redraw();
  }

  draw();
  const steps = walk(`/customers/${id}`);
  const unbind = keys.bind([
    ...steps.actions,
    ...writing?.keys ?? [],
    { keys: 'e', name: () => t('customer.edit'), run: () => edit(context()), when: () => session.can('customers.manage'), icon: 'pencil' },
    ...ledger ? ledgerKeys(ledger) : [],
  ]);
  return {
    title: customer.name,
    actions: steps.element,
    onTitle: (set) => { setTitle = set; },
    element: h('div', { class: 'record customer-page' }, bar, h('div', { class: 'record-columns' },
      h('div', { class: 'column' }, writing?.element, timeline.element),
      h('div', { class: 'column record-side' }, ledger?.element, card, tasks?.element, consents.element))),
    dispose: () => { unbind(); timeline.stop(); tasks?.stop(); ledger?.stop(); consents.stop(); },
  };
}

// Where something is noted, sent or planned about the customer; `about` names it in a task, `done()` is called after each success.
function writer(context, about, done) {
  const { path } = context();
  return composer({
    path,
    about,
    current: () => context().customer,
    keep: (kind, text) => create(`${path}/interactions`, { interaction_type: kind, notes: text }),
    noteKinds: noteKinds(),
    done,
  });
}

const ledgerKeys = (ledger) => [
  { keys: 'p', name: () => t('ledger.new.payment'), run: () => ledger.pay(), when: () => Boolean(ledger.pay), icon: 'cash' },
  { keys: 'v', name: () => t('ledger.new.charge'), run: () => ledger.charge(), when: () => Boolean(ledger.charge), icon: 'receipt' },
  { keys: 'b', name: () => t('keys.ledger'), run: () => ledger.enter(), icon: 'cash' },
];

// --- What is shown of a customer, and what can be done

function tools(context) {
  const { customer } = context;
  return [
    h('p', { class: 'marks' }, customer.is_active ? null : badge('state', 'inactive'), customer.company_name ? h('span', { class: 'muted' }, customer.company_name) : null,
      customer.lead_id && session.can('leads.view') ? h('a', { href: address(`/leads/${customer.lead_id}`) }, t('customer.lead')) : null),
    h('div', { class: 'lead-tools' }, reachLinks(customer, 'customer'), more(context)),
  ];
}

function details(context) {
  const { customer, users, fields } = context;
  return [
    h('div', { class: 'card-head' }, h('h2', { id: 'facts-title' }, t('lead.facts')),
      session.can('customers.manage') ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', id: 'edit-customer', on: { click: () => edit(context) } }, t('edit')) : null),
    facts([
      [t('field.name'), customer.name],
      [t('field.company_name'), customer.company_name],
      [t('field.email'), customer.email && h('a', { href: `mailto:${encodeURIComponent(customer.email).replace('%40', '@')}` }, customer.email)],
      [t('field.phone'), customer.phone && h('a', { href: `tel:${customer.phone}` }, phoneNumber(customer.phone))],
      [t('field.document'), customer.document && taxDocument(customer.document)],
      [t('field.address'), addressText(customer)],
      [t('field.owner'), nameOf(users, customer.owner_id)],
      [t('field.notes'), customer.notes && h('span', { class: 'said' }, customer.notes)],
      ...ownFacts(fields, customer.custom),
      [t('field.since'), dateTime(customer.created_at)],
    ].filter(([, value]) => value)),
  ];
}

function more(context) {
  const { customer, path, reload } = context;
  if (!session.can('customers.manage')) return null;
  const state = customer.is_active
    ? { label: t('customer.deactivate'), run: () => attempt(() => request('DELETE', path), reload) }
    : { label: t('customer.activate'), run: () => attempt(() => request('PATCH', `${path}/activate`), reload) };
  return menuButton({
    content: icon('three-dots'), className: 'btn-icon', label: t('lead.more', { name: customer.name }), focus: 'customer-more',
    items: () => [state, { label: t('customer.remove'), run: () => remove(context) }],
  });
}

async function attempt(action, reload) {
  try {
    tell((await action())?.data?.message ?? t('saved'));
  } catch (error) {
    complain(error);
  }
  await reload();
}

async function edit({ customer, etag, path, users, fields, reload }) {
  const saved = await formDialog(t('customer.edit'), (close) => form({
    fields: [...customerFields(users, customer), ...ownFormFields(fields, customer.custom)],
    columns: true,
    submit: t('save'),
    draft: { key: path, version: etag },
    onCancel: () => close(),
    onSubmit: async ({ custom, ...values }) => {
      try {
        close((await request('PUT', path, { body: { ...values, custom: ownChanges(customer.custom, custom) }, ifMatch: etag })).data);
      } catch (error) {
        if (error.status === 412) error.message = t('changedMeanwhile');
        throw error;
      }
    },
  }), { wide: true });
  if (saved) {
    tell(t('saved'));
    await reload();
  }
}

async function remove({ customer, path }) {
  const isSure = await confirmed({ title: t('customer.remove'), text: t('customer.removeText', { name: customer.name }), action: t('customer.remove'), danger: true });
  if (!isSure) return;
  try {
    const { data } = await request('DELETE', path, { query: { hard_delete: true } });
    tell(data.message);
    go('/customers');
  } catch (error) {
    complain(error);
  }
}
