import type { Decision, Fact } from "../model.ts";

/** Nothing is to be done, and why. */
export const nothing = (...reasons: readonly string[]): Decision => ({
  effects: [],
  facts: [],
  reasons: atLeastOne(reasons),
});

/** The same decision, after facts that were found on the way. */
export const after = (facts: readonly Fact[], reasons: readonly string[], decision: Decision): Decision => ({
  ...decision,
  facts: [...facts, ...decision.facts],
  reasons: atLeastOne([...reasons, ...decision.reasons]),
});

export function atLeastOne(reasons: readonly string[]): [string, ...string[]] {
  const [first = "nothing to do", ...others] = reasons;
  return [first, ...others];
}
