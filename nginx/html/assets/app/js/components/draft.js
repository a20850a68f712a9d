// What was typed into a form and not sent yet. It is kept in this tab, so that another page, another language, a closed dialog or a reload loses
// nothing, until it is sent or the person signs out. Passwords and secrets are never kept.

import * as session from '../session.js';

const prefix = 'guiche.draft.';

/**
 * The draft of a form: `recall()` gives what was kept or null, `keep(value)` keeps it, `forget()` ends it.
 *
 * @param {string} key names the form and the record it is about.
 * @param {string} version the state of the record that the form began with: a draft of another state is not recalled.
 */
export function draft(key, version = '') {
  const name = prefix + key;
  return {
    recall() {
      try {
        const kept = JSON.parse(sessionStorage.getItem(name));
        return kept?.version === version ? kept.value : null;
      } catch {
        return null;
      }
    },
    keep(value) {
      try {
        sessionStorage.setItem(name, JSON.stringify({ version, value }));
      } catch {
        // The tab's store is full or closed: the form works without.
      }
    },
    forget: () => sessionStorage.removeItem(name),
  };
}

session.changes.addEventListener('change', () => {
  if (session.profile()) return;
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(prefix)) sessionStorage.removeItem(name);
});
