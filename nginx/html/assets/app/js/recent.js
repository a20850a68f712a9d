// The records that were seen last in this tab, for the palette; and the list that the present record was opened from, to go on from one to the next.

import * as session from './session.js';

const key = 'guiche.recent';
const most = 8;

/** The records seen last, newest first: `{path, title}`. */
export function recent() {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}

/** Notes that a page was seen, if it is that of a record. */
export function seen(path, title) {
  if (!/^\/(?:leads|customers)\/[^/]+$/.test(path)) return;
  const rest = recent().filter((each) => each.path !== path);
  try {
    sessionStorage.setItem(key, JSON.stringify([{ path, title }, ...rest].slice(0, most)));
  } catch {
    // The tab's store is full or closed: the palette works without.
  }
}

let walk = { paths: [], start: 0, total: 0 };

/** Notes what a list shows: the paths of its rows, the place of the first of them in the whole, and how many there are. */
export function listed(paths, start, total) {
  walk = { paths, start, total };
}

/** The place of a record in the list that was shown last: `{place, total, previous, next}`; null when it is not in it. */
export function neighbours(path) {
  const index = walk.paths.indexOf(path);
  if (index < 0) return null;
  return { place: walk.start + index + 1, total: walk.total, previous: walk.paths[index - 1] ?? null, next: walk.paths[index + 1] ?? null };
}

session.changes.addEventListener('change', () => {
  if (session.profile()) return;
  walk = { paths: [], start: 0, total: 0 };
  sessionStorage.removeItem(key);
});
