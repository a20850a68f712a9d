// English: public forms.
export default {
  'forms.help': 'Each form has a page of its own, and can be shown on other sites.', 'forms.new': 'New form', 'forms.add': 'Create form', 'forms.share': 'Share', 'forms.remove': 'Delete form',
  'forms.removeText': '{name} is deleted. One that has received something is put out of use instead.', 'forms.submissions': 'Submissions', 'forms.last': 'Last one',
  'forms.title': 'Title', 'forms.intro': 'Introduction', 'forms.button': 'Button', 'forms.slug': 'Address', 'forms.slugHelp': 'Letters a to z, digits and hyphens: the end of the address of its page.',
  'forms.contactHelp': 'This is the form at your main address. It keeps its name.', 'forms.part.texts': 'Texts', 'forms.part.fields': 'Fields', 'forms.part.consents': 'Consents',
  'forms.part.thanks': 'After it is sent', 'forms.part.intake': 'What happens with it', 'forms.part.place': 'Where it is',
  'forms.fieldsHelp': 'A name must be required, and an e-mail address or a phone number. Drag fields, or move them with Alt and an arrow.', 'forms.addField': 'Add a field', 'forms.required': 'Required', 'forms.hidden': 'hidden',
  'forms.isHidden': 'Hidden: people do not see it, and its default is used', 'forms.default': 'Default', 'forms.moved': '{name} is number {place} now.',
  'forms.resume': 'Résumé', 'formResume.required': 'Required', 'formResume.optional': 'Optional', 'formResume.off': 'Not asked for',
  'forms.consentsHelp': 'What people agree to. The exact words they read are kept.', 'forms.addConsent': 'Add a consent', 'forms.purpose': 'Purpose', 'forms.purposeHelp': 'Letters a to z, digits and underscores, such as marketing.', 'forms.consentText': 'Text',
  'forms.thanks': 'Words of thanks', 'forms.redirect': 'Or go on to this page', 'forms.redirectHelp': 'An https address, on your own host or on one of the sites below.',
  'forms.notify': 'Notify these addresses', 'forms.notifyHelp': 'One a line. Empty: those of the settings.', 'forms.source': 'Source', 'forms.sourceHelp': 'Written on leads that say nothing of where they came from.',
  'forms.guard': 'Protection against spam', 'forms.guardHelp': 'What looks like a program’s is put aside, and its sender is answered as usual.', 'formGuard.off': 'Off', 'formGuard.standard': 'Standard', 'formGuard.strict': 'Strict',
  'forms.origins': 'Sites that may show it', 'forms.originsHelp': 'One a line, such as https://www.example.com.', 'forms.device': 'Device', 'forms.device.desktop': 'Computer', 'forms.device.phone': 'Phone',
  'forms.previewFaulty': 'The preview waits until everything needed is filled in.',
  'formField.first_name': 'First name', 'formField.last_name': 'Last name', 'formField.name': 'Full name', 'formField.email': 'E-mail', 'formField.phone': 'Phone',
  'formField.invoicing': 'Yearly revenue', 'formField.collaborators': 'People in the company', 'formField.scheduling_day': 'Preferred day and time',
};
