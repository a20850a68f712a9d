// The conversations that the pages show, as the API finds them: newest first.

import { get } from '../api.js';

const pageSize = 40;

/** Whether two addresses are likely to be one person's: the last digits of a number are the same in all of its spellings. */
export const isSame = (one, other) => one === other || (/^\d{8,}$/.test(one) && /^\d{8,}$/.test(other) && one.slice(-8) === other.slice(-8));

/** `{conversations, total, hasMore}` of the first pages; with a `search` for people or numbers, or only the `unread` ones, those that fit. */
export async function fetchConversations({ search, unread }, pages, signal) {
  const found = await Promise.all(Array.from({ length: pages }, (_, index) =>
    get('/whatsapp/conversations', { search, unread: unread ? true : null, page: index + 1, page_size: pageSize }, signal)));
  const last = found.at(-1);
  return { conversations: found.flatMap((each) => each.conversations), total: last.total, hasMore: last.page < last.pages };
}

/** Whom a number belongs to, `{number, name, lead_id, customer_id, unread}`; of a number without a conversation, by the search over everything. */
export async function personOf(number, signal) {
  const { conversations } = await fetchConversations({ search: number }, 1, signal);
  const found = conversations.find((each) => isSame(each.number, number));
  if (found) return found;
  const { results } = await get('/search', { q: number }, signal);
  const record = (kind) => results.find((each) => each.kind === kind);
  const known = record('customer') ?? record('lead');
  return { number, name: known?.name ?? null, lead_id: record('lead')?.id ?? null, customer_id: record('customer')?.id ?? null, unread: 0 };
}
