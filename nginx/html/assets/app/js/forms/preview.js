// The page of a form as it would be, beside its editor: made by the server from what is not saved yet, shown without its scripts in a frame.

import { fill, h } from '../dom.js';
import { language as own, languages, t } from '../i18n.js';
import { request } from '../api.js';

const patienceMilliseconds = 400;
const devices = ['desktop', 'phone'];

/** The preview; `show(form)` shows another state of the form. */
export function pagePreview() {
  const frame = h('iframe', { class: 'preview-frame form-preview-frame', title: t('preview.title'), tabindex: '-1' });
  const place = h('div', { class: 'preview-place', inert: true }, frame);
  const words = h('p', { class: 'muted', role: 'status' });
  let form = null;
  let language = own;
  let timer = null;
  let turn = 0;
  let address = null;

  const buttons = (name, values, text, present, choose) => {
    const group = h('div', { class: 'btn-group', role: 'group', 'aria-label': t(name) }, values.map((value) => h('button', {
      type: 'button', class: 'btn btn-sm btn-outline-secondary', id: `preview-${value}`, 'aria-pressed': String(value === present),
      on: { click: () => { for (const each of group.children) each.setAttribute('aria-pressed', String(each.id === `preview-${value}`)); choose(value); } },
    }, text(value))));
    return group;
  };
  const element = h('section', { class: 'preview form-preview', 'aria-labelledby': 'preview-title' },
    h('div', { class: 'card-head' }, h('h3', { id: 'preview-title' }, t('preview.title')), h('div', { class: 'actions' },
      buttons('language', Object.keys(languages), (code) => languages[code], language, (code) => { language = code; load(); }),
      buttons('forms.device', devices, (device) => t(`forms.device.${device}`), devices[0], (device) => place.classList.toggle('is-phone', device === 'phone')))),
    words, place);

  async function load() {
    turn += 1;
    const mine = turn;
    try {
      const { response } = await request('POST', '/forms/preview', { body: form, query: { lang: language }, raw: true, headers: { Accept: '*/*' } });
      const text = await response.text();
      if (mine !== turn) return;
      fill(words);
      if (address) URL.revokeObjectURL(address);
      address = URL.createObjectURL(new Blob([standing(text)], { type: 'text/html' }));
      frame.src = address;
    } catch (error) {
      if (mine === turn) fill(words, error.status === 422 ? t('forms.previewFaulty') : error.message);
    }
  }

  return {
    element,
    show(next) {
      form = next;
      clearTimeout(timer);
      timer = setTimeout(load, turn ? patienceMilliseconds : 0);
    },
    stop() {
      clearTimeout(timer);
      turn += 1;
      if (address) URL.revokeObjectURL(address);
    },
  };
}

// The page's own addresses begin at the host, which a frame of this kind does not have.
const standing = (text) => text.replace(/<script\b[^>]*><\/script>/g, '').replaceAll('="/', `="${location.origin}/`);
