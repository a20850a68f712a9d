// What is to be done: one's own tasks or everyone's, by the time when they are due.

import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { number } from '../format.js';
import * as keys from '../keys.js';
import { ownerOptions, people } from '../people.js';
import { address, go } from '../router.js';
import { pager } from '../components/pager.js';
import { icon } from '../components/icon.js';
import { empty, section } from '../components/states.js';
import { newTask } from '../tasks/form.js';
import { followTasks } from '../tasks/live-list.js';
import { taskList } from '../tasks/list.js';

const dueTimes = ['overdue', 'today', 'week'];
// Without a word in the address: one's own, and open.
const standard = { assignee: 'me', state: 'open' };

export default async function page({ query: first }) {
  let query = first;
  const note = h('span', { class: 'page-count' });
  const users = await people();
  const value = (name) => query.get(name) ?? standard[name] ?? '';
  const select = (name, text, choices) => h('div', { class: 'field' },
    h('label', { class: 'form-label', for: `filter-${name}` }, text),
    h('select', { class: 'form-select', id: `filter-${name}`, name }, choices.map((choice) => h('option', { value: choice.value }, choice.label))));
  const filter = h('form', {
    class: 'filters filter-row',
    role: 'search',
    'aria-label': t('filter.title'),
    on: { submit: (event) => event.preventDefault(), change: () => go('/tasks', Object.fromEntries(new FormData(filter)), { replace: true }) },
  },
  select('assignee', t('field.assignee_id'), [{ value: 'me', label: t('tasks.mine') }, { value: 'all', label: t('tasks.all') }, ...ownerOptions(users, null).slice(1)]),
  select('due', t('field.due_at'), [{ value: '', label: t('filter.any') }, ...dueTimes.map((each) => ({ value: each, label: t(`due.${each}`) }))]),
  select('state', t('tasks.state'), ['open', 'done', 'any'].map((each) => ({ value: each, label: t(`taskstate.${each}`) }))));
  const showFilter = () => { for (const control of filter.elements) if (control.name) control.value = value(control.name); };

  const asked = () => ({
    assignee_id: value('assignee') === 'all' ? null : value('assignee'),
    due: value('due'),
    is_done: { open: 'false', done: 'true' }[value('state')],
  });
  const list = section((signal) => get('/tasks', { ...asked(), page: query.get('page') ?? 1, page_size: 20 }, signal), render, { class: 'card', id: 'task-list' });

  function render(data) {
    note.textContent = number(data.total);
    if (!data.total) return empty(t('tasks.none'));
    return [
      taskList(data.tasks, { users, changed: () => list.reload(), showsRecord: true }),
      data.tasks.length === 0 ? empty(t('pager.past')) : null,
      pager({ page: data.page, pages: data.pages, total: data.total, href: (number) => address('/tasks', { ...Object.fromEntries(query), page: number }) }),
    ];
  }

  const add = async () => { if (await newTask(users)) list.reload(); };
  const unbind = keys.bind([{ keys: 'c', name: () => t('tasks.new'), run: add, icon: 'plus-lg' }]);
  showFilter();
  const end = followTasks(list.reload);
  await list.ready;
  return {
    title: t('menu./tasks'),
    note,
    actions: h('button', { type: 'button', class: 'btn btn-primary round', id: 'new-task', on: { click: add } }, icon('plus-lg'), h('span', { class: 'word' }, t('tasks.new'))),
    element: fill(h('div'), filter, list.element),
    update: (next) => { query = next; showFilter(); list.reload(); },
    dispose: () => { unbind(); end(); list.stop(); },
  };
}
