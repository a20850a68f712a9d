// The stamp of a page, which says when it was opened, and the proof that a browser worked for it while the person typed. Without them a
// submission is accepted as well; what else speaks against it weighs more then.
import { pause } from "./sending.js";

// A browser may fill in a form faster than anyone types: nothing is sent before the stamp is this old.
const leastAgeSeconds = 3.2;
// A stamp is accepted for 24 hours.
const longestAgeMilliseconds = 20 * 3_600_000;
const longestWorkSeconds = 30;

const now = () => performance.now() / 1000;

// The proof, computed by a thread of its own; none when there is no such thread, or it takes too long.
function proof(stamp) {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./proof.js", import.meta.url));
    const end = (found) => {
      clearTimeout(limit);
      worker.terminate();
      resolve(found);
    };
    const limit = setTimeout(end, longestWorkSeconds * 1000);
    worker.onmessage = ({ data }) => end(data);
    worker.onerror = () => end();
    worker.postMessage(stamp);
  }).catch(() => undefined);
}

// The fields of a stamp that was issued no later than at a moment.
async function worked(stamp, at) {
  return { at, fields: { stamp: stamp.value, proof: await proof(stamp) } };
}

async function request() {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return {};
    const { stamp } = await answer.json();
    return await worked(stamp, now());
  } catch {
    return {};
  }
}

let address = null;
let held = null;
// By the clock on the wall, which goes on while a computer sleeps.
let begun = 0;
let isSpent = false;

function take(next) {
  begun = Date.now();
  isSpent = false;
  held = next;
}

/** Begins the work for a stamp of a form: for the one that the page has, or else for one that is asked for. */
export function prepare(slug, given) {
  address = `/api/v1/forms/${slug}/public`;
  const opened = performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now();
  take(given ? worked(given, opened / 1000) : request());
}

/** The fields of a stamp for the next submission, each given once; none for a form without stamps. */
export async function stamped() {
  if (!address) return {};
  if (isSpent || Date.now() - begun > longestAgeMilliseconds) take(request());
  isSpent = true;
  const { at, fields = {} } = await held;
  if (at !== undefined) await pause(Math.max(at + leastAgeSeconds - now(), 0));
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
}

/** The last submission was refused: its stamp is good for the next. */
export function keepStamp() {
  isSpent = false;
}

// Someone came back to a page that was sent.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && isSpent && address) take(request());
});
