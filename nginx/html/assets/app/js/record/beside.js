// A record beside its list: the pane of the row that has the focus, opened by the space bar or the row's button.

import { part } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { icon } from '../components/icon.js';
import { complain } from '../components/toast.js';

/**
 * What a list has for its pane: `list` is its element, `rows()` gives the records on view, `load({rowOf, onChange})` the pane (pane.js), which is fetched when it
 * is first asked for; it is put at the end of `place()`.
 */
export function beside({ list, rows, load, place }) {
  let pane = null;
  const shown = () => pane?.shown() ?? null;
  const rowOf = (id) => list.querySelector(`tr[data-id="${CSS.escape(id)}"]`);
  const recordIn = (element) => rows().find((row) => row.id === element?.closest('tr[data-id]')?.dataset.id);

  function mark(id) {
    for (const each of list.querySelectorAll('tr.is-open')) each.classList.remove('is-open');
    if (id) rowOf(id)?.classList.add('is-open');
  }
  async function show(record) {
    try {
      if (!pane) {
        const made = await part(() => load({ rowOf, onChange: mark }));
        if (!pane) place().append(made.element);
        pane ??= made;
      }
    } catch (error) {
      complain(error);
      return;
    }
    pane.show(record);
    if (!recordIn(document.activeElement)) rowOf(record.id)?.querySelector('th a').focus({ preventScroll: true });
  }
  function toggle() {
    if (shown()) pane.close();
    else show(recordIn(document.activeElement) ?? rows()[0]);
  }
  // It shows the row that has the focus. What lies below it is not seen: in a row, the focus comes to the pane instead, elsewhere the pane goes.
  function follow({ target }) {
    if (!shown() || !target.closest?.('main') || pane.element.contains(target)) return;
    const record = recordIn(target);
    if (record) pane.show(record);
    if (!pane.covers(target)) return;
    if (record) pane.enter();
    else pane.close();
  }
  document.addEventListener('focusin', follow);

  return {
    /** The id of the record that is shown; null without one. */
    shown,
    /** After the records were fetched again, before they are drawn. */
    renew: () => pane?.renew(rows()),
    /** The button at the end of a row that opens the pane. */
    button: (record) => h('button', {
      type: 'button', class: 'btn-icon', title: t('keys.preview'), 'aria-label': t('pane.title', { name: record.name }),
      dataset: { focus: `preview-${record.id}` }, on: { click: () => show(record) },
    }, icon('layout-sidebar-reverse')),
    keys: [
      { keys: 'Space', name: () => t('keys.preview'), run: toggle, when: () => rows().length > 0 && matchMedia('(min-width: 48rem)').matches, isKeyOnly: true },
      { keys: 'Escape', name: () => t('keys.closePreview'), run: () => pane.close(), when: () => shown() !== null, isKeyOnly: true },
      { keys: 'n', name: () => t('notes.add'), run: () => pane.write(), when: () => shown() !== null, isKeyOnly: true },
    ],
    /** The control of a name for the record that is shown, null without one. */
    control: (name) => (shown() ? pane.control(name) : null),
    stop: () => { document.removeEventListener('focusin', follow); pane?.stop(); },
  };
}
