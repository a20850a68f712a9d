// English: consents.
export default {
  'consents.title': 'Consents', 'consents.none': 'Nothing has been asked for yet.', 'consents.given': 'Given', 'consents.notGiven': 'Not given',
  'consents.record': 'Record consent', 'consents.withdraw': 'Withdraw', 'consents.answer': 'Answer', 'consents.purpose': 'Purpose',
  'consents.purposeHelp': 'Letters a to z, digits and underscores, such as marketing.', 'consents.text': 'In which words',
  'consents.textHelp': 'What the person read, said or wrote, and where. It cannot be changed later.',
  'consents.by.form': 'Form {form}, version {version}', 'consents.by.staff': 'Recorded by staff', 'consents.by.self-service': 'By the person', 'consents.by.import': 'Imported',
};
