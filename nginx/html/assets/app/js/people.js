// The names of members of staff by their ids, for everyone who is signed in.

import { get } from './api.js';
import { t } from './i18n.js';
import { byName } from './format.js';
import * as session from './session.js';

const freshMilliseconds = 60_000;
let known = null; // {at, who, users}

/** The members of staff: `{id, name, is_active}`; never fails: without the list there is oneself. */
export async function people() {
  const me = session.profile();
  if (known?.who === me.id && Date.now() - known.at < freshMilliseconds) return known.users;
  let users;
  try {
    users = (await get('/people')).people;
  } catch {
    return [{ id: me.id, name: me.name || me.username, is_active: true }];
  }
  known = { at: Date.now(), who: me.id, users };
  return users;
}

/** Forgets the names, after a change. */
export function forgetPeople() {
  known = null;
}

/** How a member of staff is called; `users` is what `people()` gave. */
export function nameOf(users, id) {
  if (!id) return t('owner.none');
  const user = users.find((each) => each.id === id);
  if (!user) return t('owner.other');
  return user.id === session.profile()?.id ? t('owner.me', { name: user.name }) : user.name;
}

/** How someone is called who did something, `{id, username}`; the user name for whoever has gone. */
export function personName(users, person) {
  return users.find((each) => each.id === person.id)?.name ?? person.username;
}

const isID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A recorded value that is no single one, as people read it: members of staff by their names. */
export function recorded(users, value) {
  return JSON.stringify(value, (name, each) => (typeof each === 'string' && isID.test(each) ? users.find((user) => user.id === each)?.name ?? t('audit.record') : each), 1);
}

/** The choices of an owner: active members of staff, oneself first, and the present one even if they have gone. */
export function ownerOptions(users, present) {
  const me = session.profile().id;
  const choices = users.filter((user) => user.is_active || user.id === present)
    .map((user) => ({ value: user.id, label: nameOf(users, user.id) }))
    .sort((one, other) => (other.value === me) - (one.value === me) || byName(one.label, other.label));
  if (present && !choices.some((choice) => choice.value === present)) choices.push({ value: present, label: t('owner.other') });
  return choices;
}
