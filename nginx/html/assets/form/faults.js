// Faults, each beside its field, and all of them in a summary that has the focus.
import { words } from "./words.js";

const form = document.getElementById("lead-form");
const say = words[document.documentElement.lang];
const inOrder = [...form.elements].filter((each) => each.id).map((each) => each.id);
const title = document.title;

/** Whether a field of that name is on the page. */
export const isInOrder = (name) => inOrder.includes(name);

/** Shows what is wrong with a field beside it; null when nothing is, which also takes its line out of the summary. */
export function show(name, text) {
  const field = document.getElementById(name);
  let note = document.getElementById(`${name}-fault`);
  if (!text) {
    field.removeAttribute("aria-invalid");
    note?.remove();
    putRight(name);
    return;
  }
  if (!note) {
    note = document.createElement("p");
    note.className = "fault";
    note.id = `${name}-fault`;
    field.closest(".field").append(note);
  }
  if (note.textContent !== text) note.textContent = text;
  field.setAttribute("aria-invalid", "true");
  field.closest("details")?.setAttribute("open", "");
}

const label = (name) => form.querySelector(`label[for="${name}"]`)?.firstChild.textContent.trim() ?? name;

/** A box above the form, which has the focus; `found` maps fields to faults. */
export function summarize(message, found = {}) {
  clearSummary();
  const box = document.createElement("div");
  box.id = "summary";
  box.className = "alert alert-danger";
  box.tabIndex = -1;
  const heading = document.createElement("h2");
  heading.textContent = message;
  box.append(heading);
  const names = Object.keys(found).sort((one, other) => inOrder.indexOf(one) - inOrder.indexOf(other));
  if (names.length) {
    const list = document.createElement("ul");
    for (const name of names) {
      const item = document.createElement("li");
      if (inOrder.includes(name)) {
        const link = document.createElement("a");
        link.href = `#${name}`;
        link.textContent = `${label(name)}: ${found[name]}`;
        link.addEventListener("click", (event) => {
          event.preventDefault();
          document.getElementById(name).focus();
        });
        item.append(link);
      } else {
        item.textContent = `${name}: ${found[name]}`;
      }
      list.append(item);
    }
    box.append(list);
  }
  form.before(box);
  document.title = `${say.error}: ${title}`;
  box.focus();
}

/** Takes the box away. */
export function clearSummary() {
  document.getElementById("summary")?.remove();
  document.title = title;
}

// The line of a field that was put right goes; the box goes with the last one.
function putRight(name) {
  const line = document.querySelector(`#summary a[href="#${name}"]`)?.closest("li");
  if (!line) return;
  const list = line.parentElement;
  line.remove();
  if (!list.childElementCount) clearSummary();
}
