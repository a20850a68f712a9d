// From page to page of a list. Links, so that a page can be opened in another tab.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { number } from '../format.js';

/**
 * @param {{page: number, pages: number, total: number, href: (page: number) => string}} options
 */
export function pager({ page, pages, total, href }) {
  const shown = new Set([1, page - 1, page, page + 1, pages].filter((each) => each >= 1 && each <= pages));
  const items = [];
  let before = 0;
  for (const each of [...shown].sort((one, other) => one - other)) {
    if (each > before + 1) items.push(h('li', { class: 'page-item disabled', 'aria-hidden': 'true' }, h('span', { class: 'page-link' }, '…')));
    items.push(item(number(each), each, each === page ? { 'aria-current': 'page' } : {}));
    before = each;
  }
  function item(text, target, attributes = {}) {
    return h('li', { class: target === page ? 'page-item active' : 'page-item' },
      h('a', { class: 'page-link', href: href(target), dataset: { focus: `page-${text}` }, ...attributes }, text));
  }
  return h('nav', { class: 'pager', 'aria-label': t('pager') },
    h('p', { class: 'pager-total' }, t('pager.total', { count: total, number: number(total) })),
    pages > 1
      ? h('ul', { class: 'pagination' },
        page > 1 ? item(t('pager.previous'), page - 1, { rel: 'prev' }) : null,
        items,
        page < pages ? item(t('pager.next'), page + 1, { rel: 'next' }) : null)
      : null);
}
