// Where one was on each page that the browser can go back to: how far down, and what had the focus.

history.scrollRestoration = 'manual';

const most = 100;
const kept = new Map();
let present = history.state?.step ?? null;

/** Keeps the place on the page that is left. */
export function leave() {
  if (present === null) return;
  const held = document.activeElement?.closest('main') ? document.activeElement.dataset.focus : undefined;
  kept.set(present, { y: window.scrollY, focus: held });
  if (kept.size > most) kept.delete(kept.keys().next().value);
}

/** Gives the place where one was on the page that is arrived at, when one has gone back (or forth) to it; else null. */
export function enter() {
  const before = present;
  present = history.state?.step ?? null;
  if (present === null) {
    present = crypto.getRandomValues(new Uint32Array(2)).join('-');
    history.replaceState({ step: present }, '');
  }
  // The same step of the history with another address is another page.
  return present === before ? null : kept.get(present) ?? null;
}
