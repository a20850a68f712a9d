// What a person agreed to, refused or withdrew: the ledger of consents, newest first. Entries are added, never changed.

import { create, get } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { dateTime } from '../format.js';
import { formDialog } from '../components/dialog.js';
import { form } from '../components/form.js';
import { section } from '../components/states.js';
import { tell } from '../components/toast.js';

const formChannel = /^form:(.+)@(\d+)$/;

/** The card of a record's consents; `mayRecord` is whether the user may add one. */
export function consentsCard(path, mayRecord) {
  const list = section((signal) => get(`${path}/consents`, {}, signal), ({ consents }) => {
    if (!consents.length) return h('p', { class: 'muted' }, t('consents.none'));
    const newest = new Map(consents.toReversed().map((each) => [each.purpose, each.id]));
    return h('ul', { class: 'consents' }, consents.map((each) => line(each, newest.get(each.purpose) === each.id)));
  });

  function line(consent, isNewest) {
    return h('li', { class: isNewest ? 'consent' : 'consent is-past', dataset: { purpose: consent.purpose } },
      h('p', { class: 'marks' },
        h('span', { class: 'word' }, consent.purpose),
        h('span', { class: consent.is_given ? 'mark mark-good' : 'mark mark-bad' }, t(consent.is_given ? 'consents.given' : 'consents.notGiven')),
        mayRecord && isNewest && consent.is_given
          ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', 'aria-label': `${t('consents.withdraw')}: ${consent.purpose}`, dataset: { focus: `withdraw-${consent.purpose}` }, on: { click: () => record(consent.purpose) } }, t('consents.withdraw'))
          : null),
      h('p', { class: 'said' }, consent.text),
      h('p', { class: 'muted' }, h('time', { datetime: consent.at }, dateTime(consent.at)), ' · ', channel(consent.channel)));
  }

  /** Asks for an entry; of a purpose, for its withdrawal. */
  async function record(purpose = null) {
    const saved = await formDialog(t(purpose ? 'consents.withdraw' : 'consents.record'), (close) => form({
      fields: [
        { name: 'purpose', label: t('consents.purpose'), help: purpose ? null : t('consents.purposeHelp'), required: true, value: purpose, maxlength: 40, readOnly: Boolean(purpose), autocomplete: 'off', spellcheck: 'false' },
        purpose ? null : { name: 'is_given', label: t('consents.answer'), type: 'select', required: true, options: [{ value: 'true', label: t('consents.given') }, { value: 'false', label: t('consents.notGiven') }] },
        { name: 'text', label: t('consents.text'), help: t('consents.textHelp'), type: 'textarea', required: true, maxlength: 2000 },
      ],
      submit: t(purpose ? 'consents.withdraw' : 'consents.record'),
      draft: { key: `consent ${purpose ?? ''} ${path}` },
      onCancel: () => close(),
      onSubmit: async ({ is_given: isGiven = 'false', ...said }) => close(await create(`${path}/consents`, { ...said, is_given: isGiven === null ? null : isGiven === 'true' })),
    }));
    if (!saved) return;
    tell(saved.message);
    list.reload();
  }

  const element = h('section', { class: 'card', id: 'consents', 'aria-labelledby': 'consents-title' },
    h('header', { class: 'card-head' },
      h('h2', { id: 'consents-title' }, t('consents.title')),
      mayRecord ? h('button', { type: 'button', class: 'btn btn-sm btn-outline-primary', id: 'new-consent', on: { click: () => record() } }, t('consents.record')) : null),
    list.element);
  return { ...list, element };
}

/** How an entry came. */
function channel(name) {
  const [, slug, version] = formChannel.exec(name) ?? [];
  if (!slug) return t(`consents.by.${name}`);
  return t('consents.by.form', { form: slug, version });
}
