// Who is signed in here, and with which tokens.
//
// The tokens are kept in sessionStorage: a front desk's computer is shared, so closing the browser must end the session, and nothing
// is left on the disk for the next person. What localStorage would give in comfort, the same session in a second tab, is had by
// asking the other tabs of this origin over a BroadcastChannel; signing out in one signs out all of them. Either store would be open
// to a script that got into the page; the Content-Security-Policy and the element builder are what keeps one out.
//
// Whoever ticks "Keep me signed in on this device" at the sign-in has the refresh token in localStorage too, and nothing else: it is good until it
// expires (`REFRESH_TOKEN_EXPIRE_DAYS`), is in the list of sessions under "My account", and is gone from here with the sign-out.

const key = 'guiche.session';
const keptKey = 'guiche.kept';
const answerMilliseconds = 150;
const channel = new BroadcastChannel('guiche-session');

/** `change` is dispatched when someone signs in or out. */
export const changes = new EventTarget();

let current = read(sessionStorage, key);

function read(store, name) {
  try {
    return JSON.parse(store.getItem(name));
  } catch {
    return null;
  }
}

function keep(value) {
  const before = current;
  current = value;
  if (value) sessionStorage.setItem(key, JSON.stringify(value));
  else sessionStorage.removeItem(key);
  if (value?.isKept) localStorage.setItem(keptKey, JSON.stringify({ refresh: value.refresh }));
  else if (before?.isKept) localStorage.removeItem(keptKey);
}

/** The tokens, or null. */
export const tokens = () => current && { access: current.access, refresh: current.refresh };

/** The signed-in user as `GET /api/v1/me` returns it, or null. */
export const profile = () => current?.profile ?? null;

/** Whether the signed-in user has a permission. */
export const can = (permission) => profile()?.permissions.includes(permission) ?? false;

/** Takes the tokens of a sign-in; the profile follows by `setProfile`. `isKept`: this device stays signed in when the browser is closed. */
export function begin({ access, refresh }, { isKept = false } = {}) {
  localStorage.removeItem(keptKey);
  keep({ access, refresh, isKept, profile: null });
}

export function setProfile(value) {
  keep({ ...current, profile: value });
  changes.dispatchEvent(new Event('change'));
}

/** Takes new tokens for the same user; other tabs get them, too. */
export function renew({ access, refresh }) {
  const before = current.refresh;
  keep({ ...current, access, refresh: refresh ?? before });
  channel.postMessage({ kind: 'renewed', before, access, refresh: current.refresh });
}

/** Forgets the session, here and in the other tabs. */
export function end() {
  const before = current?.refresh;
  keep(null);
  if (before) channel.postMessage({ kind: 'ended', before });
  changes.dispatchEvent(new Event('change'));
}

channel.addEventListener('message', ({ data }) => {
  if (!current) return;
  if (data.kind === 'asked' && current.profile) channel.postMessage({ kind: 'told', session: current });
  if (data.before !== current.refresh) return;
  if (data.kind === 'renewed') keep({ ...current, access: data.access, refresh: data.refresh });
  if (data.kind === 'ended') {
    keep(null);
    changes.dispatchEvent(new Event('change'));
  }
});

/** The session of another tab, when this one has none; else the one that this device keeps. */
export async function resume() {
  if (current?.profile) return;
  const told = await new Promise((resolve) => {
    const hear = ({ data }) => data.kind === 'told' && finish(data.session);
    const timer = setTimeout(() => finish(null), answerMilliseconds);
    function finish(value) {
      clearTimeout(timer);
      channel.removeEventListener('message', hear);
      resolve(value);
    }
    channel.addEventListener('message', hear);
    channel.postMessage({ kind: 'asked' });
  });
  if (told) {
    keep(told);
    return;
  }
  const kept = read(localStorage, keptKey);
  if (typeof kept?.refresh === 'string') keep({ access: '', refresh: kept.refresh, isKept: true, profile: null });
}
