// The fields of a customer, as forms show them.

import { t } from '../i18n.js';
import { ownerOptions } from '../people.js';

/** The fields; `customer` gives the present values. */
export function customerFields(users, customer = {}) {
  const address = customer.address ?? {};
  return [
    { name: 'name', label: t('field.name'), value: customer.name, required: true, maxlength: 200 },
    { name: 'company_name', label: t('field.company_name'), value: customer.company_name, maxlength: 200 },
    { name: 'email', label: t('field.email'), type: 'email', value: customer.email, maxlength: 254 },
    { name: 'phone', label: t('field.phone'), type: 'tel', value: customer.phone, maxlength: 32, help: t('help.phone') },
    { name: 'document', label: t('field.document'), value: customer.document, maxlength: 32, help: t('help.document') },
    { name: 'owner_id', label: t('field.owner'), type: 'select', options: ownerOptions(users, customer.owner_id), value: customer.owner_id },
    {
      legend: t('field.address'),
      fields: [
        { name: 'address.street', label: t('field.street'), value: address.street, maxlength: 300 },
        { name: 'address.city', label: t('field.city'), value: address.city, maxlength: 100 },
        { name: 'address.state', label: t('field.state'), value: address.state, maxlength: 100 },
        { name: 'address.zip_code', label: t('field.zip_code'), value: address.zip_code, maxlength: 20 },
        { name: 'address.country', label: t('field.country'), value: address.country, maxlength: 100 },
      ],
    },
    { name: 'notes', label: t('field.notes'), type: 'textarea', value: customer.notes, maxlength: 5000, wide: true },
  ];
}

/** What was filled in of a new customer: empty fields are left out. */
export function given(values) {
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && typeof value !== 'object'));
  const address = Object.fromEntries(Object.entries(values.address ?? {}).filter(([, value]) => value !== null));
  return Object.keys(address).length ? { ...filled, address } : filled;
}

/** The address of a customer on one line. */
export function addressText({ address }) {
  const { street, city, state, zip_code: code, country } = address ?? {};
  return [street, city, state, code, country].filter(Boolean).join(', ');
}
