// The keys that work on every page.

import { t } from './i18n.js';
import { bind, openPalette, showHelp } from './keys.js';
import { go } from './router.js';
import { isAllowed, menu, settingsPages } from './routes.js';
import * as session from './session.js';
import { canUndo, undoLast } from './components/toast.js';
import { enterLead } from './leads/new-lead.js';

const isIn = () => Boolean(session.profile());

/** Moves the focus to the page's own search, or opens the palette where a page has none. */
function search() {
  const field = document.getElementById('filter-search');
  if (!field?.offsetParent) { openPalette(); return; }
  field.focus();
  field.select();
}

// The links to the pages beside the one on view, at the end of a list.
const turning = (key, rel, name) => ({
  keys: key, name: () => t(name), run: () => document.querySelector(`main .pager [rel=${rel}]`).click(), when: () => document.querySelector(`main .pager [rel=${rel}]`) !== null, icon: 'chevron-right',
});

/** Binds them, once for all. */
export function bindEverywhere() {
  bind([
    ...menu.map(({ path, key }) => ({ keys: `g ${key}`, name: () => t(`menu.${path}`), run: () => go(path), isPage: true, when: () => isIn() && isAllowed(path, session.can) })),
    {
      keys: 'g s', name: () => t('menu./settings'), isPage: true,
      run: () => go(settingsPages.find((path) => isAllowed(path, session.can))),
      when: () => isIn() && settingsPages.some((path) => isAllowed(path, session.can)),
    },
    { keys: '/', name: () => t('filter.search'), run: search, when: isIn, icon: 'search' },
    { keys: 'c', name: () => t('leads.new'), run: enterLead, when: () => session.can('leads.manage'), icon: 'plus-lg' },
    turning(']', 'next', 'keys.nextPage'),
    turning('[', 'prev', 'keys.previousPage'),
    { keys: 'z', name: () => t('undo.last'), run: undoLast, when: canUndo, icon: 'arrow-counterclockwise' },
    { keys: '?', name: () => t('keys.title'), run: showHelp, when: isIn, icon: 'keyboard' },
  ]);
}
