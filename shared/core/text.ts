import type { Instant } from "./model.ts";

/** Enough of a digest for a person to tell two apart: the first 12 of its 64 hexadecimal digits. */
const SHORT_DIGEST_LENGTH = 12;

/** `sha256:4f5b2640fe6f…` as `4f5b2640fe6f`. */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, "").slice(0, SHORT_DIGEST_LENGTH);

/** `arn:…:task-definition/web:42` as `web:42`. */
export const shortArn = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

/** `90 seconds`, `5 minutes`, `2 hours`: the largest unit that is exact. */
export function inWords(seconds: number): string {
  const [count, unit] =
    seconds > 0 && seconds % 3600 === 0
      ? [seconds / 3600, "hour"]
      : seconds > 0 && seconds % 60 === 0
        ? [seconds / 60, "minute"]
        : [seconds, "second"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** From two of the larger unit on, nobody counts the smaller ones. */
const UNITS_MIN = 2;

/** How long something took, as people say it: `40 seconds`, `12 minutes`, `3 hours`. */
export function durationInWords(seconds: number): string {
  const unit = [3600, 60].find((each) => seconds >= UNITS_MIN * each) ?? 1;
  return inWords(Math.max(1, Math.round(seconds / unit)) * unit);
}

/** `2026-11-22T23:10:04Z` */
export const isoTime = (at: Instant): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");

/** `a`, `a and b`, `a, b and c` */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** AWS ends its reasons with a full stop, we do not; where a sentence goes on, one is enough. */
export const withoutFullStop = (sentence: string): string => sentence.replace(/(?<!\.)\.$/, "");
