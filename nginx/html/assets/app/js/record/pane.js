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
export class RecordPane {
  constructor({ root, marks, known, rowOf, onChange, ...rest }) {
    Object.assign(this, { root, marks, known, rowOf, onChange, rest });
    this.element = h('aside', { class: 'pane', id: 'preview', hidden: true, on: { keydown: (event) => this.leave(event) } });
    this.record = null;
    this.place = 0; // of its row
    this.stopRest = () => {};
    this.rested = debounced(restMilliseconds, () => this.showRest());
  }

  /** Shows a record as its row has it; the rest of it comes when the row is rested upon. */
  show(record) {
    if (record.id === this.record?.id) return;
    this.stop();
    this.record = record;
    this.place = Math.max(0, this.rowOf(record.id)?.sectionRowIndex ?? 0);
    this.element.setAttribute('aria-label', t('pane.title', { name: record.name }));
    fill(this.element, this.head(), this.known(record), h('div', { class: 'pane-rest', 'aria-busy': 'true' }));
    this.element.hidden = false;
    announce(t('pane.title', { name: record.name }));
    this.onChange(record.id);
    this.rested();
  }

  head() {
    return h('div', { class: 'pane-head' },
      h('h2', {}, h('a', { class: 'row-link', href: address(`${this.root}/${this.record.id}`), id: 'preview-open' }, this.record.name)),
      h('button', { type: 'button', class: 'btn-icon', id: 'preview-close', 'aria-label': t('close'), title: `${t('close')} (Esc)`, on: { click: () => this.close() } }, icon('x-lg')),
      this.markLine());
  }

  markLine() {
    return h('div', { class: 'pane-marks' }, this.marks(this.record));
  }

  showRest() {
    const { nodes, stop } = restOf({ ...this.rest, record: this.record, path: `${this.root}/${encodeURIComponent(this.record.id)}` });
    const place = this.element.querySelector('.pane-rest');
    place.setAttribute('aria-busy', 'false');
    fill(place, nodes);
    this.stopRest = stop;
  }

  close() {
    if (!this.record) return;
    const row = this.rowOf(this.record.id);
    const held = this.element.contains(document.activeElement);
    this.stop();
    this.record = null;
    this.element.hidden = true;
    fill(this.element);
    this.onChange(null);
    if (held) row?.querySelector('th a')?.focus({ preventScroll: true });
  }

  /** After the list was fetched again: the record as it is then; if it is no longer in the list, the one in its place. */
  renew(rows) {
    if (!this.record) return;
    const at = rows.findIndex((row) => row.id === this.record.id);
    if (at < 0) {
      const next = rows[Math.min(this.place, rows.length - 1)];
      if (next) this.show(next);
      else this.close();
      return;
    }
    this.place = at;
    this.record = rows[at];
    this.element.querySelector('.pane-marks')?.replaceWith(this.markLine());
    this.element.querySelector('.facts')?.replaceWith(this.known(this.record));
  }

  // By Tab it comes after the row that it is of.
  leave(event) {
    if (event.key === 'Tab' && event.shiftKey && event.target.id === 'preview-open') {
      event.preventDefault();
      this.rowOf(this.record.id)?.querySelector('th a')?.focus();
      return;
    }
    if (event.key !== 'Escape' || event.defaultPrevented || event.target.closest('[role=menu]')) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  /** The id of the record that is shown; null without one. */
  shown() {
    return this.record?.id ?? null;
  }

  write() {
    this.element.querySelector('textarea')?.focus();
  }

  enter() {
    this.element.querySelector('#preview-open')?.focus();
  }

  /** Whether an element lies below it. */
  covers(other) {
    return !this.element.hidden && !this.element.contains(other) && other.getBoundingClientRect().left > this.element.getBoundingClientRect().left;
  }

  /** The control of a name (`status`, `owner`) for the record that is shown. */
  control(name) {
    return this.element.querySelector(`.pane-marks [data-focus^=${name}-]`);
  }

  stop() {
    this.rested.cancel();
    this.stopRest();
    this.stopRest = () => {};
  }
}

// What is not in the row of a record: its last entries, and a field for a note.
function restOf({ record, path, users, more, enquiries = () => path, keep }) {
  const own = more?.(record, path);
  const story = section((signal) => get(`${path}/timeline`, { page_size: entriesShown }, signal), ({ timeline }) => (timeline.length
    ? h('ol', { class: 'story' }, timeline.map((each) => entry(each, { record: () => record, enquiriesPath: enquiries(record, path), users })))
    : h('p', { class: 'muted' }, t('timeline.none'))));
  const note = keep ? noteForm({
    path,
    keep: (kind, text) => keep(path, text),
    after: (form, text) => { form.reset(); tell(text); story.reload(); },
  }) : null;
  return { nodes: [own?.element, note, h('h3', {}, t('timeline.title')), story.element], stop: () => { story.stop(); own?.dispose(); } };
}
