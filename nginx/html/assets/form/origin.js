// Where a visitor came from, in one readable line: "google / cpc / spring (via www.google.com) on shop.example".
import "../touch.js";
import { recall, remember } from "./draft.js";
import { isEmbedded } from "./frame.js";

const tags = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];
// The server takes 200 characters, and may put a mark in front.
const most = 150;
const mostOfOne = 50;

const plain = (text, length) =>
  [...text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/gu, " ").replace(/\s+/gu, " ").trim()].slice(0, length).join("").trim();

const host = (address) => {
  try {
    return new URL(address).hostname;
  } catch {
    return "";
  }
};

// The line for an address of the form, the page before it, and our own host.
export function describe(search, referrer, ownHost) {
  const query = new URLSearchParams(search);
  const campaign = tags.map((tag) => plain(query.get(tag) ?? "", mostOfOne)).filter(Boolean).join(" / ");
  const parent = plain(host(query.get("parent") ?? ""), mostOfOne);
  // In a frame the page before is the one around it, which names its own in the query.
  const before = plain(parent ? host(query.get("referrer") ?? "") : host(referrer), mostOfOne);
  const via = before && before !== ownHost && before !== parent ? before : "";
  const line = campaign && via ? `${campaign} (via ${via})` : campaign || via;
  return plain(parent ? (line ? `${line} on ${parent}` : parent) : line, most);
}

// The line for this visit: the first one of the tab that says something, so that a change of language does not lose it.
export function origin() {
  const known = recall("origin");
  if (known) return known;
  const found = describe(location.search, document.referrer, location.hostname);
  if (found) remember("origin", found);
  return found;
}

// The first and the last touch as the form sends them: those of the site around a frame, else those of this one.
export function touch() {
  const given = isEmbedded && new URLSearchParams(location.hash.slice(1)).get("touch");
  return given || JSON.stringify(window.guicheTouch());
}
