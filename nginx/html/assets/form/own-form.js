// A public form that a business defined: sends once, shows how far it is, and loses nothing. Without this script the browser sends it.
import { dress } from "./brand.js";
import { clearSummary, isInOrder, show, summarize } from "./faults.js";
import { tellHeight, withParent } from "./frame.js";
import { origin, touch } from "./origin.js";
import { fileFault } from "./rules.js";
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
const caption = button.textContent;
const mostRepeats = 20;
let busy = false;
// The key and the stamp of what was sent last: the same content keeps them, so that it counts once however often it is sent.
let last = null;

function setBusy(isBusy) {
  busy = isBusy;
  form.toggleAttribute("data-busy", isBusy);
  button.setAttribute("aria-disabled", String(isBusy));
  button.textContent = isBusy ? say.sending : caption;
  progress.hidden = !isBusy;
  progress.value = 0;
  status.textContent = "";
}

function report(share) {
  const percent = Math.floor(share * 100);
  progress.value = percent;
  status.textContent = percent >= 100 ? say.checking : say.sent(Math.floor(percent / 25) * 25);
}

// What the browser itself finds missing or wrong, in its own words, and what is wrong with the file.
async function check() {
  const found = {};
  for (const field of form.elements) {
    if (!field.id || field.type === "file") continue;
    const message = field.validity?.valid === false ? field.validationMessage : null;
    if (message) found[field.id] = message;
    show(field.id, message);
  }
  if (file && (file.files[0] || file.required)) {
    const message = await fileFault(file.files[0], Number(file.dataset.maxBytes), language);
    if (message) found.resume = message;
    show("resume", message);
  }
  return found;
}

async function content() {
  form.elements.business_tracking.value = origin();
  // Stated once, so that the same content stays the same.
  form.elements.touch.value ||= touch();
  const data = new FormData(form);
  if (!data.get("business_tracking")) data.delete("business_tracking");
  for (const name of ["stamp", "proof"]) data.delete(name);
  const chosen = file?.files[0];
  if (file && !chosen) data.delete("resume");
  const said = [...data.entries()].filter(([name]) => name !== "resume");
  const mark = JSON.stringify([said, chosen?.name, chosen?.size, chosen?.lastModified]);
  if (last?.mark === mark) return last;
  for (const [name, value] of Object.entries(await stamped())) data.append(name, value);
  last = { mark, key: newKey(), data };
  return last;
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
      return summarize(say.faulty, found);
    }
    await deliver();
  } catch (error) {
    setBusy(false);
    if (!(error instanceof ConnectionLost)) throw error;
    summarize(say.lost);
  }
});

async function deliver() {
  for (let repeat = 0; repeat < mostRepeats; repeat++) {
    const { key, data } = await content();
    const answer = await send(form.action, data, { key, language, onProgress: report });
    const details = answer.body?.error?.details ?? {};
    // A known address has its message added to the first: nothing is left to be sent.
    if (answer.status === 201 || (answer.status === 409 && details.email)) return finish();
    if (answer.status === 422 && "Idempotency-Key" in details) last = null;
    else if (answer.status === 409 && answer.retryAfter && !Object.keys(details).length) await pause(answer.retryAfter);
    else return refuse(answer, details);
  }
  setBusy(false);
  summarize(say.failed);
}

function finish() {
  const { redirect, thanks } = form.dataset;
  if (redirect) window.top.location.assign(redirect);
  else location.assign(withParent(thanks));
}

function refuse({ status: code, body, retryAfter }, details) {
  setBusy(false);
  const found = Object.fromEntries(Object.entries(details).map(([name, faults]) => [name, [faults].flat().join(" ")]));
  const message = body?.error?.message;
  if (code < 500) keepStamp();
  for (const name of Object.keys(found)) if (isInOrder(name)) show(name, found[name]);
  if (code === 413 && file) show("resume", message ?? say.failed);
  if (retryAfter) return summarize([message, say.later(retryAfter)].filter(Boolean).join(" "));
  summarize(message ?? say.failed, found);
}

form.addEventListener("input", (event) => {
  const field = event.target;
  if (field.id && field.hasAttribute("aria-invalid")) show(field.id, field.validity.valid ? null : field.validationMessage);
});
const { stamp } = form.elements;
if (stamp) prepare(form.action.split("/").at(-2), { value: stamp.value, bits: Number(stamp.dataset.bits) });
origin();
document.getElementById("summary")?.focus();
tellHeight();
dress();
