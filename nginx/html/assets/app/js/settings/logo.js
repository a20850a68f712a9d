// Uploads the logo of the business, or removes it.

import { request } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { complain, tell } from '../components/toast.js';

/** The controls below the settings of the appearance; `changed` is called afterwards. */
export function logoUpload(address, changed) {
  const file = h('input', { type: 'file', class: 'form-control', id: 'logo-file', accept: 'image/png,image/jpeg,image/webp' });
  const act = async (method, options) => {
    try {
      await request(method, '/config/appearance/logo', options);
      tell(t('saved'));
      await changed();
    } catch (error) {
      complain(error);
    }
  };
  file.addEventListener('change', () => { if (file.files[0]) act('PUT', { content: file.files[0] }); });
  return h('section', { 'aria-labelledby': 'logo-title' },
    h('h3', { id: 'logo-title' }, t('logo.title')),
    address?.startsWith('/logo') ? h('img', { src: address, alt: t('logo.title'), height: 48 }) : null,
    h('div', { class: 'field' }, h('label', { class: 'form-label', for: file.id }, t('logo.file')), file),
    h('button', { type: 'button', class: 'btn btn-outline-secondary', on: { click: () => act('DELETE') } }, t('logo.remove')));
}
