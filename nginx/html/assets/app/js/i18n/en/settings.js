// English: the pages of settings.
export default {
  // What is not saved yet
  'settings.discard': 'Discard', 'settings.changes.one': '{count} unsaved change', 'settings.changes.other': '{count} unsaved changes',
  'leave.title': 'Unsaved changes', 'leave.text': 'What you changed here is not saved yet.', 'leave.stay': 'Stay here',

  // Groups of settings, and what one should know of them
  'group.company.names': 'Names', 'group.company.contact': 'How people reach you', 'group.company.address': 'Address', 'group.company.tax': 'Registration and tax', 'group.company.more': 'More',
  'group.appearance.form': 'Your public form', 'group.appearance.otherColours': 'Colours for your own pages', 'group.appearance.more': 'More',
  'group.response.targets': 'How soon you answer', 'group.response.handover': 'When no one answers', 'group.response.hours': 'Working hours', 'group.response.holidays': 'Holidays', 'group.response.more': 'More',
  'group.chat.greeting': 'Beginning and end', 'group.chat.silence': 'Silence', 'group.chat.opening': 'Opening hours', 'group.chat.more': 'More',
  'group.email.server': 'Mail server', 'group.email.sender': 'Sender', 'group.email.notify': 'Notifications of new leads', 'group.email.more': 'More',
  'group.whatsapp.carrier': 'How messages are sent', 'group.whatsapp.cloud': 'Your account with the Cloud API', 'group.whatsapp.expert': 'For experts', 'group.whatsapp.more': 'More',
  'group.intake.again': 'Known addresses', 'group.intake.privacy': 'Privacy', 'group.intake.spam': 'Spam', 'group.intake.more': 'More',
  'hint.otherColours': 'The public form uses your name, main colour and logo. These colours are for pages that read them through the API.',
  'hint.hours': 'Without any hours, every hour is working time.', 'hint.holidays': 'On these days no working time passes.',
  'hint.chat': 'These texts are kept for the chat programs that read them through the API. Guichê does not send them itself.',
  'hint.targets': 'Empty: no time limit.', 'hint.handover': 'Empty: the lead stays with its owner.', 'hint.notify': 'One address per line.', 'hint.blocked': 'One e-mail address, domain or word per line. Who writes one of them is put aside as spam.',
  'hint.carrier': 'Without a choice, messages go the way the server was set up.',

  // Sentences with the settings in them
  'say.target.hot': 'Answer hot leads within {hot} minutes of working time.', 'say.target.warm': 'Answer warm leads within {warm} minutes.', 'say.target.cold': 'Answer cold leads within {cold} minutes.',
  'say.handover': 'When an answer is {handover_minutes} minutes late, give the lead to the next person.',
  'say.greeting': 'When someone writes for the first time, say: {greeting}', 'say.closing': 'When a conversation ends, say: {closing}',
  'say.inactivity': 'If no one answers for {inactivity_minutes} minutes, say: {inactivity}', 'say.outOfHours': 'Outside these hours, say: {out_of_hours}',
  'say.quarantine': 'Delete what was put aside as spam after {quarantine_days} days', 'say.driver': 'Send messages by {driver}', 'say.duplicate': 'When a known e-mail address writes again, {duplicate_enquiry}', 'say.privacy': 'Our privacy notice is at {privacy_url}',
  'driver.stub': 'a simulation: nothing is sent', 'driver.cloud': 'the WhatsApp Cloud API', 'smtp_tls.starttls': 'STARTTLS (mostly port 587)', 'smtp_tls.implicit': 'TLS from the start (mostly port 465)',
  'smtp_tls.none': 'None',

  // Hours and holidays
  'week.days': 'Days', 'week.weekdays': 'Monday to Friday', 'week.saturdays': 'Monday to Saturday', 'week.week': 'Every day', 'week.from': 'from', 'week.to': 'to', 'week.set': 'Set',
  'week.add': 'Add hours', 'week.closed': 'Closed', 'holidays.day': 'Holiday', 'holidays.add': 'Add', 'holidays.none': 'No holidays yet.', 'holidays.national': 'Add the national holidays of {year}',

  // Mail
  'preset.title': 'Your mail provider', 'preset.gmail': 'Gmail or Google Workspace', 'preset.microsoft': 'Microsoft 365', 'preset.hostinger': 'Hostinger', 'preset.locaweb': 'Locaweb', 'preset.other': 'Another one',
  'presetHint.gmail': 'The user is the whole e-mail address. Google asks for an app password, not that of the account.',
  'presetHint.microsoft': 'The user is the whole e-mail address. SMTP AUTH must be allowed for the mailbox.',
  'presetHint.hostinger': 'The user is the whole e-mail address.', 'presetHint.locaweb': 'The user is the whole e-mail address.', 'presetHint.other': 'Your provider’s help has the server, port and encryption for mail programs.',
  'mailTest.title': 'Send a test', 'mailTest.help': 'The test uses the saved settings.', 'mailTest.send': 'Send a test', 'mailTest.waiting': 'Talking to the mail server…',
  'mailTest.sent': 'It works: the mail server accepted a mail to {address} at {time}.', 'mailTest.refused': 'The mail was not sent.',

  // Appearance
  'colour.standard': 'Standard', 'colour.pick': 'Pick: {name}', 'preview.title': 'This is how visitors see it', 'logo.title': 'Logo', 'logo.none': 'No logo', 'logo.file': 'PNG, JPEG or WebP, at most 256 KB.',
  'logo.upload': 'Upload a logo', 'logo.replace': 'Replace the logo', 'logo.remove': 'Remove the logo',

  // Rules of the score as sentences
  'settings.unsaved': 'Unsaved changes', 'history.order': 'Rules: another order.', 'rule.presence': 'If {field} is given', 'rule.equals': 'If {field} is {value}',
  'rule.contains': 'If {field} contains {value}', 'rule.band': 'If {field} is {value}', 'rule.nearness': 'If {field} is {value}', 'rule.more': '{values} or {number} others',
  'rule.daysTo': 'within {to} days', 'rule.days': 'in {from} to {to} days', 'rule.daysFrom': 'in {from} days or more', 'rule.thousand': '{number} thousand', 'rule.from': '{from} or more',
  'rule.below': 'below {to}', 'rule.upTo': 'up to {to}',
  'handout.some': 'Leads with {asked} go to {people}, {how}', 'handout.every': 'All leads go to {people}, {how}',

  // Own fields
  'fields.help': 'Fields of your own are shown and filled in wherever a lead or a customer is.', 'fields.lead': 'Fields of leads', 'fields.customer': 'Fields of customers',
  'fields.none': 'No fields yet.', 'fields.new': 'New field', 'fields.add': 'Add field', 'fields.next': 'Next', 'fields.added': '{name} added.', 'fields.order': 'Order',
  'fields.moved': '{name} is number {place} now.', 'fields.actions': 'Actions for {name}', 'fields.activate': 'Put in use', 'fields.deactivate': 'Put out of use', 'fields.remove': 'Delete field',
  'fields.removeText': '{name} is deleted for good. To keep its values, put it out of use instead.', 'fields.removeValues': 'Delete {name} with all its values?',
  'fields.removeAll': 'Delete with values', 'fields.removed': '{name} deleted.', 'fields.kindHelp': 'The kind cannot be changed later.', 'fields.oneLanguage': 'One language is enough.',
  'fields.keyHelp': 'Letters a to z, digits and underscores. Programs know the field by it. It cannot be changed later.', 'fields.optionsHelp': 'The value is what is kept. Without a label, it is shown.',
  'fields.min.length': 'Fewest characters', 'fields.max.length': 'Most characters', 'fields.min.value': 'Lowest value', 'fields.max.value': 'Highest value',
  'field.label': 'Label', 'field.key': 'Key', 'field.hint': 'Hint', 'field.options': 'Options', 'options.add': 'Add option', 'options.value': 'Value',
  'fieldKind.text': 'Text', 'fieldKind.long_text': 'Text of several lines', 'fieldKind.integer': 'Whole number', 'fieldKind.money': 'Amount of money', 'fieldKind.date': 'Date',
  'fieldKind.boolean': 'Yes or no', 'fieldKind.choice': 'One of several options', 'fieldKind.choices': 'Any of several options', 'fieldKind.url': 'Web address', 'fieldKind.email': 'E-mail',
  'fieldKind.phone': 'Phone', 'fieldKind.document': 'CPF or CNPJ',
};
