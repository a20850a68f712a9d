// How the business is called on what a customer gets from it.

import { get } from '../api.js';
import { publicConfig } from '../public-config.js';
import * as session from '../session.js';

/** The name on the form, else that of the company for who may see it; null when there is none. */
export async function businessName() {
  const shown = (await publicConfig())?.display_name;
  if (shown || !session.can('core.view_config')) return shown ?? null;
  try {
    const company = await get('/config/company');
    return company.trade_name ?? company.legal_name;
  } catch {
    return null; // A paper without the name is better than none.
  }
}
