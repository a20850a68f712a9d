// The public form: checks while one types, sends once, and loses nothing. Without this script the form is sent by the browser itself.
import { dress } from "./brand.js";
import { forget, recall, remember } from "./draft.js";
import { dropArea } from "./drop.js";
import { clearSummary, isInOrder, show, summarize } from "./faults.js";
import { tellHeight, within, isEmbedded } from "./frame.js";
import { origin, touch } from "./origin.js";
import { fault, fields, fileFault, kind, trimmed } from "./rules.js";
import { ConnectionLost, newKey, pause, send } from "./sending.js";
import { keepStamp, prepare, stamped } from "./stamp.js";
import { words } from "./words.js";

const form = document.getElementById("lead-form");
const language = document.documentElement.lang;
const say = words[language];
const file = document.getElementById("resume");
const button = document.getElementById("send");
const progress = document.getElementById("progress");
const status = document.getElementById("status");
const largestBytes = Number(file.dataset.maxBytes);
const typed = [...form.elements].filter((each) => each.id && each.name in fields);
// While the first of one enquiry is still at work with the server, it is asked for again this often.
const mostRepeats = 20;

const sentText = (field) => trimmed(field.value);

async function check() {
  const found = {};
  for (const field of typed) found[field.name] = fault(field.name, sentText(field), language);
  found.resume = await fileFault(file.files[0], largestBytes, language);
  for (const name of Object.keys(found)) {
    if (name !== "business_tracking") show(name, found[name]);
    if (!found[name]) delete found[name];
  }
  return found;
}

// --- While one types.

function keepDraft() {
  remember("draft", Object.fromEntries(typed.map((field) => [field.name, field.value])));
}

function restoreDraft() {
  const draft = recall("draft") ?? {};
  for (const field of typed) {
    if (!field.value && typeof draft[field.name] === "string") field.value = draft[field.name];
    if (field.value && field.closest("details")) field.closest("details").open = true;
  }
}

form.addEventListener("input", (event) => {
  keepDraft();
  const { name } = event.target;
  if (name in fields && event.target.hasAttribute("aria-invalid")) show(name, fault(name, sentText(event.target), language));
});
form.addEventListener("change", keepDraft);
// An empty field is complained of when the form is sent, not when one passes through it.
form.addEventListener("focusout", (event) => {
  const field = event.target;
  if (field.name in fields && field.value) show(field.name, fault(field.name, sentText(field), language));
});
file.addEventListener("change", async () => {
  show("resume", file.files[0] ? await fileFault(file.files[0], largestBytes, language) : null);
});
dropArea(file, () => !busy);

// --- Sending.

let busy = false;
let waiting = false;

// The same content keeps its key, its stamp and its touches, after a reload too, so that it counts once however often it is sent.
async function attempt(chosen) {
  const content = JSON.stringify([
    ...typed.map(sentText), form.elements.website.value, chosen.name, chosen.size, chosen.lastModified,
  ]);
  const last = recall("attempt");
  if (last?.content === content) return last;
  const made = { content, key: newKey(), stamp: await stamped(), touch: form.elements.touch.value || touch() };
  remember("attempt", made);
  return made;
}

function content(chosen, { stamp, touch: touches }) {
  const data = new FormData();
  data.append("language", language);
  for (const [name, value] of Object.entries(stamp)) data.append(name, value);
  data.append("website", form.elements.website.value);
  data.append("touch", touches);
  const from = origin();
  if (from) data.append("business_tracking", from);
  for (const field of typed) if (field.name !== "business_tracking") data.append(field.name, sentText(field));
  // A type that this computer has made up says nothing: the name and the content decide.
  const type = kind(chosen)?.type === chosen.type ? chosen.type : "application/octet-stream";
  data.append("resume", new File([chosen], chosen.name, { type, lastModified: chosen.lastModified }));
  return data;
}

function setBusy(isBusy) {
  busy = isBusy;
  form.toggleAttribute("data-busy", isBusy);
  button.setAttribute("aria-disabled", String(isBusy));
  button.textContent = isBusy ? say.sending : say.send;
  progress.hidden = !isBusy;
  progress.value = 0;
  status.textContent = "";
}

function report(share) {
  const percent = Math.floor(share * 100);
  progress.value = percent;
  // Said in quarters: a screen reader reads out each change.
  status.textContent = percent >= 100 ? say.checking : say.sent(Math.floor(percent / 25) * 25);
}

form.noValidate = true;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  setBusy(true);
  clearSummary();
  try {
    const found = await check();
    if (Object.keys(found).length) {
      setBusy(false);
      summarize(say.faulty, found);
      return;
    }
    await deliver(file.files[0]);
  } catch (error) {
    setBusy(false);
    if (!(error instanceof ConnectionLost)) throw error;
    button.textContent = say.retry;
    waiting = !navigator.onLine;
    summarize(waiting ? say.offline : say.lost);
  }
});
window.addEventListener("online", () => {
  if (!waiting) return;
  waiting = false;
  form.requestSubmit();
});

async function deliver(chosen) {
  for (let repeat = 0; repeat < mostRepeats; repeat++) {
    const made = await attempt(chosen);
    const answer = await send(form.action, content(chosen, made), { key: made.key, language, onProgress: report });
    if (answer.status === 201) return finish();
    const details = answer.body?.error?.details ?? {};
    if (answer.status === 422 && "Idempotency-Key" in details) {
      // The file was changed under its name: another content, another key.
      forget("attempt");
    } else if (answer.status === 409 && answer.retryAfter && !Object.keys(details).length) {
      await pause(answer.retryAfter);
    } else {
      return refuse(answer, details);
    }
  }
  setBusy(false);
  summarize(say.failed);
}

// A known address has its message added to the first: nothing is wrong with any field, and nothing is left to be sent.
function finish(isKnown = false) {
  remember("receipt", { email: sentText(form.elements.email), isKnown });
  forget("draft", "attempt");
  location.assign(within(`/${language}${isEmbedded ? "/embed" : ""}/thank-you`));
}

function refuse({ status: code, body, retryAfter }, details) {
  setBusy(false);
  const found = Object.fromEntries(Object.entries(details).map(([name, faults]) => [name, [faults].flat().join(" ")]));
  const message = body?.error?.message;
  if (code === 409 && found.email) return finish(true);
  if (code < 500) keepStamp();
  for (const name of Object.keys(found)) if (isInOrder(name)) show(name, found[name]);
  if (code === 413) show("resume", message ?? say.failed);
  if (retryAfter) return summarize([message, say.later(retryAfter)].filter(Boolean).join(" "));
  summarize(message ?? say.failed, found);
}

// --- At the start. The page that a submission without this script came back as shows its own faults.

prepare("contact");
origin();
restoreDraft();
document.getElementById("summary")?.focus();
tellHeight();
dress();
