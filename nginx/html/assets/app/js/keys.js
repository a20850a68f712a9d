// The keys of the pages: one list that the keyboard, the help and the palette read. A key works outside of fields, dialogs and menus only, and
// all of them but Ctrl K can be switched off.

import { part } from './api.js';
import { complain } from './components/toast.js';

const storeKey = 'guiche.keys';
const secondMilliseconds = 1200;

let bound = [];
let first = null; // the first key of two, until the second comes
let timer = null;

/** Whether single keys do something here. */
export const areOn = () => localStorage.getItem(storeKey) !== 'off';

export function switchKeys(isOn) {
  if (isOn) localStorage.removeItem(storeKey);
  else localStorage.setItem(storeKey, 'off');
}

/**
 * Adds actions: `{keys, name, run, when?, icon?, isPage?, isKeyOnly?}`, `keys` such as `c` or `g l`, `name()` its words. The palette
 * lists an `isPage` among the pages, and an `isKeyOnly` not at all.
 * Of two with the same keys the one added last is used. Gives what removes them.
 */
export function bind(actions) {
  bound = [...bound, ...actions];
  return () => { bound = bound.filter((each) => !actions.includes(each)); };
}

/** All actions that the user may do now, those of the page last; of the same keys the one that is used. */
export function actions() {
  const able = bound.filter((each) => each.when?.() ?? true);
  return able.filter((each, index) => !each.keys || !able.slice(index + 1).some((other) => other.keys === each.keys));
}

const inField = (target) => target.isContentEditable || /^(?:SELECT|TEXTAREA)$/.test(target.tagName)
  || (target.tagName === 'INPUT' && !['checkbox', 'radio', 'button', 'color'].includes(target.type));

function press(event) {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !areOn() || inField(event.target)) return;
  if (document.querySelector('dialog[open]') || event.target.closest('[role=menu]')) return;
  // The space bar presses what can be pressed.
  if (event.key === ' ' && event.target.matches('button, input, summary, iframe')) return;
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const typed = first ? `${first} ${key}` : key;
  clearTimeout(timer);
  first = null;
  const found = actions().find((each) => each.keys === typed);
  if (found) {
    event.preventDefault();
    found.run();
  } else if (actions().some((each) => each.keys?.startsWith(`${typed} `))) {
    first = typed;
    timer = setTimeout(() => { first = null; }, secondMilliseconds);
  }
}

async function opened(load, name) {
  if (document.querySelector('dialog[open]')) return;
  try {
    (await part(load))[name]();
  } catch (error) {
    complain(error);
  }
}

/** Opens the palette: pages, actions, what was seen last, and records by their names. */
export const openPalette = () => opened(() => import('./components/palette.js'), 'showPalette');

/** Shows the list of keys. */
export const showHelp = () => opened(() => import('./components/key-help.js'), 'showKeys');

document.addEventListener('keydown', press);
