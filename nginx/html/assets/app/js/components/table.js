// A table: sortable heads, rows to choose, arrow keys from row to row. On a phone each row becomes a card (app.css).

import { h } from '../dom.js';
import { t } from '../i18n.js';

/**
 * Columns: `{key, label, cell(row), sort?, class?, isName?}`; the name's cell heads its row and should hold the row's link.
 * @param {{caption: string, columns: object[], rows: object[], sort?: {by: string, descending: boolean}, onSort?: Function,
 *   selection?: Set<string>, onSelect?: Function, rowClass?: Function, nameOf?: Function}} options
 */
export function table({ caption, columns, rows, sort, onSort, selection, onSelect, rowClass, nameOf }) {
  const body = h('tbody', { on: { keydown: moveByKeys } }, rows.map(line));
  const all = selection ? selectAll() : null;

  function head(column) {
    const isSorted = sort && column.sort === sort.by;
    const order = isSorted ? (sort.descending ? 'descending' : 'ascending') : null;
    if (!column.sort) return h('th', { scope: 'col', class: column.class }, column.label);
    return h('th', { scope: 'col', class: column.class, 'aria-sort': order },
      h('button', {
        type: 'button',
        class: 'sort',
        dataset: { focus: `sort-${column.key}` },
        on: { click: () => onSort({ by: column.sort, descending: isSorted ? !sort.descending : column.descendingFirst ?? false }) },
      }, column.label, h('span', { 'aria-hidden': 'true', class: 'sort-mark' }, isSorted ? (sort.descending ? '▾' : '▴') : '')));
  }

  function line(row) {
    return h('tr', { class: rowClass?.(row), dataset: { id: row.id } },
      selection
        ? h('td', { class: 'choose' }, h('input', {
          type: 'checkbox',
          class: 'form-check-input',
          checked: selection.has(row.id),
          'aria-label': t('table.choose', { name: nameOf(row) }),
          dataset: { focus: `choose-${row.id}` },
          on: { change: (event) => choose(row.id, event.target.checked) },
        }))
        : null,
      columns.map((column) => (column.isName
        ? h('th', { scope: 'row', 'data-label': column.label, class: column.class }, column.cell(row))
        : h('td', { 'data-label': column.label, class: column.class }, column.cell(row)))));
  }

  function choose(id, isChosen) {
    if (isChosen) selection.add(id);
    else selection.delete(id);
    showAll();
    onSelect(selection);
  }

  function selectAll() {
    return h('input', {
      type: 'checkbox',
      class: 'form-check-input',
      'aria-label': t('table.chooseAll'),
      dataset: { focus: 'choose-all' },
      on: {
        change: (event) => {
          for (const row of rows) {
            if (event.target.checked) selection.add(row.id);
            else selection.delete(row.id);
          }
          for (const box of body.querySelectorAll('td.choose input')) box.checked = event.target.checked;
          onSelect(selection);
        },
      },
    });
  }
  function showAll() {
    const chosen = rows.filter((row) => selection.has(row.id)).length;
    all.checked = chosen > 0 && chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
  }
  if (selection) showAll();

  return h('div', { class: 'table-wrap' },
    h('table', { class: 'table' },
      h('caption', { class: 'visually-hidden' }, caption),
      h('thead', {}, h('tr', {}, selection ? h('th', { scope: 'col', class: 'choose' }, all) : null, columns.map(head))),
      body));
}

// Arrow keys go from row to row, `x` chooses the row: only while the focus is in the table.
function moveByKeys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(?:SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const row = event.target.closest('tr');
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
  if (step) {
    const inCheckbox = event.target.type === 'checkbox';
    row?.[step]?.querySelector(inCheckbox ? 'td.choose input' : 'a, button')?.focus();
    event.preventDefault();
  } else if (event.key === 'x') {
    row?.querySelector('td.choose input')?.click();
  }
}
