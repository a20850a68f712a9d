// The views of a list as tabs, with their numbers: those that every list of its kind has, one's own, and those that managers share.

import { create, get, request } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { number } from '../format.js';
import { address } from '../router.js';
import * as session from '../session.js';
import { formDialog } from './dialog.js';
import { form } from './form.js';
import { icon } from './icon.js';
import { announce, complain } from './toast.js';

const most = 100;
const mostCounted = 12;
const pauseMilliseconds = 15_000;

/**
 * The tabs of a list (`leads`, `customers`). `state()` is the query of the API for what is shown, as text. `fixed` are the list's own views,
 * `{name, query, shows?, isUrgent?}`: `query` is the address's, `shows` the API's where the two differ. `open(text)` gives the address's query of a
 * view that was saved, `layout()` that of the page; `count(text)` how many a view has.
 */
export function savedViews({ of, fixed = [], state, open = (text) => text, layout = () => null, count = null }) {
  const element = h('nav', { class: 'views saved-views', 'aria-label': t('views.title') });
  const mayShare = session.profile().role !== 'agent';
  let views = [];
  const numbers = viewNumbers({ views: () => [...fixed, ...views], count, counted: show });

  async function load() {
    try {
      await moveKept(of);
      views = (await get('/views', { of, page_size: most })).views;
    } catch (error) {
      complain(error);
    }
    show();
    numbers.recount();
  }

  async function save() {
    const name = await askName({ of, mayShare, views, state });
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

  function link(view, text, className, isCurrent) {
    const target = new URLSearchParams(text);
    if (layout()) target.set('layout', layout());
    const figure = numbers.of(view);
    return h('a', { class: className, href: address(`/${of}`, target), 'aria-current': isCurrent ? 'true' : null, dataset: { focus: `view-${text}` } },
      h('span', {}, view.name), view.is_shared ? h('small', { class: 'muted' }, t('views.shared')) : null, figure === undefined ? null : h('span', { class: 'view-count' }, number(figure)));
  }

  function show() {
    const here = canonical(state());
    fill(element,
      fixed.map((view) => link(view, view.query, view.isUrgent && numbers.of(view) ? 'view-tab is-urgent' : 'view-tab', canonical(shownBy(view)) === here)),
      views.map((view) => h('span', { class: canonical(view.query) === here ? 'saved-view is-current' : 'saved-view' },
        link(view, open(view.query), 'saved-view-open', canonical(view.query) === here),
        mayShare || !view.is_shared
          ? h('button', { type: 'button', class: 'btn-icon', 'aria-label': t('views.remove', { name: view.name }), dataset: { focus: `remove-view-${view.id}` }, on: { click: () => remove(view) } }, icon('x-lg'))
          : null)),
      h('button', { type: 'button', class: 'btn', id: 'save-view', on: { click: save } }, icon('plus-lg'), t('views.save')));
  }

  show();
  load();
  return { element, show, recount: numbers.recount, stop: numbers.stop };
}

/** How many each view has; `counted()` is called when that is known. The numbers follow the news, but not each of them. */
function viewNumbers({ views, count, counted }) {
  const known = new Map();
  let last = -Infinity;
  let timer = null;

  async function fetchAll() {
    timer = null;
    last = Date.now();
    await Promise.all(views().slice(0, mostCounted).map(shownBy).map(async (each) => {
      try {
        known.set(each, await count(new URLSearchParams(each)));
      } catch {
        known.delete(each); // A view whose number cannot be had is shown without.
      }
    }));
    counted();
  }

  return {
    of: (view) => known.get(shownBy(view)),
    recount: () => { if (count) timer ??= setTimeout(fetchAll, Math.max(0, last + pauseMilliseconds - Date.now())); },
    stop: () => clearTimeout(timer),
  };
}

// Saves what is shown under a name that is asked for, in the place of one's own view of that name; gives the name.
function askName({ of, mayShare, views, state }) {
  return formDialog(t('views.save'), (close) => form({
    fields: [
      { name: 'name', label: t('views.name'), required: true, maxlength: 100 },
      mayShare ? { name: 'is_shared', label: t('views.share'), type: 'checkbox' } : null,
    ],
    submit: t('views.save'),
    draft: { key: `view ${of}` },
    onCancel: () => close(),
    onSubmit: async (values) => {
      const before = views.find((view) => view.name === values.name && !view.is_shared);
      const body = { ...values, query: state() };
      if (before) await request('PATCH', `/views/${before.id}`, { body });
      else await create('/views', { of, ...body });
      close(values.name);
    },
  }));
}

const shownBy = (view) => view.shows ?? view.query;

// A view is the same in whatever order its rows and its names are.
function canonical(text) {
  const pairs = [...new URLSearchParams(text)].filter(([name]) => name !== 'sort_by' && name !== 'sort_desc');
  return pairs.map((pair) => pair.join('=')).sort().join('&');
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
