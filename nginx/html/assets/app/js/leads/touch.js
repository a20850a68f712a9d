// How a person found the business, in people's words.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { date } from '../format.js';
import { address } from '../router.js';
import { anyStatus } from './filters.js';

/** Which platform a click was on, by the name of its id. */
const clicks = { gclid: 'Google Ads', gbraid: 'Google Ads', wbraid: 'Google Ads', fbclid: 'Meta', msclkid: 'Microsoft Ads', ttclid: 'TikTok' };

/** Where a visit came from: "google / cpc", the platform of a click, or the site before; null for one that came from nowhere known. */
function origin(touch) {
  const named = [touch.utm_source, touch.utm_medium].filter(Boolean).join(' / ');
  return named || Object.entries(clicks).find(([name]) => touch[name])?.[1] || touch.referrer || null;
}

/** One visit: its campaign leads to the leads that came by it. */
function visit(touch) {
  const from = origin(touch);
  const line = [
    from ?? t('touch.direct'),
    touch.referrer && touch.referrer !== from ? t('touch.via', { host: touch.referrer }) : null,
    touch.landing ? t('touch.landing', { path: touch.landing }) : null,
    touch.at ? date(touch.at) : null,
  ].filter(Boolean).join(' · ');
  if (!touch.utm_campaign) return line;
  return [h('a', { href: address('/leads', { utm_campaign: touch.utm_campaign, status: anyStatus }) }, touch.utm_campaign), ` · ${line}`];
}

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const saysSomething = (touch) => touch && Object.keys(touch).length > 0;

/** The facts of a lead: the last visit before it wrote, and the first where that was another. */
export function touchFacts({ first, last }) {
  return [
    saysSomething(last) ? [t('touch.last'), visit(last)] : null,
    saysSomething(first) && !isSame(first, last) ? [t('touch.first'), visit(first)] : null,
  ].filter(Boolean);
}
