// Finds the proof of a stamp, in a thread of its own: the least number such that the SHA-256 of the stamp, a dot and the number begins with so
// many zero bits. Written out because crypto.subtle is asynchronous, which costs more than the digest, and missing on plain HTTP.
// Source: FIPS 180-4 §4.2.2, §5.3.3, §6.2.
const blockBytes = 64;
const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
const primes = [];
for (let number = 2; primes.length < blockBytes; number++) {
  if (primes.every((prime) => number % prime)) primes.push(number);
}
const constants = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const initial = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const schedule = new Int32Array(blockBytes);

// Adds the block that begins at a byte to a state of eight words.
function compress(state, bytes, at) {
  for (let t = 0, byte = at; t < 16; t++, byte += 4) {
    schedule[t] = (bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3];
  }
  for (let t = 16; t < 64; t++) {
    const x = schedule[t - 15];
    const y = schedule[t - 2];
    const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    schedule[t] = (schedule[t - 16] + sigma0 + schedule[t - 7] + sigma1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t++) {
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + sum1 + ((e & f) ^ (~e & g)) + constants[t] + schedule[t]) | 0;
    const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

// The proof of a stamp in ASCII, for 1 to 32 bits.
function prove(stamp, bits) {
  const prefix = new TextEncoder().encode(`${stamp}.`);
  // The blocks before the number are the same for every number.
  const start = Int32Array.from(initial);
  const whole = prefix.length - (prefix.length % blockBytes);
  for (let at = 0; at < whole; at += blockBytes) compress(start, prefix, at);
  const rest = prefix.subarray(whole);
  const state = new Int32Array(8);
  const tail = new Uint8Array(2 * blockBytes);
  let digits = 0;
  let end = 0;
  for (let number = 0; ; number++) {
    const text = String(number);
    if (text.length !== digits) {
      digits = text.length;
      tail.fill(0);
      tail.set(rest);
      tail[rest.length + digits] = 0x80;
      end = rest.length + digits + 9 <= blockBytes ? blockBytes : 2 * blockBytes;
      new DataView(tail.buffer).setUint32(end - 4, (prefix.length + digits) * 8);
    }
    for (let index = 0; index < digits; index++) tail[rest.length + index] = text.charCodeAt(index);
    state.set(start);
    for (let at = 0; at < end; at += blockBytes) compress(state, tail, at);
    if (state[0] >>> (32 - bits) === 0) return text;
  }
}

self.onmessage = ({ data: { value, bits } }) => self.postMessage(prove(value, bits));
