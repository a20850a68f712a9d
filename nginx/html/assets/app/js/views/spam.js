// What was put aside as spam: who sent it, what it says, and why. Each is released, which makes it the lead that it would have been, or deleted.

import { download, get, part, request } from '../api.js';
import { fill, h } from '../dom.js';
import { label, t, useWords } from '../i18n.js';
import { dateTime, fileSize } from '../format.js';
import { fieldName, ownFields } from '../own-fields.js';
import { address, go } from '../router.js';
import { confirmed, openDialog } from '../components/dialog.js';
import { facts } from '../components/facts.js';
import { icon } from '../components/icon.js';
import { menuButton } from '../components/menu.js';
import { pager } from '../components/pager.js';
import { empty, section } from '../components/states.js';
import { table } from '../components/table.js';
import { complain, tell } from '../components/toast.js';

const path = '/quarantine';
const text = (reason) => `${label('spam', reason.rule)}${detail(reason)}`;
const nameOf = ({ fields }) => fields.name ?? ([fields.first_name, fields.last_name].filter(Boolean).join(' ') || fields.email || fields.phone || '–');

// The details of a stamp are names; those of others are what was written.
function detail({ rule, detail: seen }) {
  if (!seen) return '';
  return `: ${rule === 'forged' ? label('stamp', seen) : rule === 'hasty' ? t('spam.seconds', { seconds: seen }) : seen}`;
}

export default async function page({ query: first }) {
  await Promise.all([part(() => useWords('spam')), ownFields('lead')]);
  let query = first;
  const note = h('span', { class: 'page-count', id: 'spam-count' });
  const act = { show: (each) => show(each, act), release: (each) => release(each, reload), remove: (each) => remove(each, reload) };
  const columns = columnsOf(act);
  const list = section((signal) => get(path, { page: query.get('page') ?? 1, page_size: 50 }, signal), (data) => {
    fill(note, data.total ? String(data.total) : '');
    return data.total
      ? [table({ caption: t('menu./spam'), kind: 'spam', columns, rows: data.quarantined }),
        pager({ page: data.page, pages: data.pages, total: data.total, href: (number) => address('/spam', { page: number }) })]
      : empty(t('spam.none'));
  }, { class: 'list', id: 'spam-list' });

  function reload() { list.reload(); }

  await list.ready;
  return {
    title: t('menu./spam'),
    note,
    actions: h('div', { class: 'actions' }, h('a', { class: 'btn btn-outline-secondary', href: address('/leads') }, t('menu./leads'))),
    element: fill(h('div'), h('p', { class: 'muted' }, t('spam.help')), list.element),
    update: (next) => { query = next; list.reload(); },
    dispose: list.stop,
  };
}

// `act` has what is done with one: `show`, `release`, `remove`.
function columnsOf(act) {
  return [
    { key: 'name', label: t('field.name'), isName: true, cell: (each) => [
      h('button', { type: 'button', class: 'btn btn-link link-cell', dataset: { focus: `spam-${each.id}` }, on: { click: () => act.show(each) } }, h('bdi', {}, nameOf(each))),
      each.fields.email ? h('span', { class: 'sub' }, h('bdi', {}, each.fields.email)) : null] },
    { key: 'why', label: t('spam.why'), class: 'contact', cell: (each) => h('ul', { class: 'changes' }, each.reasons.map((reason) => h('li', {}, text(reason)))) },
    { key: 'points', label: t('spam.points'), cell: (each) => String(each.points) },
    { key: 'received', label: t('spam.received'), phone: 'end', cell: (each) => h('time', { datetime: each.received_at }, dateTime(each.received_at)) },
    { key: 'do', label: h('span', { class: 'visually-hidden' }, t('spam.actions')), hasMenu: true, cell: (each) => menuButton({
      content: icon('three-dots'), className: 'btn-icon', label: t('lead.more', { name: nameOf(each) }), focus: `spam-actions-${each.id}`,
      items: () => [
        { label: t('spam.read'), run: () => act.show(each) },
        { label: t('spam.release'), run: () => act.release(each) },
        { label: t('spam.remove'), run: () => act.remove(each) },
      ] }) },
  ];
}

// Reads one in a dialog, which closes when it is released or deleted.
function show(each, { release, remove }) {
  const act = (action) => () => { dialog.close(); action(each); };
  const dialog = openDialog({
    title: nameOf(each),
    wide: true,
    content: [
      facts([
        ...Object.entries(each.fields).map(([name, value]) => [fieldName(name), h('span', { class: 'said' }, value)]),
        ...(each.resume ? [[t('field.resume'), h('button', { type: 'button', class: 'btn btn-link link-cell', on: { click: () => save(each) } }, `${each.resume.filename} · ${fileSize(each.resume.size)}`)]] : []),
        ...(each.form_slug ? [[t('field.form'), each.form_slug]] : []),
        [t('spam.received'), dateTime(each.received_at)],
        [t('spam.why'), h('ul', { class: 'plain' }, each.reasons.map((reason) => h('li', {}, `${text(reason)} (${t('spam.pointsOf', { points: reason.points })})`)))],
      ]),
      h('div', { class: 'actions' },
        h('button', { type: 'button', class: 'btn btn-primary', id: 'spam-release', on: { click: act(release) } }, t('spam.release')),
        h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'spam-remove', on: { click: act(remove) } }, t('spam.remove'))),
    ],
  });
}

async function save(each) {
  try {
    await download(`${path}/${each.id}/resume`, { name: each.resume.filename });
  } catch (error) {
    complain(error);
  }
}

async function release(each, reload) {
  try {
    const { data } = await request('POST', `${path}/${each.id}/release`);
    tell(t('spam.released', { name: nameOf(each) }));
    go(`/leads/${data.lead.id}`);
  } catch (error) {
    complain(error);
    reload();
  }
}

async function remove(each, reload) {
  if (!(await confirmed({ title: t('spam.remove'), text: t('spam.removeText', { name: nameOf(each) }), action: t('spam.remove'), danger: true }))) return;
  try {
    await request('DELETE', `${path}/${each.id}`);
    tell(t('spam.removed'));
  } catch (error) {
    complain(error);
  }
  reload();
}
