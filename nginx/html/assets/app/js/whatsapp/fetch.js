// The conversations that the pages show, as the API has them: newest first.

import { get } from '../api.js';

const pageSize = 100;
const mostPages = 5;

/** Whether two addresses are likely to be one person's: the last digits of a number are the same in all of its spellings. */
export const isSame = (one, other) => one === other || (/^\d{8,}$/.test(one) && /^\d{8,}$/.test(other) && one.slice(-8) === other.slice(-8));

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether a text finds a conversation: by beginnings of words of the name, or by digits of the number. */
function finds(text, { name, number }) {
  const digits = text.replace(/[\s().+-]/g, '');
  if (/^\d{3,}$/.test(digits)) return number.includes(digits);
  const words = plain(name ?? number).split(/\s+/);
  return plain(text).split(/\s+/).every((part) => words.some((word) => word.startsWith(part)));
}

/** `{conversations, hasMore}` of so many pages; with a `search` or only `unread` ones those among the newest that fit. */
export async function fetchConversations({ search, unread }, pages, signal) {
  const wanted = search || unread ? mostPages : pages;
  const conversations = [];
  let hasMore = true;
  for (let page = 1; page <= wanted && hasMore; page += 1) {
    const found = await get('/whatsapp/conversations', { page, page_size: pageSize }, signal);
    conversations.push(...found.conversations);
    hasMore = found.page < found.pages;
  }
  if (!search && !unread) return { conversations, hasMore };
  return { conversations: conversations.filter((each) => (!unread || each.unread > 0) && (!search || finds(search, each))), hasMore: false };
}

/** Whom a number belongs to, `{number, name, lead_id, customer_id, unread}`; of a number without a conversation, by the search over everything. */
export async function personOf(number, signal) {
  const { conversations } = await fetchConversations({}, 1, signal);
  const found = conversations.find((each) => isSame(each.number, number));
  if (found) return found;
  const { results } = await get('/search', { q: number }, signal);
  const record = (kind) => results.find((each) => each.kind === kind);
  const known = record('customer') ?? record('lead');
  return { number, name: known?.name ?? null, lead_id: record('lead')?.id ?? null, customer_id: record('customer')?.id ?? null, unread: 0 };
}
