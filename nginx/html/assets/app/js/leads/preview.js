// A pane over the right of the list with a lead's facts, résumé, last entries and a note. It floats, so that no row moves; it follows the row
// that has the focus, and stays until it is closed.

import { create, get } from '../api.js';
import { debounced, fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { phoneNumber } from '../format.js';
import { ownFacts } from '../own-fields.js';
import { address } from '../router.js';
import { scoreMark, waitingMark } from '../components/badge.js';
import { facts } from '../components/facts.js';
import { icon } from '../components/icon.js';
import { section } from '../components/states.js';
import { announce, tell } from '../components/toast.js';
import { entry } from '../record/entries.js';
import { noteForm } from '../record/note.js';
import { leadDetails } from './fields.js';
import { ownerCell, statusCell } from './in-place.js';
import { reachLinks } from './reach.js';
import { resumeCard } from './resume.js';

const entriesShown = 5;
// Who walks through the rows does not fetch each.
const restMilliseconds = 120;

/** The pane. `context` is that of the list's cells; `rowOf(id)` gives the row of a lead, `onChange(id)` is called with the lead that is shown, or null. */
export function leadPreview({ context, rowOf, onChange }) {
  const element = h('aside', { class: 'pane', id: 'preview', hidden: true, on: { keydown: leave } });
  let lead = null;
  let place = 0; // of its row
  let parts = [];
  const rest = debounced(restMilliseconds, loadRest);

  function forget() {
    rest.cancel();
    for (const stop of parts) stop();
    parts = [];
  }

  /** Shows a lead as its row has it; the rest of it comes when the row is rested upon. */
  function show(next) {
    if (next.id === lead?.id) return;
    forget();
    lead = next;
    place = Math.max(0, rowOf(lead.id)?.sectionRowIndex ?? 0);
    element.setAttribute('aria-label', t('pane.title', { name: lead.name }));
    fill(element, head(), known(), h('div', { class: 'pane-rest', 'aria-busy': 'true' }));
    element.hidden = false;
    announce(t('pane.title', { name: lead.name }));
    onChange(lead.id);
    rest();
  }

  function close() {
    if (!lead) return;
    const row = rowOf(lead.id);
    const held = element.contains(document.activeElement);
    forget();
    lead = null;
    element.hidden = true;
    fill(element);
    onChange(null);
    if (held) row?.querySelector('th a')?.focus({ preventScroll: true });
  }

  /** After the list was fetched again: the lead as it is then; if it is no longer in the list, the one in its place. */
  function renew(rows) {
    if (!lead) return;
    const at = rows.findIndex((row) => row.id === lead.id);
    if (at < 0) {
      const next = rows[Math.min(place, rows.length - 1)];
      if (next) show(next);
      else close();
      return;
    }
    place = at;
    lead = rows[at];
    element.querySelector('.pane-marks')?.replaceWith(marks());
    element.querySelector('.facts')?.replaceWith(known());
  }

  const head = () => h('div', { class: 'pane-head' },
    h('h2', {}, h('a', { class: 'row-link', href: address(`/leads/${lead.id}`), id: 'preview-open' }, lead.name)),
    h('button', { type: 'button', class: 'btn-icon', id: 'preview-close', 'aria-label': t('close'), title: `${t('close')} (Esc)`, on: { click: close } }, icon('x-lg')),
    marks());
  const marks = () => h('div', { class: 'pane-marks' },
    statusCell(lead, context), ownerCell(lead, context), scoreMark(lead), waitingMark(lead), reachLinks(lead));
  const known = () => facts([
    [t('field.email'), lead.email && h('a', { href: `mailto:${encodeURIComponent(lead.email).replace('%40', '@')}` }, lead.email)],
    [t('field.phone'), lead.phone && h('a', { href: `tel:${lead.phone}` }, phoneNumber(lead.phone))],
    ...leadDetails.map(({ name }) => [label('field', name), lead[name]]),
    ...ownFacts(context.fields, lead.custom),
    [t('field.lost_reason'), lead.lost_reason],
  ].filter(([, value]) => value));

  function loadRest() {
    const shown = lead;
    const path = `/leads/${encodeURIComponent(shown.id)}`;
    const place = element.querySelector('.pane-rest');
    const resume = shown.resume ? resumeCard(shown, path, { shows: true }) : null;
    const story = section((signal) => get(`${path}/timeline`, { page_size: entriesShown }, signal), ({ timeline }) => (timeline.length
      ? h('ol', { class: 'story' }, timeline.map((each) => entry(each, { record: () => shown, enquiriesPath: path, users: context.users })))
      : h('p', { class: 'muted' }, t('timeline.none'))));
    const note = context.mayManage ? noteForm({
      path,
      keep: (kind, text) => create(`${path}/notes`, { text }),
      after: (form, text) => { form.reset(); tell(text); story.reload(); },
    }) : null;
    place.setAttribute('aria-busy', 'false');
    fill(place, resume?.element, note, h('h3', {}, t('timeline.title')), story.element);
    parts = [story.stop, () => resume?.dispose()];
  }

  function leave(event) {
    if (event.key !== 'Escape' || event.defaultPrevented || event.target.closest('[role=menu]')) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  }

  return {
    element,
    show,
    close,
    renew,
    shown: () => lead?.id ?? null,
    write: () => element.querySelector('textarea')?.focus(),
    stop: forget,
  };
}
