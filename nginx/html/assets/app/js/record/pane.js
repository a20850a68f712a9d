// A pane over the right of a list with a record's facts, last entries and a note. It floats, so that no row moves; it follows the row that has the
// focus, and stays until it is closed.

import { get } from '../api.js';
import { debounced, fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { address } from '../router.js';
import { icon } from '../components/icon.js';
import { section } from '../components/states.js';
import { announce, tell } from '../components/toast.js';
import { entry } from './entries.js';
import { noteForm } from './note.js';

const entriesShown = 5;
// Who walks through the rows does not fetch each.
const restMilliseconds = 120;

/**
 * The pane of records below `root` (`/leads`). Of a record, `marks(record)` gives what is below its name, `known(record)` its facts, `more(record, path)` an
 * `{element, dispose}` or nothing, `enquiries(record, path)` the path of the lead that enquiries are of, and `keep(path, text)` keeps a note; without it there is
 * no field for one. `rowOf(id)` gives the row of a record, `onChange(id)` is called with the record that is shown, or null.
 */
export function recordPane({ root, users, marks, known, more, enquiries = (record, path) => path, keep, rowOf, onChange }) {
  const element = h('aside', { class: 'pane', id: 'preview', hidden: true, on: { keydown: leave } });
  let record = null;
  let place = 0; // of its row
  let parts = [];
  const rest = debounced(restMilliseconds, loadRest);

  function forget() {
    rest.cancel();
    for (const stop of parts) stop();
    parts = [];
  }

  /** Shows a record as its row has it; the rest of it comes when the row is rested upon. */
  function show(next) {
    if (next.id === record?.id) return;
    forget();
    record = next;
    place = Math.max(0, rowOf(record.id)?.sectionRowIndex ?? 0);
    element.setAttribute('aria-label', t('pane.title', { name: record.name }));
    fill(element, head(), known(record), h('div', { class: 'pane-rest', 'aria-busy': 'true' }));
    element.hidden = false;
    announce(t('pane.title', { name: record.name }));
    onChange(record.id);
    rest();
  }

  function close() {
    if (!record) return;
    const row = rowOf(record.id);
    const held = element.contains(document.activeElement);
    forget();
    record = null;
    element.hidden = true;
    fill(element);
    onChange(null);
    if (held) row?.querySelector('th a')?.focus({ preventScroll: true });
  }

  /** After the list was fetched again: the record as it is then; if it is no longer in the list, the one in its place. */
  function renew(rows) {
    if (!record) return;
    const at = rows.findIndex((row) => row.id === record.id);
    if (at < 0) {
      const next = rows[Math.min(place, rows.length - 1)];
      if (next) show(next);
      else close();
      return;
    }
    place = at;
    record = rows[at];
    element.querySelector('.pane-marks')?.replaceWith(marked());
    element.querySelector('.facts')?.replaceWith(known(record));
  }

  const marked = () => h('div', { class: 'pane-marks' }, marks(record));
  const head = () => h('div', { class: 'pane-head' },
    h('h2', {}, h('a', { class: 'row-link', href: address(`${root}/${record.id}`), id: 'preview-open' }, record.name)),
    h('button', { type: 'button', class: 'btn-icon', id: 'preview-close', 'aria-label': t('close'), title: `${t('close')} (Esc)`, on: { click: close } }, icon('x-lg')),
    marked());

  function loadRest() {
    const shown = record;
    const path = `${root}/${encodeURIComponent(shown.id)}`;
    const place = element.querySelector('.pane-rest');
    const own = more?.(shown, path);
    const story = section((signal) => get(`${path}/timeline`, { page_size: entriesShown }, signal), ({ timeline }) => (timeline.length
      ? h('ol', { class: 'story' }, timeline.map((each) => entry(each, { record: () => shown, enquiriesPath: enquiries(shown, path), users })))
      : h('p', { class: 'muted' }, t('timeline.none'))));
    const note = keep ? noteForm({
      path,
      keep: (kind, text) => keep(path, text),
      after: (form, text) => { form.reset(); tell(text); story.reload(); },
    }) : null;
    place.setAttribute('aria-busy', 'false');
    fill(place, own?.element, note, h('h3', {}, t('timeline.title')), story.element);
    parts = [story.stop, () => own?.dispose()];
  }

  // By Tab it comes after the row that it is of.
  function leave(event) {
    if (event.key === 'Tab' && event.shiftKey && event.target.id === 'preview-open') {
      event.preventDefault();
      rowOf(record.id)?.querySelector('th a')?.focus();
      return;
    }
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
    shown: () => record?.id ?? null,
    write: () => element.querySelector('textarea')?.focus(),
    enter: () => element.querySelector('#preview-open')?.focus(),
    /** Whether an element lies below it. */
    covers: (other) => !element.hidden && !element.contains(other) && other.getBoundingClientRect().left > element.getBoundingClientRect().left,
    /** The control of a name (`status`, `owner`) for the record that is shown. */
    control: (name) => element.querySelector(`.pane-marks [data-focus^=${name}-]`),
    stop: forget,
  };
}
