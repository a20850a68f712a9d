// A table: sortable heads, rows to choose, arrow keys from row to row. With a `kind` its rows are of one line each, two on a phone (lists.css).

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { icon } from './icon.js';

/**
 * Columns: `{key, label, cell(row), sort?, class?, isName?, hasMenu?, phone?}`; the name's cell heads its row and should hold the row's link.
 * `phone` is where a column's cell is on a phone, `first` (the upper line's end) or `end` (the lower's); the others are not shown there.
 * @param {{caption: string, columns: object[], rows: object[], kind?: string, isCompact?: boolean, sort?: {by: string, descending: boolean}, onSort?: Function,
 *   selection?: Set<string>, onSelect?: Function, rowClass?: Function, nameOf?: Function}} options
 */
export function table({ caption, columns, rows, kind, isCompact = false, sort, onSort, selection, onSelect, rowClass, nameOf }) {
  const chooser = selection ? rowChooser({ rows, selection, onSelect, nameOf }) : null;

  function line(row) {
    return h('tr', { class: rowClass?.(row), dataset: { id: row.id } },
      chooser ? h('td', { class: 'choose' }, chooser.box(row)) : null,
      columns.map((column) => (column.isName
        ? h('th', { scope: 'row', 'data-label': textOf(column), class: classOf(column) }, column.cell(row))
        : h('td', { 'data-label': textOf(column), class: classOf(column) }, column.cell(row)))));
  }

  const classes = ['table', kind ? `rows table-${kind}` : '', isCompact ? 'is-compact' : '', chooser ? 'has-choose' : ''].filter(Boolean).join(' ');
  return h('div', { class: 'table-wrap' },
    h('table', { class: classes },
      h('caption', { class: 'visually-hidden' }, caption),
      h('thead', {}, h('tr', {}, chooser ? h('th', { scope: 'col', class: 'choose' }, chooser.all) : null, columns.map((column) => head(column, sort, onSort)))),
      h('tbody', { on: { keydown: moveByKeys, click: kind ? openRow : null } }, rows.map(line))));
}

function head(column, sort, onSort) {
  const isSorted = sort && column.sort === sort.by;
  const order = isSorted ? (sort.descending ? 'descending' : 'ascending') : null;
  if (!column.sort) return h('th', { scope: 'col', class: classOf(column) }, column.label);
  return h('th', { scope: 'col', class: classOf(column), 'aria-sort': order },
    h('button', {
      type: 'button',
      class: 'sort',
      dataset: { focus: `sort-${column.key}` },
      on: { click: () => onSort({ by: column.sort, descending: isSorted ? !sort.descending : column.descendingFirst ?? false }) },
    }, column.label, isSorted ? h('span', { class: 'sort-mark' }, icon(sort.descending ? 'arrow-down' : 'arrow-up')) : null));
}

// The boxes that choose rows: one for each (`box(row)`), and one for all of them.
function rowChooser({ rows, selection, onSelect, nameOf }) {
  const boxes = new Map(); // by row
  const all = h('input', {
    type: 'checkbox', class: 'form-check-input', 'aria-label': t('table.chooseAll'), dataset: { focus: 'choose-all' },
    on: { change: (event) => choose(rows, event.target.checked) },
  });

  function box(row) {
    const made = h('input', {
      type: 'checkbox', class: 'form-check-input', checked: selection.has(row.id), 'aria-label': t('table.choose', { name: nameOf(row) }), dataset: { focus: `choose-${row.id}` },
      on: { change: (event) => choose([row], event.target.checked) },
    });
    boxes.set(row, made);
    return made;
  }

  function choose(those, isChosen) {
    for (const row of those) {
      if (isChosen) selection.add(row.id);
      else selection.delete(row.id);
      boxes.get(row).checked = isChosen;
    }
    showAll();
    onSelect(selection);
  }

  function showAll() {
    const chosen = rows.filter((row) => selection.has(row.id)).length;
    all.checked = chosen > 0 && chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
  }

  showAll();
  return { all, box };
}

const textOf = ({ label }) => (typeof label === 'string' ? label : null);

function classOf({ key, class: own, isName, hasMenu, phone }) {
  return [`col-${key}`, own, hasMenu ? 'has-menu' : null, isName ? 'on-name' : phone ? `on-${phone}` : null].filter(Boolean).join(' ');
}

// The whole row is the target of its link, except what is a control itself; who marks text opens nothing.
function openRow(event) {
  if (event.target.closest('a, button, input, select, summary, label, [role=menu], .choose') || String(getSelection())) return;
  event.target.closest('tr')?.querySelector('th a, th button')?.click();
}

// Moves the focus to the row below or above the one that has it, or that is open beside the list; without either to the first.
function moveRow(list, step, css, own) {
  const rows = [...list.querySelectorAll(css)];
  const focused = rows.findIndex((row) => row.contains(document.activeElement));
  const at = focused < 0 ? rows.findIndex((row) => row.classList.contains('is-open')) : focused;
  const next = at < 0 ? rows[0] : rows[at + step];
  next?.querySelector(own)?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'nearest' });
}

// Arrow keys go from row to row: only while the focus is in the table.
function moveByKeys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(?:SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
  if (!step) return;
  const inCheckbox = event.target.type === 'checkbox';
  event.target.closest('tr')?.[step]?.querySelector(inCheckbox ? 'td.choose input' : 'th a, th button')?.focus();
  event.preventDefault();
}

/** The keys of a list: to the next row and to the one before. Its rows are those of a table, or `rows` says which they are, and `own` what of one has the focus. */
export const rowKeys = (list, { rows = 'tbody tr', own = 'th a, th button' } = {}) => [
  { keys: 'j', name: () => t('keys.next'), run: () => moveRow(list, 1, rows, own), isKeyOnly: true },
  { keys: 'k', name: () => t('keys.previous'), run: () => moveRow(list, -1, rows, own), isKeyOnly: true },
];
