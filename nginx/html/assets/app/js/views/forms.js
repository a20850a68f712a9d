// The public forms: what they are called, whether they are shown, and how many submissions each received.

import { create, get, part, request } from '../api.js';
import { fill, h } from '../dom.js';
import { t, useWords } from '../i18n.js';
import { number } from '../format.js';
import { wording } from '../own-fields.js';
import { address, go } from '../router.js';
import { settingsNav } from '../settings/nav.js';
import { shareForm } from '../first-steps/share.js';
import { agoMark, badge } from '../components/badge.js';
import { confirmed, formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { icon } from '../components/icon.js';
import { menuButton } from '../components/menu.js';
import { section } from '../components/states.js';
import { table } from '../components/table.js';
import { complain, tell } from '../components/toast.js';

// What a new form asks for, until it is changed.
const firstFields = [{ field: 'name', required: true }, { field: 'email', required: true }, { field: 'phone' }, { field: 'message' }];

export default async function page() {
  await part(() => Promise.all([useWords('settings'), useWords('forms')]));
  const list = section(async () => (await get('/forms', { page_size: 100 })).forms, render, { id: 'form-list' });

  function render(forms) {
    return h('section', { 'aria-labelledby': 'forms-title' },
      h('div', { class: 'card-head' }, h('h2', { id: 'forms-title' }, t('menu./forms')),
        h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', id: 'new-form', on: { click: add } }, icon('plus-lg'), h('span', { class: 'word' }, t('forms.new')))),
      h('div', { class: 'list' }, table({ caption: t('menu./forms'), kind: 'forms', columns: columns(list.reload), rows: forms })));
  }

  await list.ready;
  return {
    title: t('menu./settings'),
    element: fill(h('div'), settingsNav('/forms'), h('div', { class: 'column settings-page' }, h('p', { class: 'muted' }, t('forms.help')), list.element)),
    update: () => list.reload(),
    dispose: list.stop,
  };
}

// `reload()` shows the list again after a change.
const columns = (reload) => [
  { key: 'title', label: t('forms.title'), isName: true, cell: (each) => [
    h('a', { href: address(`/forms/${each.id}`), dataset: { focus: `form-${each.id}` } }, h('bdi', {}, wording(each.title))),
    each.is_active ? null : [' ', badge('state', 'inactive')],
    h('span', { class: 'sub' }, `/f/${each.slug}`)] },
  { key: 'submissions', label: t('forms.submissions'), phone: 'end', cell: ({ submissions }) => number(submissions) },
  { key: 'last', label: t('forms.last'), cell: ({ last_submission_at: at }) => (at ? agoMark(at) : '–') },
  { key: 'do', label: h('span', { class: 'visually-hidden' }, t('field.actions')), hasMenu: true, cell: (each) => actions(each, reload) },
];

function actions(each, reload) {
  const isContact = each.slug === 'contact';
  return menuButton({
    content: icon('three-dots'),
    className: 'btn-icon',
    label: t('fields.actions', { name: wording(each.title) }),
    focus: `actions-${each.id}`,
    items: () => [
      { label: t('edit'), run: () => go(`/forms/${each.id}`) },
      each.is_active ? { label: t('forms.share'), run: () => shareForm(each) } : null,
      isContact ? null : { label: t(each.is_active ? 'fields.deactivate' : 'fields.activate'), run: () => change(each, { is_active: !each.is_active }, reload) },
      isContact ? null : { label: t('forms.remove'), run: () => remove(each, reload) },
    ].filter(Boolean),
  });
}

async function change(each, body, reload) {
  try {
    await request('PATCH', `/forms/${each.id}`, { body });
    tell(t('saved'));
    await reload();
  } catch (error) {
    complain(error);
  }
}

async function remove(each, reload) {
  if (!(await confirmed({ title: t('forms.remove'), text: t('forms.removeText', { name: wording(each.title) }), action: t('forms.remove'), danger: true }))) return;
  try {
    const { data } = await request('DELETE', `/forms/${each.id}`);
    tell(data.message);
    await reload();
  } catch (error) {
    complain(error);
  }
}

async function add() {
  const made = await formDialog(t('forms.new'), (close) => form({
    fields: [
      { name: 'title', label: t('forms.title'), required: true, maxlength: 200 },
      { name: 'slug', label: t('forms.slug'), required: true, maxlength: 60, autocomplete: 'off', spellcheck: 'false', help: t('forms.slugHelp') },
    ],
    submit: t('forms.add'),
    draft: { key: 'form' },
    onCancel: () => close(),
    onSubmit: async (values) => close((await create('/forms', { ...values, fields: firstFields, is_active: false })).form),
  }));
  if (made) go(`/forms/${made.id}`);
}
