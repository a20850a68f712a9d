// The fields of a lead that staff may write, as forms show them.

import { t } from '../i18n.js';

/** The contact fields; `lead` gives the present values. */
export function contactFields(lead = {}) {
  return [
    { name: 'name', label: t('field.name'), value: lead.name, required: true, maxlength: 201 },
    { name: 'email', label: t('field.email'), type: 'email', value: lead.email, maxlength: 254 },
    { name: 'phone', label: t('field.phone'), type: 'tel', value: lead.phone, maxlength: 32, help: t('help.phone') },
    { name: 'business_name', label: t('field.business_name'), value: lead.business_name, maxlength: 200 },
    { name: 'job_position', label: t('field.job_position'), value: lead.job_position, maxlength: 200 },
    { name: 'collaborators', label: t('field.collaborators'), value: lead.collaborators, maxlength: 100 },
    { name: 'invoicing', label: t('field.invoicing'), value: lead.invoicing, maxlength: 100 },
    { name: 'business_tracking', label: t('field.source'), value: lead.business_tracking, maxlength: 200 },
  ];
}

/** Those of the values that differ from a lead's; an appointment is only sent when it was changed. */
export function changesOf(lead, values) {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => (value ?? null) !== (lead[name] ?? null)));
}
