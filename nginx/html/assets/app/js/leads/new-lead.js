// Staff enter a lead by hand.

import { create } from '../api.js';
import { t } from '../i18n.js';
import { ownChanges, ownFields, ownFormFields } from '../own-fields.js';
import { go } from '../router.js';
import { formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { tell } from '../components/toast.js';
import { contactFields } from './fields.js';

/** Asks for a new lead's fields, and goes to its page when it is there. */
export async function enterLead() {
  const fields = await ownFields('lead');
  const lead = await formDialog(t('leads.new'), (close) => form({
    fields: [...contactFields(), ...ownFormFields(fields)],
    columns: true,
    submit: t('leads.add'),
    draft: { key: 'lead' },
    onCancel: () => close(),
    onSubmit: async ({ custom, ...values }) => {
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
      close((await create('/leads', { ...given, custom: ownChanges({}, custom) })).lead);
    },
  }), { wide: true });
  if (!lead) return;
  tell(t('leads.added', { name: lead.name }));
  go(`/leads/${lead.id}`);
}
