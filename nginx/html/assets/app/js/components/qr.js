// QR codes by qrcode-generator, which is fetched when the first one is drawn.

import { t } from '../i18n.js';
import { library } from './library.js';

const space = 'http://www.w3.org/2000/svg';
// The empty margin in modules, by ISO/IEC 18004.
const quiet = 4;

/** The drawing of a text, named for who does not see it. */
export async function qrCode(text, name) {
  const generate = await library('qrcode.js', 'qrcode', t('error.part'));
  const code = generate(0, 'M');
  code.addData(text);
  code.make();
  const modules = [...Array(code.getModuleCount()).keys()];
  const side = modules.length + 2 * quiet;
  const path = modules.flatMap((y) => modules.filter((x) => code.isDark(y, x)).map((x) => `M${x + quiet} ${y + quiet}h1v1h-1z`)).join('');
  const make = (tag, attributes, ...children) => {
    const element = document.createElementNS(space, tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.append(...children);
    return element;
  };
  return make('svg', { class: 'qr-code', viewBox: `0 0 ${side} ${side}`, role: 'img', 'aria-label': name, 'shape-rendering': 'crispEdges' },
    make('rect', { width: side, height: side, fill: '#ffffff' }), make('path', { d: path, fill: '#000000' }));
}
