// Word of new leads, on whatever page one is: one piece of news, with the newest by name, how many more came shortly before, and the way to them.

import { get } from '../api.js';
import { debounced, h } from '../dom.js';
import { t } from '../i18n.js';
import * as live from '../live.js';
import { address, place } from '../router.js';
import * as session from '../session.js';
import { report } from '../components/toast.js';

const gatherMilliseconds = 500;
let come = []; // ids, not reported yet
let news = null; // {item, number} of the last, while it is on view

/** Reports each lead that comes in, but the one on view. */
export function followArrivals() {
  const soon = debounced(gatherMilliseconds, tell);
  live.on('lead_created', ({ id }) => { come.push(id); soon(); });
}

async function tell() {
  const ids = come.filter((id) => place().path !== `/leads/${id}`);
  come = [];
  if (!ids.length || !session.profile()) return;
  let name;
  try {
    ({ name } = await get(`/leads/${encodeURIComponent(ids.at(-1))}`));
  } catch {
    return; // It was deleted meanwhile, or the lists will show it.
  }
  const number = ids.length + (news?.item.isConnected ? news.number : 0);
  news?.item.remove();
  const target = number === 1 ? address(`/leads/${ids[0]}`) : address('/leads', { status: 'PENDING' });
  const item = report(t(number === 1 ? 'leads.arrivedNamed' : 'leads.arrivedMany', { name, number }), h('a', { href: target, on: { click: () => item.remove() } }, t('leads.show')));
  news = { item, number };
}
