// The mail servers that most businesses here use, so that no one looks up a port.

import { h, uniqueID } from '../dom.js';
import { t } from '../i18n.js';

// Source: the providers' own help pages for mail programs.
const presets = {
  gmail: { smtp_host: 'smtp.gmail.com', smtp_port: 587, smtp_tls: 'starttls' },
  microsoft: { smtp_host: 'smtp.office365.com', smtp_port: 587, smtp_tls: 'starttls' },
  hostinger: { smtp_host: 'smtp.hostinger.com', smtp_port: 465, smtp_tls: 'implicit' },
  locaweb: { smtp_host: 'email-ssl.com.br', smtp_port: 465, smtp_tls: 'implicit' },
};

/** The choice of a provider, which fills in the fields of the form it is in; `host` is the present server. */
export function mailPreset({ smtp_host: host }) {
  const id = uniqueID('preset');
  const present = Object.keys(presets).find((name) => presets[name].smtp_host === host) ?? (host ? 'other' : '');
  const hint = h('p', { class: 'form-text', id: `${id}-help` });
  const choice = h('select', { class: 'form-select', id, 'aria-describedby': hint.id, dataset: { focus: 'mail-preset' } },
    present ? null : h('option', { value: '' }, t('form.choose')),
    [...Object.keys(presets), 'other'].map((name) => h('option', { value: name, selected: name === present }, t(`preset.${name}`))));
  const explain = () => { hint.textContent = choice.value ? t(`presetHint.${choice.value}`) : ''; };
  choice.addEventListener('change', () => {
    explain();
    const { elements } = choice.form;
    for (const [name, value] of Object.entries(presets[choice.value] ?? {})) elements[name].value = value;
  });
  explain();
  // Most servers take the address as the user, and send from no other. The form is made around the choice.
  queueMicrotask(() => {
    const { smtp_username: user, from_email: sender } = choice.form?.elements ?? {};
    user?.addEventListener('change', () => { if (!sender.value && user.value.includes('@')) sender.value = user.value.trim(); });
  });
  return h('div', { class: 'field field-wide' }, h('label', { class: 'form-label', for: id }, t('preset.title')), choice, hint);
}
