// The palette: a line to type into, and below it pages, actions, what was seen last, and records by their names. Arrow keys choose, Enter goes.

import { get } from '../api.js';
import { debounced, fill, h, uniqueID } from '../dom.js';
import { focusAt, placeOf } from '../focus.js';
import { t } from '../i18n.js';
import { actions } from '../keys.js';
import { recent } from '../recent.js';
import { go } from '../router.js';
import { isAllowed, menu, settingsPages } from '../routes.js';
import * as session from '../session.js';
import { caps } from './key-help.js';
import { icon } from './icon.js';

const typingMilliseconds = 150;
// Where the records of the search are looked at; a product has no page of its own.
const kinds = {
  lead: { path: '/leads', icon: 'people', hasPage: true }, customer: { path: '/customers', icon: 'person-check', hasPage: true }, product: { path: '/products', icon: 'box' },
};

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const iconOf = (path) => (path.startsWith('/customers') ? 'person-check' : 'people');

/** Whether each word that was typed begins a word of a text. */
function fits(text, typed) {
  const words = plain(text).split(/[^\p{L}\p{N}]+/u);
  return plain(typed).split(/\s+/).filter(Boolean).every((part) => words.some((word) => word.startsWith(part)));
}

export function showPalette() {
  const opener = placeOf(document.activeElement);
  const input = h('input', {
    type: 'text', class: 'palette-input', role: 'combobox', 'aria-expanded': 'true', 'aria-autocomplete': 'list', 'aria-label': t('palette.title'),
    placeholder: t('palette.hint'), maxlength: 100, autocomplete: 'off', spellcheck: 'false', on: { input: typed, keydown: press },
  });
  const list = entryList(input, choose);
  const element = h('dialog', { class: 'palette', 'aria-label': t('palette.title') }, h('div', { class: 'palette-line' }, icon('search'), input), list.element);
  const look = debounced(typingMilliseconds, find);
  let turn = 0;

  function close() {
    look.cancel();
    turn += 1;
    removeEventListener('hashchange', close);
    element.close();
    element.remove();
    if (opener) focusAt(opener);
  }
  function choose(entry) {
    close();
    if (entry.path) go(entry.path, entry.query);
    else entry.run();
  }

  function typed() {
    turn += 1;
    const search = input.value.trim();
    list.show(entriesOf(search), 0);
    if (search.length > 1) look();
    else look.cancel();
  }
  async function find() {
    turn += 1;
    const mine = turn;
    const search = input.value.trim();
    const records = await recordsOf(search);
    if (mine === turn) list.show(entriesOf(search, records));
  }

  function press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const isDone = step ? list.move(step) : event.key === 'Enter' && list.choose();
    if (isDone) event.preventDefault();
  }

  element.addEventListener('cancel', (event) => { event.preventDefault(); close(); });
  element.addEventListener('click', (event) => { if (event.target === element) close(); });
  addEventListener('hashchange', close);
  document.body.append(element);
  list.show(entriesOf(''));
  element.showModal();
  input.focus();
}

// --- What can be chosen: `{group, label, icon, detail?, keys?}` with the address where it is (`path`, `query`) or what it does (`run`)

function entriesOf(search, records = []) {
  const pages = [...menu, ...settingsPages.map((path) => ({ path, icon: 'gear' })), { path: '/account', icon: 'person' }]
    .filter(({ path }) => isAllowed(path, session.can))
    .map(({ path, icon: name, key }) => ({ group: t('palette.pages'), label: path === '/account' ? t('account.title') : t(`menu.${path}`), icon: name, path, keys: key ? `g ${key}` : null }));
  const own = actions().filter((each) => !each.isKeyOnly && !each.isPage).map((each) => ({ group: t('palette.actions'), label: each.name(), icon: each.icon ?? 'chevron-right', keys: each.keys, run: each.run }));
  const last = recent().map(({ path, title }) => ({ group: t('palette.recent'), label: title, icon: iconOf(path), path }));
  // A group is drawn once, so that the order of the lines is that of the entries.
  return [...[...grouped(records).values()].flat(), ...[...last, ...own, ...pages].filter((each) => fits(each.label, search))];
}

async function recordsOf(search) {
  try {
    const { results } = await get('/search', { q: search });
    return results.filter(({ kind }) => kind in kinds).map(({ kind, id, name, detail }) => {
      const { path, icon: picture, hasPage } = kinds[kind];
      return { group: t(`menu.${path}`), label: name, detail, icon: picture, ...(hasPage ? { path: `${path}/${id}` } : { path, query: { search: name } }) };
    });
  } catch {
    return []; // What cannot be found now is not in the list.
  }
}

function grouped(entries) {
  const groups = new Map();
  for (const each of entries) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  return groups;
}

// --- The list of a combobox `input`, in groups. One entry is marked; `choose(entry)` is called with it.

function entryList(input, choose) {
  const id = uniqueID('palette');
  const element = h('div', { class: 'palette-list', role: 'listbox', id, 'aria-label': t('palette.title') });
  let entries = [];
  let at = 0;
  input.setAttribute('aria-controls', id);

  function line(entry) {
    const index = entries.indexOf(entry);
    return h('div', { class: 'palette-entry', role: 'option', id: `${id}-${index}`, 'aria-selected': 'false', on: { click: () => choose(entry), pointermove: () => { if (at !== index) mark(index); } } },
      icon(entry.icon), h('span', { class: 'word' }, entry.label), entry.detail ? h('span', { class: 'detail' }, entry.detail) : null, entry.keys ? caps(entry.keys) : null);
  }

  function mark(index) {
    at = index;
    for (const each of element.querySelectorAll('[aria-selected=true]')) each.setAttribute('aria-selected', 'false');
    const chosen = document.getElementById(`${id}-${at}`);
    chosen?.setAttribute('aria-selected', 'true');
    chosen?.scrollIntoView({ block: 'nearest' });
    if (chosen) input.setAttribute('aria-activedescendant', chosen.id);
    else input.removeAttribute('aria-activedescendant');
  }

  return {
    element,
    /** Shows others, of which the one at `index` is marked. */
    show: (next, index = at) => {
      entries = next;
      fill(element,
        [...grouped(entries)].map(([group, each]) => h('div', { role: 'group', 'aria-label': group }, h('div', { class: 'palette-group', 'aria-hidden': 'true' }, group), each.map(line))),
        entries.length ? null : h('p', { class: 'palette-none' }, t('palette.none')));
      mark(Math.min(index, Math.max(0, entries.length - 1)));
    },
    /** Marks the next one, or the one before; gives whether there is one. */
    move: (step) => {
      if (entries.length) mark((at + step + entries.length) % entries.length);
      return entries.length > 0;
    },
    /** Chooses the marked one; gives whether there is one. */
    choose: () => {
      if (entries[at]) choose(entries[at]);
      return at < entries.length;
    },
  };
}
