// The filters of the list of leads and of the board. Their state is the address's query; an address without any shows the open leads.

import { h } from '../dom.js';
import { label, t } from '../i18n.js';
import { dayField } from '../format.js';
import { nameOf, ownerOptions } from '../people.js';
import { chipField, chipForm } from '../components/chips.js';
import { rangeField } from '../components/range.js';
import { ownFilter, ownNames } from './own-filters.js';
import { openStatuses, priorities, statuses } from './status.js';

const names = ['search', 'status', 'priority', 'owner_id', 'source', 'utm_campaign', 'utm_source', 'utm_medium', 'has_resume', 'late', 'created_from', 'created_to', 'score_min', 'score_max'];
/** In an address: leads of every status. */
export const anyStatus = 'any';

/** Whether a query narrows the list, or asks for all. */
export const isFiltered = (query) => [...names, ...ownNames(query)].some((name) => query.get(name));

/** The part of an address's query that the API's list takes; without one, that of the open leads. */
export function filterOf(query) {
  const filter = {};
  for (const name of [...names, ...ownNames(query), 'sort_by', 'sort_desc']) {
    const values = query.getAll(name).filter((value) => value && value !== anyStatus);
    if (values.length) filter[name] = name === 'status' || name.startsWith('custom.') ? values : values[0];
  }
  return isFiltered(query) ? filter : { status: openStatuses, ...filter };
}

/** The part of an address that says what the list shows, and in which order; not the page. */
export function addressOf(query) {
  return Object.fromEntries([...names, ...ownNames(query), 'sort_by', 'sort_desc'].map((name) => [name, query.getAll(name)]));
}

const isOpenOnly = (chosen) => chosen.length === openStatuses.length && openStatuses.every((status) => chosen.includes(status));

/**
 * The form; calls `onChange(filter)` with the new values, and `show(query)` brings it to an address.
 */
export function filterForm({ query, users, fields, onChange, withStatus = true }) {
  const own = ownFilter(fields);
  const controls = controlsOf(ownerOptions(users, query.get('owner_id')));
  const received = rangeField({ presets: ['today', 'days7', 'days30', 'month'], isOpen: true, onChange: () => onChange(values()) });
  const status = withStatus ? statusBoxes() : null;
  const form = chipForm({
    search: controls.search,
    placeholder: t('filter.people'),
    onChange: () => onChange(values()),
    chips: [status?.chip, ...chipsOf({ controls, users, received, own })].filter(Boolean),
  });

  function values() {
    const { from, to } = received.value();
    const filter = { ...Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value.trim()])), created_from: from, created_to: to, ...own.values() };
    if (!status) return filter;
    const chosen = status.chosen();
    const isEmpty = Object.values(filter).every((each) => each === '');
    // The open leads are what an address without a filter shows.
    if (isEmpty && isOpenOnly(chosen)) return filter;
    filter.status = chosen.length ? chosen : isEmpty ? anyStatus : [];
    return filter;
  }

  function show(next) {
    for (const [name, control] of Object.entries(controls)) {
      const text = next.get(name) ?? '';
      if (control !== document.activeElement && control.value !== text) control.value = text;
    }
    own.show(next);
    received.show({ from: next.get('created_from'), to: next.get('created_to') });
    status?.show(filterOf(next).status ?? []);
    form.show();
  }

  show(query);
  return { element: form.element, show, stop: form.stop };
}

/** The controls of one value each, by the names of the filter. */
function controlsOf(owners) {
  const select = (name, choices) => h('select', { class: 'form-select', id: `filter-${name}` },
    h('option', { value: '' }, t('filter.any')), choices.map((choice) => h('option', { value: choice.value }, choice.label)));
  const text = (name) => [name, h('input', { type: 'text', class: 'form-control', id: `filter-${name.replace('_', '-')}`, maxlength: 200 })];
  const truth = [{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }];
  return {
    search: h('input', { type: 'search', class: 'form-control', id: 'filter-search', maxlength: 200, autocomplete: 'off' }),
    owner_id: select('owner', owners),
    priority: select('priority', priorities.map((value) => ({ value, label: label('priority', value) }))),
    score_min: h('input', { type: 'number', class: 'form-control', id: 'filter-score-min', min: 0, max: 100 }),
    score_max: h('input', { type: 'number', class: 'form-control', id: 'filter-score-max', min: 0, max: 100 }),
    ...Object.fromEntries(['source', 'utm_campaign', 'utm_source', 'utm_medium'].map(text)),
    has_resume: select('resume', truth),
    late: select('late', truth),
  };
}

/** The boxes of the statuses, of which any may be chosen. */
function statusBoxes() {
  const boxes = statuses.map((value) => h('input', { type: 'checkbox', class: 'form-check-input', id: `filter-status-${value}`, value }));
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const show = (wanted) => { for (const box of boxes) box.checked = wanted.includes(box.value); };
  const chip = {
    name: 'status',
    label: t('field.status'),
    controls: boxes.map((box) => h('div', { class: 'form-check' }, box, h('label', { class: 'form-check-label', for: box.id }, label('status', box.value)))),
    said: () => (chosen().length === 0 ? null : isOpenOnly(chosen()) ? t('filter.open') : chosen().map((each) => label('status', each)).join(', ')),
    clear: () => show([]),
  };
  return { chosen, show, chip };
}

/** The chips, each with some of the controls and what they say. */
function chipsOf({ controls, users, received, own }) {
  const value = (name) => controls[name].value.trim();
  const yesOrNo = (name) => ({ true: t('yes'), false: t('no') })[value(name)] ?? null;
  const between = (from, to) => (from || to ? `${from || '…'} – ${to || '…'}` : null);
  const chip = (name, text, inside, said) => ({
    name, label: text, said, controls: inside.map(([words, key]) => chipField(words, controls[key])), clear: () => { for (const [, key] of inside) controls[key].value = ''; },
  });
  return [
    chip('owner', t('field.owner'), [[t('field.owner'), 'owner_id']], () => (value('owner_id') ? nameOf(users, value('owner_id')) : null)),
    chip('score', t('field.score'), [[t('field.priority'), 'priority'], [t('filter.scoreMin'), 'score_min'], [t('filter.scoreMax'), 'score_max']],
      () => [value('priority') && label('priority', value('priority')), between(value('score_min'), value('score_max'))].filter(Boolean).join(', ') || null),
    chip('source', t('field.source'), [
      [t('field.source'), 'source'], [t('campaigns.by.campaign'), 'utm_campaign'], [t('campaigns.by.source'), 'utm_source'], [t('campaigns.by.medium'), 'utm_medium'],
    ], () => ['source', 'utm_campaign', 'utm_source', 'utm_medium'].map(value).filter(Boolean).join(', ') || null),
    {
      name: 'received',
      label: t('field.created_at'),
      controls: [received.element],
      said: () => between(dayField(received.value().from), dayField(received.value().to)),
      clear: () => received.show({}),
    },
    chip('resume', t('field.resume'), [[t('field.resume'), 'has_resume']], () => yesOrNo('has_resume')),
    own.chip,
    { ...chip('late', t('lead.late'), [[t('lead.late'), 'late']], () => yesOrNo('late')), isRare: true },
  ];
}
