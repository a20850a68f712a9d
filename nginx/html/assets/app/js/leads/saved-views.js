// Filters worth keeping, by name: in this browser, for this user.

import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import * as session from '../session.js';
import { formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { announce } from '../components/toast.js';

const most = 30;
const key = () => `guiche.views.${session.profile().id}`;

function read() {
  try {
    return JSON.parse(localStorage.getItem(key())) ?? [];
  } catch {
    return [];
  }
}

/**
 * The bar of saved views; `current()` gives the address's query as text, `open(text)` goes to one.
 */
export function savedViews({ current, open }) {
  const element = h('div', { class: 'saved-views', role: 'group', 'aria-label': t('views.title') });
  const write = (views) => {
    localStorage.setItem(key(), JSON.stringify(views.slice(0, most)));
    show();
  };

  async function save() {
    const name = await formDialog(t('views.save'), (close) => form({
      fields: [{ name: 'name', label: t('views.name'), required: true, maxlength: 60 }],
      submit: t('views.save'),
      onCancel: () => close(),
      onSubmit: async (values) => close(values.name),
    }));
    if (!name) return;
    write([...read().filter((view) => view.name !== name), { name, query: current() }]);
    announce(t('views.saved', { name }));
  }

  function show() {
    const query = current();
    fill(element,
      read().map((view) => h('span', { class: view.query === query ? 'saved-view is-current' : 'saved-view' },
        h('button', { type: 'button', class: 'saved-view-open', 'aria-pressed': String(view.query === query), on: { click: () => open(view.query) } }, view.name),
        h('button', {
          type: 'button',
          class: 'btn-icon',
          'aria-label': t('views.remove', { name: view.name }),
          on: { click: () => write(read().filter((each) => each.name !== view.name)) },
        }, '×'))),
      h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', id: 'save-view', on: { click: save } }, t('views.save')));
  }
  show();
  return { element, show };
}
