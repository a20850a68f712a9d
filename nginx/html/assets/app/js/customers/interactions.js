// What was spoken with a customer: the list, and the form to note more.

import { create, get, request } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t } from '../i18n.js';
import { dateTime } from '../format.js';
import * as session from '../session.js';
import { confirmed, formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { section } from '../components/states.js';
import { complain, tell } from '../components/toast.js';

const pageSize = 20;

/** The card of a customer's interactions. */
export function interactionsCard(path) {
  let page = 1;
  let types = [];
  const list = section(async (signal) => {
    const [data, known] = await Promise.all([
      get(`${path}/interactions`, { page, page_size: pageSize }, signal),
      types.length ? types : get('/interaction-types', {}, signal).then((answer) => answer.interaction_types ?? answer.types ?? answer.items ?? []),
    ]);
    types = known;
    return data;
  }, render);
  const typeName = (code) => label('interaction', code);
  const codeOf = (interaction) => interaction.interaction_type?.code ?? interaction.interaction_type;

  function mayWrite(interaction) {
    if (!session.can('interactions.manage')) return false;
    const me = session.profile();
    return me.role !== 'agent' || (interaction.author?.id ?? interaction.author_id) === me.id;
  }

  function render(data) {
    return [
      data.interactions.length
        ? h('ol', { class: 'timeline' }, data.interactions.map((interaction) => h('li', {},
          h('p', {}, h('strong', {}, typeName(codeOf(interaction))), ' · ', dateTime(interaction.occurred_at)),
          interaction.notes ? h('p', { class: 'said' }, interaction.notes) : null,
          h('p', { class: 'muted' }, interaction.author?.username ?? ''),
          mayWrite(interaction)
            ? h('div', { class: 'actions' },
              h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', on: { click: () => edit(interaction) } }, t('edit')),
              h('button', { type: 'button', class: 'btn btn-sm btn-outline-danger', on: { click: () => remove(interaction) } }, t('remove')))
            : null)))
        : h('p', {}, t('interactions.none')),
      steps(data),
    ];
  }

  function steps(data) {
    const step = (text, target) => h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', on: { click: () => { page = target; list.reload(); } } }, text);
    return data.pages > 1
      ? h('div', { class: 'actions' }, page > 1 ? step(t('pager.previous'), page - 1) : null, h('span', { class: 'muted' }, `${page} / ${data.pages}`),
        page < data.pages ? step(t('pager.next'), page + 1) : null)
      : null;
  }

  const fields = (interaction) => [
    {
      name: 'interaction_type',
      label: t('field.interaction_type'),
      type: 'select',
      required: true,
      options: types.map((type) => ({ value: type.code, label: typeName(type.code) })),
      value: interaction ? codeOf(interaction) : 'call',
    },
    { name: 'notes', label: t('field.notes'), type: 'textarea', required: true, value: interaction?.notes, maxlength: 10000 },
  ];

  async function edit(interaction) {
    const saved = await formDialog(t('interactions.edit'), (close) => form({
      fields: fields(interaction),
      submit: t('save'),
      draft: { key: `interaction ${interaction.id}`, version: interaction.notes },
      onCancel: () => close(),
      onSubmit: async (values) => close((await request('PUT', `${path}/interactions/${interaction.id}`, { body: values })).data),
    }));
    if (!saved) return;
    tell(t('saved'));
    list.reload();
  }

  async function remove(interaction) {
    if (!(await confirmed({ title: t('interactions.remove'), text: t('interactions.removeText'), action: t('remove'), danger: true }))) return;
    try {
      tell((await request('DELETE', `${path}/interactions/${interaction.id}`)).data?.message ?? t('saved'));
    } catch (error) {
      complain(error);
    }
    list.reload();
  }

  const adding = h('div');
  if (session.can('interactions.manage')) {
    list.ready.then(() => {
      if (!types.length) return;
      fill(adding, form({
        fields: fields(),
        submit: t('interactions.add'),
        draft: { key: `interaction ${path}` },
        onSubmit: async (values, element) => {
          await create(`${path}/interactions`, values);
          element.reset();
          tell(t('saved'));
          page = 1;
          await list.reload();
        },
      }));
    });
  }
  const element = h('section', { class: 'card', id: 'interactions', 'aria-labelledby': 'interactions-title' },
    h('h2', { id: 'interactions-title' }, t('interactions.title')), adding, list.element);
  return { element, reload: list.reload, stop: list.stop };
}
