// What can be noted, sent or planned about a record, above its timeline: one form at a time, chosen by its tab. Ctrl Enter sends it.

import { fill, h, uniqueID } from '../dom.js';
import { t } from '../i18n.js';
import { form } from '../components/form.js';
import { icon } from '../components/icon.js';
import { tell } from '../components/toast.js';
import * as session from '../session.js';
import { messageForm } from './message.js';
import { noteForm } from './note.js';
import { reminderForm } from './reminder.js';

const icons = { note: 'sticky', call: 'telephone', whatsapp: 'whatsapp', email: 'envelope', task: 'bell' };

/**
 * The card. `current()` gives the record as it is, `about` names it in a task (`{lead_id}`), `keep(kind, text)` keeps what was noted (`note`, `call`,
 * `email`, or one of `noteKinds`), `reach()` marks it as contacted where that is still to be done (null otherwise), `done()` is called after each success.
 */
export function composer({ path, about, current, keep, noteKinds = null, reach = () => null, done }) {
  const kinds = () => kindsOf(current());
  const panelID = uniqueID('panel');
  const tabs = tabList({ panelID, kinds, open, choose });
  const panel = h('div', { role: 'tabpanel', id: panelID, on: { keydown: hurry } });
  const element = h('section', { class: 'card composer', id: 'composer', 'aria-label': t('composer.title') }, tabs.element, panel);
  let chosen = null;

  function choose(kind) {
    chosen = kinds().includes(kind) ? kind : 'note';
    tabs.show(chosen);
    panel.setAttribute('aria-labelledby', tabID(chosen));
    fill(panel, forms[chosen]());
  }

  /** Shows the form of a kind, ready to be typed in. */
  function open(kind) {
    if (kind !== chosen) choose(kind);
    element.scrollIntoView({ block: 'nearest' });
    panel.querySelector('textarea, input')?.focus({ preventScroll: true });
  }

  function hurry(event) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.target.closest('form')?.requestSubmit();
  }

  async function after(element, text, { reached } = {}) {
    element.reset();
    tell(text);
    if (reached) await reach()?.();
    done();
    // The form has forgotten its draft by then; what is asked for depends on the record.
    setTimeout(() => {
      const held = panel.contains(document.activeElement);
      choose(chosen);
      if (held) panel.querySelector('textarea, input')?.focus({ preventScroll: true });
    });
  }
  const contacted = () => (reach() ? { name: 'reached', label: t('composer.reached'), type: 'checkbox', value: true } : null);
  const forms = formsOf({ path, about, current, keep, noteKinds, contacted, after });

  // After a change of the record: what was typed stays.
  function redraw() {
    if (kinds().length !== tabs.element.childElementCount) tabs.show(chosen);
    if (!reach()) panel.querySelector('[name=reached]')?.closest('.field').remove();
  }

  choose('note');
  const key = (keys, kind, name) => ({ keys, name: () => t(name), run: () => open(kind), when: () => kinds().includes(kind), icon: icons[kind] });
  return {
    element,
    open,
    redraw,
    /** The keys of the forms, for the registry. */
    keys: [key('n', 'note', 'notes.add'), key('t', 'task', 'composer.task'), key('w', 'whatsapp', 'composer.whatsapp'), key('m', 'email', 'composer.email'), key('l', 'call', 'composer.call')],
  };
}

const tabID = (kind) => `compose-${kind}`;

/** The tabs of the kinds: an arrow chooses the next one, a click opens its form. */
function tabList({ panelID, kinds, open, choose }) {
  let chosen = null;
  const element = h('div', { class: 'tabs', role: 'tablist', 'aria-label': t('composer.title'), on: { keydown: walk } });

  function show(present) {
    chosen = present;
    fill(element, kinds().map((kind) => h('button', {
      type: 'button', role: 'tab', class: 'tab', id: tabID(kind), 'aria-selected': String(kind === chosen), 'aria-controls': panelID,
      tabindex: kind === chosen ? '0' : '-1', on: { click: () => open(kind) },
    }, icon(icons[kind]), h('span', { class: 'word' }, t(`composer.${kind}`)))));
  }

  function walk(event) {
    const all = kinds();
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    choose(all[(all.indexOf(chosen) + step + all.length) % all.length]);
    document.getElementById(tabID(chosen)).focus();
  }

  return { element, show };
}

/** What can be done about a record. */
function kindsOf({ phone, email }) {
  return ['note', 'call', phone && session.can('messages.send') ? 'whatsapp' : null, email ? 'email' : null, session.can('tasks.manage') ? 'task' : null].filter(Boolean);
}

/** The forms by their kinds. `contacted()` is their field for what is still to be done, or null; `after(form, text, values)` is called after each success. */
function formsOf({ path, about, current, keep, noteKinds, contacted, after }) {
  return {
    note: () => noteForm({ path, kinds: noteKinds, keep, after }),
    call: () => form({
      fields: [{ name: 'text', label: t('composer.said'), type: 'textarea', rows: 3, required: true, maxlength: 3800 }, contacted()],
      submit: t('composer.saveCall'),
      draft: { key: `call ${path}` },
      onSubmit: async ({ text, reached }, element) => {
        await keep('call', text);
        await after(element, t('notes.saved'), { reached });
      },
    }),
    whatsapp: () => messageForm({ path, current, contacted, after }),
    email: () => form({
      fields: [
        { name: 'subject', label: t('composer.subject'), maxlength: 200 },
        { name: 'text', label: t('messages.text'), type: 'textarea', rows: 4, required: true, maxlength: 3500 }, contacted(),
      ],
      submit: t('composer.openMail'),
      draft: { key: `email ${path}` },
      onSubmit: async ({ subject, text, reached }, element) => {
        const address = encodeURIComponent(current().email).replace('%40', '@');
        h('a', { href: `mailto:${address}?subject=${encodeURIComponent(subject ?? '')}&body=${encodeURIComponent(text)}` }).click();
        await keep('email', [subject, text].filter(Boolean).join('\n'));
        await after(element, t('composer.mailNoted'), { reached });
      },
    }),
    task: () => reminderForm({ path, about, current, after }),
  };
}
