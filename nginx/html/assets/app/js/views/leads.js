// The leads, as a list or as a board: one page with one address, whose views, filters and order both share.

import { download, get, queryText } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { today } from '../format.js';
import { ownFields } from '../own-fields.js';
import { people } from '../people.js';
import { address, go } from '../router.js';
import * as session from '../session.js';
import { icon } from '../components/icon.js';
import { savedViews } from '../components/saved-views.js';
import { complain, tell } from '../components/toast.js';
import { leadBoard } from '../leads/board.js';
import { anyStatus, filterForm, filterOf } from '../leads/filters.js';
import { leadList } from '../leads/list.js';
import { followLeads } from '../leads/live-list.js';
import { enterLead } from '../leads/new-lead.js';
import { openStatuses } from '../leads/status.js';

const layoutOf = (query) => (query.get('layout') === 'board' ? 'board' : null);
const textOf = (query) => queryText(query).slice(1);

export default async function page({ query: first }) {
  let query = first;
  let layout = null;
  const [users, fields] = await Promise.all([people(), ownFields('lead')]);
  const mayManage = session.can('leads.manage');
  const note = h('span', { class: 'page-count', id: 'lead-count' });
  const place = h('div');
  const filterPlace = h('div');
  const toolPlace = h('span', { class: 'actions' });
  const links = h('div', { class: 'btn-group', role: 'group', 'aria-label': t('layout.title') });
  let body = null;
  let filters = null;
  const views = savedViews({
    of: 'leads',
    fixed: fixedViews(),
    state: () => textOf(filterOf(query)),
    open: (text) => text || textOf({ status: anyStatus }),
    layout: () => layoutOf(query),
    count: countOf,
  });

  const filtered = (filter) => go('/leads', { layout, sort_by: query.get('sort_by'), sort_desc: query.get('sort_desc'), ...filter }, { replace: true });

  // Another layout is another body below the same filters.
  function build() {
    body?.stop();
    filters?.stop();
    layout = layoutOf(query);
    filters = filterForm({ query, users, fields, withStatus: !layout, onChange: filtered });
    body = (layout ? leadBoard : leadList)({ query, users, fields, mayManage, note });
    fill(filterPlace, filters.element);
    fill(place, body.element);
    fill(toolPlace, body.tools);
  }

  build();
  fill(links, layoutLinks(query));
  const unfollow = followLeads((options) => { body.reload(options); views.recount(); });
  await body.ready;
  return {
    title: t('menu./leads'),
    note,
    actions: h('div', { class: 'actions' }, links, toolPlace, exporter(() => body.exported()), session.can('quarantine.manage') ? spamLink() : null, mayManage ? newLead() : null),
    element: fill(h('div'), views.element, filterPlace, place),
    update: (next) => {
      query = next;
      if (layoutOf(query) === layout) {
        filters.show(query);
        body.update(query);
      } else {
        build();
      }
      views.show();
      fill(links, layoutLinks(query));
    },
    dispose: () => { filters.stop(); body.stop(); views.stop(); unfollow(); },
  };
}

/** The views that every list of leads has. */
function fixedViews() {
  const open = { status: openStatuses };
  const view = (name, query, more = {}) => ({ name: t(`view.${name}`), query: textOf(query), ...more });
  return [
    view('open', {}, { shows: textOf(open) }),
    view('new', { status: 'PENDING' }),
    view('late', { late: 'true' }, { isUrgent: true }),
    view('mine', { ...open, owner_id: session.profile().id }),
    view('hot', { ...open, priority: 'hot' }),
    view('lost', { status: 'LOST' }),
    view('all', { status: anyStatus }, { shows: '' }),
  ];
}

// How many leads a view has; `view` is its query.
async function countOf(view) {
  const filter = Object.fromEntries([...new Set(view.keys())].map((name) => [name, view.getAll(name)]));
  return (await get('/leads', { ...filter, page_size: 1 })).total;
}

function layoutLinks(query) {
  const link = (name, picture, target) => h('a', { class: 'btn btn-outline-secondary', id: `layout-${name}`, href: target, 'aria-current': (layoutOf(query) ?? 'list') === name ? 'true' : null, title: t(`layout.${name}`) },
    icon(picture), h('span', { class: 'word' }, t(`layout.${name}`)));
  const list = new URLSearchParams(query);
  list.delete('page');
  list.delete('layout');
  const board = new URLSearchParams(list);
  board.set('layout', 'board');
  return [link('list', 'list-ul', address('/leads', list)), link('board', 'kanban', address('/leads', board))];
}

// How many wait there is asked for when the page is opened.
function spamLink() {
  const link = h('a', { class: 'btn btn-outline-secondary', id: 'spam-link', href: address('/spam'), title: t('menu./spam') }, icon('shield-exclamation'), h('span', { class: 'word' }, t('menu./spam')));
  get('/quarantine', { page_size: 1 }).then(({ total }) => { if (total) link.append(h('span', { class: 'page-count' }, String(total))); }, () => {});
  return link;
}

function newLead() {
  return h('button', { type: 'button', class: 'btn btn-primary round', id: 'new-lead', 'aria-keyshortcuts': 'c', on: { click: enterLead } }, icon('plus-lg'), h('span', { class: 'word' }, t('leads.new')));
}

// The button that saves the leads of the filter `exported()` as a file.
function exporter(exported) {
  const button = h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'export', 'aria-label': t('leads.export'), title: t('leads.export'), on: { click: save } }, icon('download'));

  async function save() {
    button.disabled = true;
    try {
      const filter = exported();
      // With what a spreadsheet needs to take accents, numbers and codes as they are.
      await download('/leads/export', { query: { ...filter, for: 'excel' }, name: fileName(filter) });
      tell(t('leads.exported'));
    } catch (error) {
      complain(error);
    } finally {
      button.disabled = false;
    }
  }

  return button;
}

function fileName(filter) {
  const wanted = [filter.status ?? []].flat();
  const word = wanted.length === 1 ? label('status', wanted[0]) : t(wanted.length ? 'view.open' : 'view.all');
  return `leads-${word}-${today()}.csv`.toLowerCase().replace(/\s+/g, '-');
}
