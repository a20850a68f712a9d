// Word of new leads, on whatever page one is: one piece of news, with the newest by name, how many more came shortly before, and the way to them.

import { debounced, h } from '../dom.js';
import { t } from '../i18n.js';
import * as live from '../live.js';
import { address, place } from '../router.js';
import * as session from '../session.js';
import { report } from '../components/toast.js';

const gatherMilliseconds = 500;
let come = []; // {id, name}, not reported yet
let news = null; // {item, number} of the last, while it is on view

/** Reports each lead that comes in, but the one on view. */
export function followArrivals() {
  const soon = debounced(gatherMilliseconds, tell);
  live.on('lead_created', (lead) => { come.push(lead); soon(); });
}

function tell() {
  const leads = come.filter(({ id }) => place().path !== `/leads/${id}`);
  come = [];
  if (!leads.length || !session.profile()) return;
  const { id, name } = leads.at(-1);
  const number = leads.length + (news?.item.isConnected ? news.number : 0);
  news?.item.remove();
  const target = number === 1 ? address(`/leads/${id}`) : address('/leads', { status: 'PENDING' });
  const item = report(t(number === 1 ? 'leads.arrivedNamed' : 'leads.arrivedMany', { name, number }), h('a', { href: target, on: { click: () => item.remove() } }, t('leads.show')));
  news = { item, number };
}
