// A person as two letters in a circle, whose colour follows from the name.

import { h } from '../dom.js';

const tones = 6;

/** The circle; it says nothing to a screen reader, so the name belongs beside it. */
export function face(name) {
  const words = name.replace(/\(.*\)/, '').trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '').join('').toUpperCase();
  let sum = 0;
  for (const sign of name) sum = (sum * 31 + sign.codePointAt(0)) % 9973;
  return h('span', { class: `face face-${(sum % tones) + 1}`, 'aria-hidden': 'true' }, letters);
}
