// The members of staff: who they are, what they may do, whether they are in service.

import { create, get, request } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { dateTime, wallField } from '../format.js';
import { forgetPeople } from '../people.js';
import { address, go } from '../router.js';
import * as session from '../session.js';
import { settingsNav } from '../settings/nav.js';
import { agoMark } from '../components/badge.js';
import { confirmed, formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { icon } from '../components/icon.js';
import { menuButton } from '../components/menu.js';
import { mailNotice } from '../components/notice.js';
import { pager } from '../components/pager.js';
import { empty, section } from '../components/states.js';
import { table } from '../components/table.js';
import { complain, tell } from '../components/toast.js';

const roles = ['admin', 'manager', 'agent'];
const nameOf = (user) => user.name || user.username;
const isAway = (user) => user.away_until && Date.parse(user.away_until) > Date.now();
const roleOptions = () => roles.map((value) => ({ value, label: label('role', value) }));

export default async function page({ query: first }) {
  let query = first;
  const mayManage = session.can('users.manage');
  const filterOf = () => ({ role: query.get('role'), is_active: query.get('is_active') });
  const role = choice('filter-role', t('field.role'), roleOptions());
  const state = choice('filter-state', t('field.is_active'), [{ value: 'true', label: t('active') }, { value: 'false', label: t('inactive') }]);
  const filter = h('form', { class: 'filters filter-row', 'aria-label': t('filter.title'), on: { submit: (event) => event.preventDefault(), change: () => go('/users', { role: role.control.value, is_active: state.control.value }, { replace: true }) } }, role.element, state.element);
  const list = section((signal) => get('/users', { ...filterOf(), page: query.get('page') ?? 1, page_size: 20 }, signal), render, { class: 'list', id: 'user-list' });
  const done = (text) => {
    forgetPeople();
    tell(text);
    list.reload();
  };
  const columns = columnsOf({ mayManage, done });

  function render(data) {
    if (!data.total) return empty(t('users.noneFound'));
    return [
      table({ caption: t('menu./users'), kind: 'users', columns, rows: data.users }),
      pager({ page: data.page, pages: data.pages, total: data.total, href: (number) => address('/users', { ...filterOf(), page: number }) }),
    ];
  }

  const show = (next) => {
    role.control.value = next.get('role') ?? '';
    state.control.value = next.get('is_active') ?? '';
  };
  show(query);
  await list.ready;
  return {
    title: t('menu./users'),
    actions: mayManage ? h('div', { class: 'actions' },
      h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'new-user', title: t('users.new'), on: { click: () => add(done) } }, icon('person'), h('span', { class: 'word' }, t('users.new'))),
      h('button', { type: 'button', class: 'btn btn-primary round', id: 'invite-user', on: { click: invite } }, icon('plus-lg'), h('span', { class: 'word' }, t('users.invite')))) : null,
    element: fill(h('div'), settingsNav('/users'), filter, list.element),
    update: (next) => { query = next; show(next); list.reload(); },
    dispose: list.stop,
  };
}

// --- The table. `context` is whether one may manage people, and `done(text)`, which reports a change.

const columnsOf = (context) => [
  { key: 'name', label: t('field.name'), isName: true, cell: (user) => [
    h('button', { type: 'button', class: 'btn btn-link link-cell', title: nameOf(user), dataset: { focus: `user-${user.id}` }, on: { click: () => edit(user, context) } }, nameOf(user)),
    h('span', { class: 'sub' }, user.username, h('span', { class: 'only-phone' }, ' · ', label('role', user.role)))] },
  { key: 'email', label: t('field.email'), cell: (user) => h('span', { title: user.email }, user.email) },
  { key: 'role', label: t('field.role'), cell: (user) => label('role', user.role) },
  { key: 'state', label: t('field.is_active'), phone: 'end', cell: stateOf },
  { key: 'seen', label: t('field.last_seen_at'), cell: (user) => (user.last_seen_at ? agoMark(user.last_seen_at) : h('span', { class: 'muted' }, t('users.never'))) },
  { key: 'do', label: h('span', { class: 'visually-hidden' }, t('field.actions')), hasMenu: true, cell: (user) => actions(user, context) },
];

// Only what is unusual has a mark.
function stateOf(user) {
  if (!user.is_active) return h('span', { class: 'mark' }, t('inactive'));
  return isAway(user) ? h('span', { class: 'mark' }, t('users.away', { time: dateTime(user.away_until) })) : h('span', { class: 'muted' }, t('active'));
}

function actions(user, context) {
  const { mayManage, done } = context;
  const isMe = user.id === session.profile().id;
  return menuButton({
    content: icon('three-dots'),
    className: 'btn-icon',
    label: t('users.actions', { name: nameOf(user) }),
    focus: `actions-${user.id}`,
    items: () => [
      { label: t('edit'), run: () => edit(user, context) },
      ...(mayManage && user.is_active ? [{ label: t('users.sendLink'), run: () => sendLink(user) }] : []),
      ...(mayManage && !isMe ? [user.is_active ? { label: t('users.deactivate'), run: () => setActive(user, false, done) } : { label: t('users.activate'), run: () => setActive(user, true, done) }] : []),
    ],
  });
}

// --- What is done

async function setActive(user, isActive, done) {
  if (!isActive && !(await confirmed({ title: t('users.deactivate'), text: t('users.deactivateText', { name: nameOf(user) }), action: t('users.deactivate') }))) return;
  try {
    await request('PATCH', `/users/${user.id}`, { body: { is_active: isActive } });
    done(t('saved'));
  } catch (error) {
    complain(error);
  }
}

async function add(done) {
  const user = await formDialog(t('users.new'), (close) => form({
    fields: [
      { name: 'username', label: t('field.username'), required: true, maxlength: 50, autocomplete: 'off', help: t('users.usernameRule') },
      { name: 'name', label: t('field.name'), maxlength: 200, autocomplete: 'off' },
      { name: 'email', label: t('field.email'), type: 'email', required: true, maxlength: 254, autocomplete: 'off' },
      { name: 'role', label: t('field.role'), type: 'select', required: true, options: roleOptions(), value: 'agent' },
      { name: 'password', label: t('signIn.password'), type: 'password', required: true, autocomplete: 'new-password', help: t('password.rule') },
    ],
    submit: t('users.add'),
    draft: { key: 'user' },
    onCancel: () => close(),
    onSubmit: async (values) => close((await create('/users', Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)))).user),
  }));
  if (user) done(t('users.added', { name: nameOf(user) }));
}

async function invite() {
  const notice = await mailNotice();
  const sent = await formDialog(t('users.invite'), (close) => form({
    fields: [
      { name: 'email', label: t('field.email'), type: 'email', required: true, maxlength: 254, autocomplete: 'off', help: t('users.inviteText') },
      { name: 'name', label: t('field.name'), maxlength: 200, autocomplete: 'off' },
      { name: 'role', label: t('field.role'), type: 'select', required: true, options: roleOptions(), value: 'agent' },
    ],
    extra: [notice],
    submit: t('users.sendInvitation'),
    draft: { key: 'invitation' },
    onCancel: () => close(),
    onSubmit: async (values) => close((await create('/users/invitations', values)).invitation),
  }));
  if (sent) tell(t('users.invited', { email: sent.email }));
}

async function sendLink(user) {
  try {
    await request('POST', `/users/${user.id}/reset-password`);
    tell(t('users.linkSent'));
  } catch (error) {
    complain(error);
  }
}

async function edit(user, { mayManage, done }) {
  try {
    const { data, etag } = await request('GET', `/users/${user.id}`);
    const present = data.user ?? data;
    const saved = await formDialog(nameOf(present), (close) => form({
      fields: [
        ...(mayManage ? [
          { name: 'name', label: t('field.name'), value: present.name, maxlength: 200 },
          { name: 'email', label: t('field.email'), type: 'email', required: true, value: present.email, maxlength: 254 },
          { name: 'role', label: t('field.role'), type: 'select', required: true, options: roleOptions(), value: present.role },
          { name: 'is_active', label: t('users.inService'), type: 'checkbox', value: present.is_active },
        ] : []),
        { name: 'away_until', label: t('field.away_until'), type: 'instant', value: present.away_until, help: t('away.help') },
      ],
      submit: t('save'),
      secondary: mayManage && present.is_active ? [h('button', { type: 'button', class: 'btn btn-outline-secondary', on: { click: () => sendLink(present) } }, t('users.sendLink'))] : [],
      draft: { key: `user ${user.id}`, version: etag },
      onCancel: () => close(),
      onSubmit: async (values) => {
        // The field shows minutes: an end that was set to the second is not changed by them.
        const same = (name, value) => (name === 'away_until' ? wallField(value) === wallField(present[name]) : value === (present[name] ?? null));
        const changes = Object.fromEntries(Object.entries(values).filter(([name, value]) => !same(name, value)));
        close(Object.keys(changes).length ? (await request('PATCH', `/users/${user.id}`, { body: changes, ifMatch: etag })).data : null);
      },
    }));
    if (saved) done(t('saved'));
  } catch (error) {
    complain(error);
  }
}

function choice(id, text, options) {
  const control = h('select', { class: 'form-select', id }, h('option', { value: '' }, t('filter.any')), options.map((option) => h('option', { value: option.value }, option.label)));
  return { control, element: h('div', { class: 'field' }, h('label', { class: 'form-label', for: id }, text), control) };
}
