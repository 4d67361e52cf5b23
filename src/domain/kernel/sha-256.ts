/** The fractional parts of the roots of the first primes, from which SHA-256 takes its constants (FIPS 180-4, §4.2.2, §5.3.3). */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number += 1)
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  return found;
}

const word = (root: number) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const firstPrimes = primes(64);
const roundConstants = firstPrimes.map((prime) => word(Math.cbrt(prime)));
const initial = firstPrimes.slice(0, 8).map((prime) => word(Math.sqrt(prime)));

const turned = (value: number, by: number) => (value >>> by) | (value << (32 - by));

/**
 * The SHA-256 of a text in UTF-8, as 64 hexadecimal digits: what `printf %s TEXT | sha256sum` prints. Here for the drawing
 * of lots, which anybody must be able to repeat without this program.
 */
export function sha256Of(text: string): string {
  const message = padded(text);
  const state = [...initial];
  for (let offset = 0; offset < message.length; offset += 16) mix(state, message.slice(offset, offset + 16));
  return state.map((value) => (value >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The message in words of 32 bits: a one, zeros, and its length in bits at the end of a block. */
function padded(text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  const words = Array<number>((((bytes.length + 8) >> 6) + 1) * 16).fill(0);
  bytes.forEach((byte, index) => (words[index >> 2]! |= byte << (24 - (index % 4) * 8)));
  words[bytes.length >> 2]! |= 0x80 << (24 - (bytes.length % 4) * 8);
  words[words.length - 1] = bytes.length * 8;
  return words;
}

function mix(state: number[], block: readonly number[]): void {
  const schedule = [...block];
  for (let index = 16; index < 64; index += 1) {
    const early = schedule[index - 15]!;
    const late = schedule[index - 2]!;
    const small = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const large = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    schedule.push((schedule[index - 16]! + small + schedule[index - 7]! + large) | 0);
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (const [index, scheduled] of schedule.entries()) {
    const choice = (e & f) ^ (~e & g);
    const first =
      (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + roundConstants[index]! + scheduled) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => (state[index] = (state[index]! + value) | 0));
}
