// The fields of a lead that staff may write, as forms show them.

import { label, t } from '../i18n.js';

/**
 * The details of a lead, in the order in which forms and cards show them; those that say a range of numbers are bands,
 * and those of several lines long. A test holds them
 * equal to the program's (Sources/Leads/LeadDetail.swift).
 */
export const leadDetails = [
  { name: 'message', maxlength: 4000, isLong: true },
  { name: 'business_name', maxlength: 200 },
  { name: 'job_position', maxlength: 200 },
  { name: 'collaborators', maxlength: 100, isBand: true },
  { name: 'invoicing', maxlength: 100, isBand: true },
  { name: 'business_tracking', maxlength: 200 },
];

/** The contact fields; `lead` gives the present values. */
export function contactFields(lead = {}) {
  return [
    { name: 'name', label: t('field.name'), value: lead.name, required: true, maxlength: 201 },
    { name: 'phone', label: t('field.phone'), type: 'tel', value: lead.phone, maxlength: 32, help: t('help.phone') },
    { name: 'email', label: t('field.email'), type: 'email', value: lead.email, maxlength: 254 },
    ...leadDetails.map(({ name, maxlength, isLong }) => ({
      name, label: label('field', name), value: lead[name], maxlength, ...(isLong ? { type: 'textarea', wide: true } : {}),
    })),
  ];
}

/** Those of the values that differ from a lead's; an appointment is only sent when it was changed. */
export function changesOf(lead, values) {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => (value ?? null) !== (lead[name] ?? null)));
}
