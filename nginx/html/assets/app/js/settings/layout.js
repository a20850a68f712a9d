// What is beside what in the form of a section, in the order in which someone sets it up. A setting that is not named here comes last.

/**
 * The groups of each section: `{title, items}`; an item is the path of a setting, or `{say, of}`: the words `say.NAME` around the controls of the
 * settings `of`. `tool` names what the page puts there itself (section-form.js).
 */
export const layouts = {
  company: [
    { title: 'names', items: ['trade_name', 'legal_name'] },
    { title: 'contact', items: ['phone', 'email'] },
    { title: 'address', items: ['zip_code', 'street', 'number', 'complement', 'district', 'city', 'state', 'country'].map((name) => `address.${name}`) },
    { title: 'tax', items: ['cnpj', 'state_registration', 'tax_regime'] },
  ],
  appearance: [
    { title: 'form', items: ['display_name', 'primary_color'] },
    { title: 'otherColours', items: ['secondary_color', 'accent_color', 'background_color', 'text_color'] },
  ],
  response: [
    { title: 'targets', items: ['hot', 'warm', 'cold'].map((name) => ({ say: `target.${name}`, of: [`target_minutes.${name}`] })) },
    { title: 'handover', items: [{ say: 'handover', of: ['handover_minutes'] }] },
    { title: 'hours', items: ['hours'] },
    { title: 'holidays', items: ['holidays'] },
  ],
  chat: [
    { title: 'greeting', items: [{ say: 'greeting', of: ['greeting'] }, { say: 'closing', of: ['closing'] }] },
    { title: 'silence', items: [{ say: 'inactivity', of: ['inactivity_minutes', 'inactivity'] }] },
    { title: 'opening', items: ['opening_hours', { say: 'outOfHours', of: ['out_of_hours'] }] },
  ],
  email: [
    { title: 'server', items: [{ tool: 'mailPreset' }, 'smtp_host', 'smtp_port', 'smtp_username', 'smtp_password', 'smtp_tls'] },
    { title: 'sender', items: ['from_name', 'from_email'] },
    { title: 'notify', items: ['notify_emails'] },
  ],
  whatsapp: [
    { title: 'carrier', items: [{ say: 'driver', of: ['driver'] }] },
    { title: 'cloud', items: ['phone_number_id', 'access_token', 'app_secret', 'verify_token'] },
    { title: 'expert', items: ['api_base_url', 'proxy_url', 'session_data'] },
  ],
  intake: [
    { title: 'again', items: [{ say: 'duplicate', of: ['duplicate_enquiry'] }] },
    { title: 'privacy', items: [{ say: 'privacy', of: ['privacy_url'] }] },
    { title: 'spam', items: [{ say: 'quarantine', of: ['quarantine_days'] }, 'blocked'] },
  ],
};

/** Settings that are set by something else than a field: the logo by its upload. */
export const elsewhere = { appearance: ['logo_url'] };
