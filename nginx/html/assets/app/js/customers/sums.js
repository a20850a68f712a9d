// Sums of money in whole cents: no binary fraction comes in between.

/** The kinds of entries that make the customer owe more. */
const owing = new Set(['charge', 'refund']);

/** The cents of money as the API writes it (`"-199.90"`). */
export const cents = (text) => Number(text.replace('.', ''));

/** Cents as the API writes money. */
export function moneyText(amount) {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** What an entry of the ledger does to the balance, in cents. */
export const effect = (entry) => (owing.has(entry.kind) ? cents(entry.amount) : -cents(entry.amount));

/** A price so many times, null where the sum is past what can be charged. */
export function times(price, quantity) {
  const sum = cents(price) * quantity;
  return Number.isSafeInteger(sum) && sum > 0 && sum < 1e12 ? moneyText(sum) : null;
}

/** Entries, newest first, each with the balance after it: `last` cents after the newest. */
export function withBalances(entries, last) {
  let after = last;
  return entries.map((entry) => {
    const line = { entry, after };
    after -= effect(entry);
    return line;
  });
}
