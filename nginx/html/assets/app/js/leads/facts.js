// What is known of a lead, and the form to correct it.

import { request } from '../api.js';
import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { dateTime, phoneNumber, wallTime } from '../format.js';
import { ownChanges, ownFacts, ownFormFields } from '../own-fields.js';
import { nameOf } from '../people.js';
import { dueMark } from '../components/badge.js';
import { formDialog } from '../components/dialog.js';
import { facts } from '../components/facts.js';
import { form } from '../components/form.js';
import { tell } from '../components/toast.js';
import { changesOf, contactFields, leadDetails } from './fields.js';
import { touchFacts } from './touch.js';

/** The card of facts. */
export function leadFacts({ lead, path, users, fields, etag, changed, mayManage }) {
  async function edit() {
    // The state that the user sees and edits is the one the change is for.
    const seen = { lead, etag: etag() };
    const next = await formDialog(t('lead.edit'), (close) => form({
      fields: [
        ...contactFields(seen.lead),
        { name: 'scheduling_day', label: t('field.scheduling_day'), type: 'datetime-local', value: seen.lead.scheduling_day?.slice(0, 16) },
        ...ownFormFields(fields, seen.lead.custom),
      ],
      columns: true,
      submit: t('save'),
      draft: { key: path, version: seen.etag },
      onCancel: () => close(),
      onSubmit: async ({ custom, ...values }) => {
        const known = { ...seen.lead, scheduling_day: seen.lead.scheduling_day?.slice(0, 16) ?? null };
        try {
          close((await request('PATCH', path, { body: { ...changesOf(known, values), custom: ownChanges(seen.lead.custom, custom) }, ifMatch: seen.etag })).data);
        } catch (error) {
          if (error.status === 412) error.message = t('changedMeanwhile');
          throw error;
        }
      },
    }), { wide: true });
    if (next) {
      tell(t('saved'));
      changed();
    }
  }

  return [
    h('div', { class: 'card-head' }, h('h2', { id: 'facts-title' }, t('lead.facts')),
      mayManage ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', id: 'edit-lead', on: { click: edit } }, t('edit')) : null),
    // What is not known is added by Edit; a dash for each would only be long.
    facts([
      [t('field.name'), lead.name],
      [t('field.email'), lead.email && h('a', { href: `mailto:${encodeURIComponent(lead.email).replace('%40', '@')}` }, lead.email)],
      [t('field.phone'), lead.phone && h('a', { href: `tel:${lead.phone}` }, phoneNumber(lead.phone))],
      // What they want is the first thing in the timeline.
      ...leadDetails.filter(({ isLong }) => !isLong).map(({ name }) => [label('field', name), lead[name]]),
      ...touchFacts(lead.attribution),
      ...ownFacts(fields, lead.custom),
      [t('field.scheduling_day'), lead.scheduling_day && wallTime(lead.scheduling_day)],
      [t('field.owner'), nameOf(users, lead.owner_id)],
      [t('field.created_at'), dateTime(lead.created_at)],
      [t('field.updated_at'), dateTime(lead.updated_at)],
      [t('lead.due'), dueMark(lead)],
      [t('field.reached_out_at'), lead.reached_out_at && dateTime(lead.reached_out_at)],
    ].filter(([, value]) => value)),
  ];
}
