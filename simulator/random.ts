/** Chance with a seed: a number from 0 (inclusive) to 1 (exclusive), the same sequence for the same seed. */
export type Random = () => number;

/** Mulberry32 (Tommy Ettinger, public domain): small, fast, good enough to vary stories. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const HEXADECIMAL = "0123456789abcdef";
const DIGITS = "0123456789";
const URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/** So many hexadecimal digits, as in task identifiers (32) and digests (64). */
export const hexadecimal = (random: Random, length: number): string => pick(random, HEXADECIMAL, length);

/** So many decimal digits without a leading zero, as in `ecs-svc/<19 digits>`. */
export const digits = (random: Random, length: number): string =>
  pick(random, DIGITS.slice(1), 1) + pick(random, DIGITS, length - 1);

/** So many of A-Z a-z 0-9 _ -, as in service deployment identifiers (21). */
export const urlSafe = (random: Random, length: number): string => pick(random, URL_SAFE, length);

/** A version 4 UUID, as in event identifiers. */
export function uuid(random: Random): string {
  const hex = hexadecimal(random, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function pick(random: Random, alphabet: string, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += alphabet[Math.floor(random() * alphabet.length)];
  return text;
}
