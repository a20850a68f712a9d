// The filter of a simple list: a search, and whether those out of use are shown, too.

import { debounced, h } from '../dom.js';
import { t } from '../i18n.js';
import { icon } from './icon.js';

const typingMilliseconds = 150;

/** The form; its state is the address's query, `show(query)` brings it to one. `placeholder` says what is searched. */
export function listFilter({ query, onChange, inactiveLabel, placeholder }) {
  const search = h('input', { type: 'search', class: 'form-control', id: 'filter-search', maxlength: 200, autocomplete: 'off', placeholder, 'aria-label': placeholder });
  const inactive = h('input', { type: 'checkbox', class: 'form-check-input', id: 'filter-inactive' });
  const change = () => onChange({ search: search.value.trim(), active_only: inactive.checked ? 'false' : '' });
  const typed = debounced(typingMilliseconds, change);
  const element = h('form', {
    class: 'filters',
    role: 'search',
    'aria-label': t('filter.title'),
    on: {
      submit: (event) => { event.preventDefault(); typed.cancel(); change(); },
      change: () => { typed.cancel(); change(); },
      input: (event) => { if (event.target === search) typed(); },
    },
  },
  h('div', { class: 'finding' }, icon('search'), search),
  inactiveLabel ? h('label', { class: 'chip-switch', for: inactive.id }, inactive, inactiveLabel) : null);
  function show(next) {
    if (search !== document.activeElement) search.value = next.get('search') ?? '';
    inactive.checked = next.get('active_only') === 'false';
  }
  show(query);
  return { element, show, stop: typed.cancel };
}
