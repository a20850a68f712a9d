// Uploads the logo of the business, or removes it.

import { request } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { complain, tell } from '../components/toast.js';

/** The controls of the logo; `changed` is called afterwards. */
export function logoUpload(address, changed) {
  const file = h('input', { type: 'file', class: 'visually-hidden', id: 'logo-file', accept: 'image/png,image/jpeg,image/webp' });
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
  return h('section', { class: 'logo', 'aria-labelledby': 'logo-title' },
    h('h3', { id: 'logo-title' }, t('logo.title')),
    h('div', { class: 'logo-row' },
      address ? h('img', { class: 'logo-picture', src: address, alt: t('logo.title') }) : h('span', { class: 'logo-picture muted' }, t('logo.none')),
      file,
      h('label', { class: 'btn btn-outline-secondary', for: file.id }, t(address ? 'logo.replace' : 'logo.upload')),
      address ? h('button', { type: 'button', class: 'btn btn-outline-secondary', on: { click: () => act('DELETE') } }, t('logo.remove')) : null),
    h('p', { class: 'form-text' }, t('logo.file')));
}
