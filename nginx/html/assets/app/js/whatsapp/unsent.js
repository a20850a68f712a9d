// Messages of a conversation on their way to the server. They are kept in the tab until the server has them: a lost connection or a reload loses none.

import { described } from '../api.js';
import { draft } from '../components/draft.js';
import { messageName, send } from './send.js';

/**
 * The messages: `add(text)` sends one after those before it, `retry(name)` one that was refused, `drop(name)` gives it up. `changed()` is called after each change,
 * `arrived(message)` once the server has one. Each is `{name, text, at, fault}`; one without a fault is being sent.
 */
export function unsentMessages(number, { changed, arrived }) {
  const kept = draft(`whatsapp unsent ${number}`);
  // What was on its way when the page was left is tried again: the server takes it once.
  let items = (kept.recall() ?? []).map((each) => ({ ...each, fault: null }));
  let turn = Promise.resolve();

  function keep() {
    if (items.length) kept.keep(items);
    else kept.forget();
    changed();
  }

  async function attempt(item) {
    if (!items.includes(item)) return;
    try {
      const id = await send({ number, text: item.text, name: item.name });
      items = items.filter((each) => each !== item);
      arrived({ id, direction: 'out', number, type: 'text', text: item.text, status: 'queued', created_at: item.at });
    } catch (error) {
      item.fault = described(error).message;
      item.isUnreachable = error.status === 0 || error.status >= 500;
    }
    keep();
  }

  function enqueue(item) {
    item.fault = null;
    turn = turn.then(() => attempt(item));
    keep();
  }

  const find = (name) => items.find((each) => each.name === name);
  for (const item of items) enqueue(item);
  return {
    list: () => items,
    add: (text) => {
      const item = { name: messageName(), text, at: new Date().toISOString(), fault: null };
      items = [...items, item];
      enqueue(item);
    },
    retry: (name) => { const item = find(name); if (item) enqueue(item); },
    drop: (name) => { items = items.filter((each) => each.name !== name); keep(); },
    /** After a lost connection: what only could not reach the server is sent by itself. */
    retryUnreachable: () => { for (const item of items) if (item.fault && item.isUnreachable) enqueue(item); },
  };
}
