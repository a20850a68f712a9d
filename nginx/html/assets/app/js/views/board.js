// The board has the address of the list, in another layout; older links lead here.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { address } from '../router.js';

export default function page({ query }) {
  const target = new URLSearchParams(query);
  target.set('layout', 'board');
  queueMicrotask(() => location.replace(address('/leads', target)));
  return { title: t('menu./board'), element: h('div', { 'aria-busy': 'true' }) };
}
