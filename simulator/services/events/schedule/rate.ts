import type { Schedule } from "./schedule.ts";

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * `1 minute`, `5 minutes`: a positive whole number and a unit, singular for 1 and plural otherwise (EventBridge user
 * guide, "Rate expressions"). The first slot is one period after the rule began (inferred). Undefined when not valid.
 */
export function parseRate(text: string): Schedule | undefined {
  const [, value, unit, plural] = /^([1-9]\d{0,8}) (minute|hour|day)(s?)$/.exec(text) ?? [];
  const unitMilliseconds = UNIT_MILLISECONDS[unit ?? ""];
  if (!value || !unitMilliseconds || (value === "1") !== (plural === "")) return undefined;
  const period = Number(value) * unitMilliseconds;
  return { next: (after, since) => since + (Math.floor((after - since) / period) + 1) * period };
}
