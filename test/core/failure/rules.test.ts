// The rules, judged by cases that somebody wrote who had not read them.
import { expect, test } from "@jest/globals";
import { readEvidence } from "../../../events/evidence.ts";
import { diagnose } from "../../../shared/core/failure/diagnose.ts";
import type { Evidence } from "./case.ts";
import { FAILURE_CASES } from "./cases/index.ts";
import { score } from "./score.ts";

/** Cases are opinions, too; more than this share of them wrong is a fault of the rules. */
const WRONG_SHARE_MAX = 0.03;

const diagnosed = (evidence: Evidence) => {
  const reading = readEvidence(evidence, evidence.id);
  if ("why" in reading) throw new Error(`${evidence.id}: ${reading.why}`);
  return diagnose(reading.evidence);
};

const { cases, whole, misses, wronglyBlamed } = score(FAILURE_CASES, diagnosed);

test("no revision is surely to blame for what the environment did", () => {
  expect(wronglyBlamed).toEqual([]);
});

test("few cases are judged otherwise than by a careful engineer", () => {
  const isWithinReason = cases - whole <= cases * WRONG_SHARE_MAX;
  expect({ isWithinReason, misses: isWithinReason ? [] : misses }).toEqual({ isWithinReason: true, misses: [] });
});
