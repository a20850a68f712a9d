// What the server asks of each field. A test holds `fields`, with the details of the page, equal to LeadForm of /api/schema, and the verdicts below equal to the server's.
import { faults } from "./words.js";

const atext = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";

export const fields = {
  first_name: { required: true, minLength: 1, maxLength: 100, pattern: "^[^<>]*$" },
  last_name: { required: true, minLength: 1, maxLength: 100, pattern: "^[^<>]*$" },
  email: {
    required: true,
    pattern: `^${atext}(\\.${atext})*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?$`,
  },
  phone: {},
};
// The details: the page says how long each may be.
for (const { name, dataset, type } of document.querySelectorAll("[data-max-length]")) {
  fields[name] = { minLength: 1, maxLength: Number(dataset.maxLength) };
  if (type === "textarea") fields[name].hasLines = true;
}

// The kinds of file: the one media type of each, and how its content begins.
export const kinds = {
  pdf: { type: "application/pdf", begins: /^(?:\xef\xbb\xbf)?[\t\n\f\r ]*%PDF-[12]\.[0-9]/ },
  doc: { type: "application/msword", begins: /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/ },
  docx: { type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", begins: /^PK/ },
};

const blanks = "[ \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000]+";
const outerBlanks = new RegExp(`^${blanks}|${blanks}$`, "gu");
// A text of blanks, format characters and combining marks alone shows nothing, and is treated as missing.
const visible = /[^\s\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{DI}\p{NChar}\u2800]/u;
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;

// Text without the blanks at its ends; a control character stays, to be refused.
export const trimmed = (text) => text.replace(outerBlanks, "");

// What is wrong with a value as it is sent, in a language; null when nothing is.
export function fault(name, text, language) {
  const rule = fields[name];
  const words = faults[language];
  if (!rule) return null;
  if (!visible.test(text)) return rule.required ? words.missing : null;
  if (name === "email") return isAddress(text) ? null : words.email;
  if (name === "phone") return mayBePhone(text) ? null : words.phone;
  if (control.test(rule.hasLines ? text.replace(/[\t\n]/g, "") : text)) return words.control;
  if (rule.pattern && !new RegExp(rule.pattern, "u").test(text)) return words.refused("<>");
  const length = [...text].length;
  return length <= rule.maxLength ? null : words.length(rule.minLength, rule.maxLength);
}

// The server knows the numbers of each country; here only what is none anywhere is refused.
function mayBePhone(text) {
  const digits = text.replace(/[^0-9]/g, "").length;
  return digits >= 6 && digits <= 20 && /^[+0-9\s().\/\p{Pd}]+$/u.test(text);
}

function isAddress(text) {
  const at = text.lastIndexOf("@");
  return text.length <= 254 && at <= 64 && new RegExp(fields.email.pattern).test(text)
    && text.slice(at + 1).split(".").every((label) => label.length <= 63);
}

// The kind that a file's name claims; undefined for none of ours.
export function kind(file) {
  const ending = file.name.slice(file.name.lastIndexOf(".") + 1);
  return file.name.includes(".") && /^[A-Za-z]+$/.test(ending) ? kinds[ending.toLowerCase()] : undefined;
}

const hasEnding = (file) => /\.[^.\s]*$/.test(file.name);

// What is wrong with the chosen file; looks at its first bytes.
export async function fileFault(file, largestBytes, language) {
  const words = faults[language];
  if (!file) return words.missing;
  const claimed = kind(file);
  if (!claimed && hasEnding(file)) return words.ending;
  if (file.size === 0) return words.empty;
  if (file.size > largestBytes) return words.tooLarge(largestBytes);
  let start;
  try {
    start = new Uint8Array(await file.slice(0, 1032).arrayBuffer());
  } catch {
    return words.unreadable;
  }
  const text = String.fromCharCode(...start);
  // A name without an ending gets the one of its content.
  if (!claimed) return Object.values(kinds).some((each) => each.begins.test(text)) ? null : words.ending;
  return claimed.begins.test(text) ? null : words.content;
}
