// The address of the public form, to be copied, sent or put on the counter as a QR code.

import { save } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { openDialog } from '../components/dialog.js';
import { qrCode } from '../components/qr.js';
import { complain, tell } from '../components/toast.js';

/** Opens the dialog of a form, or of the one at the main address; the promise ends with it. */
export function shareForm(form = null) {
  const isMain = !form || form.slug === 'contact';
  const address = `${location.origin}/${isMain ? '' : `f/${form.slug}`}`;
  const line = form?.embed_origins.length ? `<script src="${location.origin}/assets/embed.js" data-form="${form.slug}" async></script>` : null;
  const field = h('input', { type: 'text', class: 'form-control', id: 'form-address', readOnly: true, value: address, on: { focus: () => field.select() } });
  const place = h('div', { class: 'share-qr' });
  const actions = h('div', { class: 'actions' },
    h('a', { class: 'btn btn-outline-secondary', href: address, target: '_blank', rel: 'noopener' }, t('share.open')),
    h('a', { class: 'btn btn-outline-secondary', href: `https://wa.me/?text=${encodeURIComponent(address)}`, target: '_blank', rel: 'noopener noreferrer' }, 'WhatsApp'));
  const dialog = openDialog({
    title: t('share.title'),
    content: [
      h('p', {}, t('share.text')),
      h('label', { class: 'form-label', for: field.id }, t('share.address')),
      h('div', { class: 'input-row' }, field, h('button', { type: 'button', class: 'btn btn-primary', id: 'copy-address', on: { click: copy } }, t('share.copy'))),
      line ? [h('label', { class: 'form-label', for: 'form-embed' }, t('share.embed')), h('textarea', { class: 'form-control code', id: 'form-embed', rows: 3, readOnly: true, value: line, on: { focus: (event) => event.target.select() } })] : null,
      place,
      actions,
    ],
  });

  qrCode(address, t('share.qr')).then((picture) => {
    place.append(picture);
    actions.append(h('button', { type: 'button', class: 'btn btn-outline-secondary', on: { click: () => save(new Blob([new XMLSerializer().serializeToString(picture)], { type: 'image/svg+xml' }), 'qr.svg') } }, t('share.save')));
  }, complain);

  async function copy() {
    field.select();
    try {
      await navigator.clipboard.writeText(address);
      dialog.close();
      tell(t('copied'));
    } catch (error) {
      complain(error);
    }
  }
  return dialog.result;
}
