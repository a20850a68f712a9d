// The filters of the list of leads: a form whose state is the address's query.

import { debounced, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { ownerOptions } from '../people.js';
import { priorities, statuses } from './status.js';

const typingMilliseconds = 350;
const names = ['search', 'status', 'priority', 'owner_id', 'source', 'has_resume', 'late', 'created_from', 'created_to', 'score_min', 'score_max'];

/** The part of an address's query that the API's list takes. */
export function filterOf(query) {
  const filter = {};
  for (const name of [...names, 'sort_by', 'sort_desc']) {
    const values = query.getAll(name).filter(Boolean);
    if (values.length) filter[name] = name === 'status' ? values : values[0];
  }
  return filter;
}

/** Whether a query narrows the list. */
export const isFiltered = (query) => names.some((name) => query.get(name));

/**
 * The form; calls `onChange(filter)` with the new values, and `show(query)` brings it to an address.
 */
export function filterForm({ query, users, onChange, withStatus = true }) {
  const controls = {
    search: h('input', { type: 'search', class: 'form-control', id: 'filter-search', maxlength: 200, autocomplete: 'off' }),
    priority: select('priority', priorities.map((value) => ({ value, label: label('priority', value) }))),
    owner_id: select('owner', ownerOptions(users, query.get('owner_id'))),
    source: h('input', { type: 'text', class: 'form-control', id: 'filter-source', maxlength: 200 }),
    has_resume: select('resume', [{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]),
    late: select('late', [{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]),
    created_from: h('input', { type: 'date', class: 'form-control', id: 'filter-from' }),
    created_to: h('input', { type: 'date', class: 'form-control', id: 'filter-to' }),
    score_min: h('input', { type: 'number', class: 'form-control', id: 'filter-score-min', min: 0, max: 100 }),
    score_max: h('input', { type: 'number', class: 'form-control', id: 'filter-score-max', min: 0, max: 100 }),
  };
  const boxes = withStatus ? statuses.map((value) => h('input', { type: 'checkbox', class: 'form-check-input', id: `filter-status-${value}`, value })) : [];
  const more = h('details', { class: 'more-filters' },
    h('summary', {}, t('filter.more')),
    h('div', { class: 'filter-grid' },
      field('owner_id', t('field.owner')), field('source', t('field.source')), field('has_resume', t('field.resume')),
      field('late', t('lead.late')),
      field('created_from', t('filter.from')), field('created_to', t('filter.to')),
      field('score_min', t('filter.scoreMin')), field('score_max', t('filter.scoreMax'))));

  function select(name, choices) {
    return h('select', { class: 'form-select', id: `filter-${name}` },
      h('option', { value: '' }, t('filter.any')), choices.map((choice) => h('option', { value: choice.value }, choice.label)));
  }
  function field(name, text) {
    return h('div', { class: 'field' }, h('label', { class: 'form-label', for: controls[name].id }, text), controls[name]);
  }

  function values() {
    const filter = Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value.trim()]));
    if (withStatus) filter.status = boxes.filter((box) => box.checked).map((box) => box.value);
    return filter;
  }
  function show(next) {
    for (const [name, control] of Object.entries(controls)) {
      const value = next.get(name) ?? '';
      if (control !== document.activeElement && control.value !== value) control.value = value;
    }
    for (const box of boxes) box.checked = next.getAll('status').includes(box.value);
    if (['owner_id', 'source', 'has_resume', 'late', 'created_from', 'created_to', 'score_min', 'score_max'].some((name) => next.get(name))) more.open = true;
  }
  const typed = debounced(typingMilliseconds, () => onChange(values()));
  const element = h('form', {
    class: 'filters',
    role: 'search',
    'aria-label': t('filter.title'),
    on: {
      submit: (event) => { event.preventDefault(); typed.cancel(); onChange(values()); },
      change: () => { typed.cancel(); onChange(values()); },
      input: (event) => { if (event.target.type === 'search' || event.target.type === 'text') typed(); },
    },
  },
  h('div', { class: 'filter-row' },
    field('search', t('filter.search')),
    field('priority', t('field.priority')),
    withStatus
      ? h('fieldset', { class: 'status-filter' }, h('legend', {}, t('field.status')),
        boxes.map((box) => h('div', { class: 'form-check' }, box, h('label', { class: 'form-check-label', for: box.id }, label('status', box.value)))))
      : null),
  more);
  show(query);
  return { element, show, stop: typed.cancel };
}
