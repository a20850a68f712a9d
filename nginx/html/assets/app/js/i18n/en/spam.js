// English: what was put aside as spam.
export default {
  'spam.none': 'Nothing has been put aside.', 'spam.help': 'These submissions were put aside as spam. The senders don’t know. Release what a person sent; the rest is deleted by itself.',
  'spam.why': 'Why', 'spam.points': 'Points', 'spam.pointsOf': '{points} points', 'spam.received': 'Received', 'spam.actions': 'Actions', 'spam.read': 'Read', 'spam.release': 'Not spam', 'spam.remove': 'Delete',
  'spam.removeText': 'The submission of {name} will be deleted with its file.', 'spam.removed': 'The submission has been deleted.', 'spam.released': '{name} is among the leads now.', 'spam.seconds': '{seconds} s',
  'spam.trap': 'A hidden field was filled in', 'spam.replay': 'The form was sent before', 'spam.forged': 'The form’s stamp is not valid', 'spam.no_stamp': 'Sent without opening the form in a browser with scripts',
  'spam.hasty': 'Sent faster than a person types', 'spam.no_proof': 'The browser did not do the form’s calculation', 'spam.name_link': 'The name contains a web address', 'spam.links': 'Many web addresses in the text',
  'spam.listed': 'On the list of blocked texts', 'spam.disposable': 'A disposable e-mail address', 'spam.repeated': 'The same text was sent several times', 'spam.flood': 'Many submissions from the same connection', 'spam.manual': 'Marked as spam by someone on the team',
  'stamp.unknown': 'unknown', 'stamp.other_form': 'of another form', 'stamp.expired': 'older than 24 hours',
};
