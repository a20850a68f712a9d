// A lead's résumé: a PDF is shown on the page, anything can be saved. The file is fetched with the token, so it never has an address that
// could be passed on; the browser's own viewer shows it from memory.

import { download, request } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { fileSize } from '../format.js';
import { failure, loading } from '../components/states.js';
import { complain } from '../components/toast.js';

/** The card of a lead's résumé; with `shows` a PDF is shown at once, wherever there is room. */
export function resumeCard(lead, path, { shows = false } = {}) {
  const { resume } = lead;
  const place = h('div', { class: 'resume-place', id: 'resume-preview' });
  let address = null;

  async function save() {
    try {
      await download(`${path}/resume`, { name: resume.filename });
    } catch (error) {
      complain(error);
    }
  }
  function forget() {
    if (address) URL.revokeObjectURL(address);
    address = null;
  }
  async function preview() {
    fill(place, loading());
    try {
      const { response } = await request('GET', `${path}/resume`, { raw: true, headers: { Accept: '*/*' } });
      forget();
      // The type is ours, whatever the file claims: nothing in it can pass for a page.
      address = URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: 'application/pdf' }));
      fill(place, h('iframe', { class: 'resume-frame', src: `${address}#toolbar=0&view=FitH`, title: t('resume.frame', { name: lead.name }) }));
    } catch (error) {
      fill(place, failure(error, preview));
    }
  }

  const isPDF = resume?.content_type === 'application/pdf';
  if (isPDF && shows) preview();
  // Shown when it comes into view where there is room beside the rest; on a phone when it is asked for.
  const watcher = isPDF && !shows && matchMedia('(min-width: 62rem)').matches
    ? new IntersectionObserver(([seen]) => {
      if (!seen.isIntersecting) return;
      watcher.disconnect();
      if (!address) preview();
    })
    : null;
  watcher?.observe(place);
  const element = h('section', { class: 'card', id: 'lead-resume', 'aria-labelledby': 'resume-title' },
    h('h2', { id: 'resume-title' }, t('field.resume')),
    resume
      ? [
        h('p', {}, resume.filename, ' · ', fileSize(resume.size)),
        h('div', { class: 'actions' },
          isPDF ? h('button', { type: 'button', class: 'btn btn-outline-primary', id: 'preview-resume', on: { click: preview } }, t('resume.preview')) : null,
          h('button', { type: 'button', class: 'btn btn-outline-secondary', id: 'download-resume', on: { click: save } }, t('resume.download'))),
        place,
      ]
      : h('p', {}, t('resume.none')));
  return { element, dispose: () => { watcher?.disconnect(); forget(); } };
}
