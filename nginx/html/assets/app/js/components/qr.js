// A QR code as a drawing. Source: ISO/IEC 18004, byte mode, level M, versions 1 to 9: at most 180 bytes.

import { masked } from './qr-mask.js';

// By version from 1: codewords in all, of error correction in each block, blocks, and where the alignment patterns are.
const versions = [
  [26, 10, 1, []], [44, 16, 1, [6, 18]], [70, 26, 1, [6, 22]], [100, 18, 2, [6, 26]], [134, 24, 2, [6, 30]],
  [172, 16, 4, [6, 34]], [196, 18, 4, [6, 22, 38]], [242, 22, 4, [6, 24, 42]], [292, 22, 5, [6, 26, 46]],
];
const space = 'http://www.w3.org/2000/svg';
const quiet = 4;

/** The drawing of a text, named for who does not see it; null for a text that is too long. */
export function qrCode(text, name) {
  const grid = qrGrid(text);
  if (!grid) return null;
  const side = grid.length + 2 * quiet;
  const path = grid.map((row, y) => row.map((isDark, x) => (isDark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : '')).join('')).join('');
  const make = (tag, attributes, ...children) => {
    const element = document.createElementNS(space, tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.append(...children);
    return element;
  };
  return make('svg', { class: 'qr-code', viewBox: `0 0 ${side} ${side}`, role: 'img', 'aria-label': name, 'shape-rendering': 'crispEdges' },
    make('rect', { width: side, height: side, fill: '#ffffff' }), make('path', { d: path, fill: '#000000' }));
}

/** The modules of a text's code, row by row, true for a dark one; null for a text that is too long. */
export function qrGrid(text) {
  const bytes = [...new TextEncoder().encode(text)];
  const version = versions.findIndex(([all, correction, blocks]) => bytes.length + 2 <= all - correction * blocks) + 1;
  if (!version) return null;
  const [all, correction, blocks, places] = versions[version - 1];
  const words = interleaved(codewords(bytes, all - correction * blocks), all, correction, blocks);
  const size = 17 + 4 * version;
  const grid = Array.from({ length: size }, () => Array(size).fill(null));
  drawPatterns(grid, version, places);
  return masked(grid, words);
}

// Mode, length, the bytes and the end, then the padding of the standard.
function codewords(bytes, room) {
  const halves = [4, bytes.length >> 4, bytes.length & 15, ...bytes.flatMap((byte) => [byte >> 4, byte & 15]), 0];
  const words = [];
  for (let at = 0; at < halves.length; at += 2) words.push(halves[at] << 4 | halves[at + 1]);
  for (let turn = 0; words.length < room; turn += 1) words.push(turn % 2 ? 0x11 : 0xec);
  return words;
}

function interleaved(words, all, correction, count) {
  const short = Math.floor(all / count) - correction;
  const longFrom = count - (all % count);
  const divisor = divisorOf(correction);
  let at = 0;
  const blocks = Array.from({ length: count }, (_, index) => {
    const data = words.slice(at, at + short + (index < longFrom ? 0 : 1));
    at += data.length;
    return { data, check: remainder(data, divisor) };
  });
  const row = (member, index) => blocks.map((block) => block[member][index]).filter((word) => word !== undefined);
  return [...Array.from({ length: short + 1 }, (_, index) => row('data', index)).flat(), ...Array.from({ length: correction }, (_, index) => row('check', index)).flat()];
}

// Multiplication in GF(256) by the polynomial 0x11d.
function product(one, other) {
  let result = 0;
  for (let bit = 7; bit >= 0; bit -= 1) result = (result << 1) ^ ((result >> 7) * 0x11d) ^ (((other >> bit) & 1) * one);
  return result & 0xff;
}

function divisorOf(degree) {
  const result = [...Array(degree - 1).fill(0), 1];
  let root = 1;
  for (let turn = 0; turn < degree; turn += 1) {
    for (let index = 0; index < degree; index += 1) result[index] = product(result[index], root) ^ (result[index + 1] ?? 0);
    root = product(root, 2);
  }
  return result;
}

function remainder(data, divisor) {
  const result = Array(divisor.length).fill(0);
  for (const word of data) {
    const factor = word ^ result.shift();
    result.push(0);
    divisor.forEach((each, index) => { result[index] ^= product(each, factor); });
  }
  return result;
}

function drawPatterns(grid, version, places) {
  const size = grid.length;
  const set = (x, y, isDark) => { if (grid[y]?.[x] !== undefined) grid[y][x] = isDark; };
  for (const [left, top] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
    for (let y = -4; y <= 4; y += 1) for (let x = -4; x <= 4; x += 1) set(left + x, top + y, ![2, 4].includes(Math.max(Math.abs(x), Math.abs(y))));
  }
  for (const top of places) {
    for (const left of places) {
      if (grid[top][left] !== null) continue;
      for (let y = -2; y <= 2; y += 1) for (let x = -2; x <= 2; x += 1) set(left + x, top + y, Math.max(Math.abs(x), Math.abs(y)) !== 1);
    }
  }
  for (let at = 8; at < size - 8; at += 1) {
    grid[6][at] ??= at % 2 === 0;
    grid[at][6] ??= at % 2 === 0;
  }
  if (version < 7) return;
  let rest = version;
  for (let turn = 0; turn < 12; turn += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  const bits = version << 12 | rest;
  for (let bit = 0; bit < 18; bit += 1) {
    const [along, across] = [size - 11 + (bit % 3), Math.floor(bit / 3)];
    grid[across][along] = ((bits >> bit) & 1) === 1;
    grid[along][across] = ((bits >> bit) & 1) === 1;
  }
}
