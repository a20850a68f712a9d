// Filters worth keeping, by name: one's own on any device, and those that managers share.

import { create, get, request } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import * as session from '../session.js';
import { formDialog } from './dialog.js';
import { form } from './form.js';
import { announce, complain } from './toast.js';

const most = 100;

/**
 * The bar of the views of a list (`leads`, `customers`); `current()` gives the address's query, `open(text)` goes to one.
 */
export function savedViews({ of, current, open }) {
  const element = h('div', { class: 'saved-views', role: 'group', 'aria-label': t('views.title') });
  const mayShare = session.profile().role !== 'agent';
  let views = [];

  async function load() {
    try {
      await moveKept(of);
      views = (await get('/views', { of, page_size: most })).views;
    } catch (error) {
      complain(error);
    }
    show();
  }

  // The page of a list is no part of a view of it.
  function text() {
    const query = new URLSearchParams(current());
    query.delete('page');
    return query.toString();
  }

  async function save() {
    const name = await formDialog(t('views.save'), (close) => form({
      fields: [
        { name: 'name', label: t('views.name'), required: true, maxlength: 100 },
        mayShare ? { name: 'is_shared', label: t('views.share'), type: 'checkbox' } : null,
      ],
      submit: t('views.save'),
      onCancel: () => close(),
      onSubmit: async (values) => {
        const before = views.find((view) => view.name === values.name && !view.is_shared);
        const body = { ...values, query: text() };
        if (before) await request('PATCH', `/views/${before.id}`, { body });
        else await create('/views', { of, ...body });
        close(values.name);
      },
    }));
    if (!name) return;
    announce(t('views.saved', { name }));
    await load();
  }

  async function remove(view) {
    try {
      await request('DELETE', `/views/${view.id}`);
    } catch (error) {
      complain(error);
    }
    await load();
  }

  function show() {
    const query = text();
    fill(element,
      views.map((view) => h('span', { class: view.query === query ? 'saved-view is-current' : 'saved-view' },
        h('button', { type: 'button', class: 'saved-view-open', 'aria-pressed': String(view.query === query), on: { click: () => open(view.query) } },
          view.name, view.is_shared ? h('small', { class: 'muted' }, ` · ${t('views.shared')}`) : null),
        mayShare || !view.is_shared
          ? h('button', { type: 'button', class: 'btn-icon', 'aria-label': t('views.remove', { name: view.name }), on: { click: () => remove(view) } }, '×')
          : null)),
      h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', id: 'save-view', on: { click: save } }, t('views.save')));
  }
  show();
  load();
  return { element, show };
}

// Earlier releases kept the views of leads in the browser.
async function moveKept(of) {
  const key = `guiche.views.${session.profile().id}`;
  if (of !== 'leads' || !localStorage.getItem(key)) return;
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(key)) ?? [];
  } catch {
    kept = [];
  }
  localStorage.removeItem(key);
  for (const { name, query } of kept) {
    try {
      await create('/views', { of, name, query });
    } catch {
      // A query that the list no longer accepts is no view of it.
    }
  }
}
