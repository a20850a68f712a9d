// Keeps a view of leads up to date: news of leads make it fetch again, several at once only one time.

import { debounced } from '../dom.js';
import * as live from '../live.js';

const gatherMilliseconds = 250;

/** Calls `reload` soon after a lead came in, wrote again or changed; gives what ends that. */
export function followLeads(reload) {
  const soon = debounced(gatherMilliseconds, () => reload({ quiet: true }));
  const ends = ['lead_created', 'enquiry_created', 'lead_changed', 'reconnected'].map((type) => live.on(type, soon));
  return () => {
    soon.cancel();
    for (const end of ends) end();
  };
}
