// The field below a conversation: Enter sends, Shift Enter makes a line. What is typed is kept for each conversation until it is sent.

import { fill, h, uniqueID } from '../dom.js';
import { t } from '../i18n.js';
import { dateTime } from '../format.js';
import { draft } from '../components/draft.js';
import { icon } from '../components/icon.js';
import { isNumber, longest } from './send.js';
import { closedText } from './window.js';

const mostRows = 8;

/** The draft of a conversation. */
export const draftOf = (number) => draft(`whatsapp ${number}`);

/** The form: `send(text)` is called with what was written. `allow(window)` opens or closes it (see window.js), `focus()` gives whether the field took the focus. */
export function writingForm({ number, name, send }) {
  const kept = draftOf(number);
  const noteID = uniqueID('window');
  const field = h('textarea', {
    class: 'form-control', id: 'reply', rows: 1, maxlength: longest, placeholder: t('whatsapp.write'), 'aria-label': t('whatsapp.writeTo', { name }),
    'aria-describedby': noteID, enterkeyhint: 'send', value: kept.recall()?.text ?? '', on: { input: typed, keydown: pressed },
  });
  const button = h('button', { type: 'submit', class: 'btn btn-primary', id: 'send-reply', 'aria-label': t('messages.send'), title: t('messages.send') },
    icon('send'), h('span', { class: 'word' }, t('messages.send')));
  const note = h('p', { class: 'muted writing-note', id: noteID });
  const element = h('form', { class: 'writing', novalidate: true, on: { submit: (event) => { event.preventDefault(); submit(); } } }, h('div', { class: 'writing-line' }, field, button), note);

  let width = 0;
  function fit() {
    if (field.clientWidth === width) return;
    width = field.clientWidth;
    grow(field);
  }

  function typed() {
    if (field.value) kept.keep({ text: field.value });
    else kept.forget();
    grow(field);
  }

  function pressed(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  }

  function submit() {
    const text = field.value.trim();
    if (!text || field.disabled) return;
    field.value = '';
    typed();
    field.focus();
    send(text);
  }

  function allow({ isOpen, last, ends }) {
    const canReach = isNumber(number);
    const mayWrite = isOpen && canReach;
    field.disabled = !mayWrite;
    button.disabled = !mayWrite;
    element.classList.toggle('is-closed', !mayWrite);
    fill(note, mayWrite
      ? [t('whatsapp.keys'), ends ? ` · ${t('whatsapp.until', { time: dateTime(ends) })}` : null]
      : !canReach ? t('whatsapp.hidden', { name }) : closedText({ name, number, last }));
  }

  return {
    element,
    allow,
    /** To be called when there is another width. */
    fit,
    focus: () => { if (!field.disabled) field.focus({ preventScroll: true }); return !field.disabled; },
  };
}

// As many lines as the text has, up to a bound.
function grow(field) {
  field.rows = 1;
  while (field.rows < mostRows && field.scrollHeight > field.clientHeight + 2) field.rows += 1;
}
