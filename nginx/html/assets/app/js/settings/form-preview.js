// The public form as visitors see it, with the name, colour and logo that are being chosen: the page itself, without its scripts, in a frame.

import { h } from '../dom.js';
import { language, t } from '../i18n.js';
import { wear } from '../../../form/brand.js';

/** The preview; `show(config)` dresses it, `config` as `GET /config/public` gives it. */
export function formPreview() {
  const frame = h('iframe', { class: 'preview-frame', title: t('preview.title'), tabindex: '-1' });
  const modes = h('div', { class: 'btn-group', role: 'group', 'aria-label': t('theme') }, ['light', 'dark'].map((mode) => h('button', {
    type: 'button', class: 'btn btn-sm btn-outline-secondary', id: `preview-${mode}`, 'aria-pressed': String(mode === 'light'), on: { click: () => choose(mode) },
  }, t(`theme.${mode}`))));
  const element = h('section', { class: 'preview', 'aria-labelledby': 'preview-title' },
    h('div', { class: 'card-head' }, h('h3', { id: 'preview-title' }, t('preview.title')), modes),
    h('div', { class: 'preview-place', inert: true }, frame));
  let config = {};
  let isDark = false;
  let address = null;

  let schemes = []; // what the page's sheets say of a dark screen

  frame.addEventListener('load', () => {
    schemes = [...frame.contentDocument.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule.media?.mediaText.includes('prefers-color-scheme'));
    dress();
  });
  page().then((text) => {
    address = URL.createObjectURL(new Blob([text], { type: 'text/html' }));
    frame.src = address;
  }).catch(() => element.remove());

  function choose(mode) {
    isDark = mode === 'dark';
    for (const button of modes.children) button.setAttribute('aria-pressed', String(button.id === `preview-${mode}`));
    dress();
  }

  function dress() {
    if (!frame.contentDocument?.getElementById('brand-name')) return;
    wear(config, frame.contentDocument);
    for (const { media } of schemes) media.mediaText = isDark ? 'all' : 'not all';
  }

  return { element, show: (next) => { config = next; dress(); }, stop: () => { if (address) URL.revokeObjectURL(address); } };
}

// The page's own addresses begin at the host, which a frame of this kind does not have.
async function page() {
  const answer = await fetch(`/${language}/`);
  if (!answer.ok) throw new Error(`the form: ${answer.status}`);
  return (await answer.text())
    .replace(/<script\b[^>]*><\/script>|<link rel="modulepreload"[^>]*>/g, '')
    .replaceAll('="/', `="${location.origin}/`);
}
