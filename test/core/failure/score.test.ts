import { describe, expect, test } from "@jest/globals";
import { environment, type FailureCase, FAIR, revision, type Verdict } from "./case.ts";
import { score } from "./score.ts";

const CASES: readonly FailureCase[] = [
  { kind: 1, evidence: { id: "tag" }, expected: revision("image") },
  { kind: 7, evidence: { id: "rate" }, expected: environment(["image", "network"], "yes", { confidence: FAIR }) },
];

const tagMissing: Verdict = {
  family: "image",
  causedBy: "revision",
  retryable: "no",
  confidence: "sure",
  alert: true,
};
const rateLimited: Verdict = {
  family: "network",
  causedBy: "environment",
  retryable: "yes",
  confidence: "likely",
  alert: true,
};

describe("the score", () => {
  test("counts what every field got right", () => {
    expect(score(CASES, ({ id }) => (id === "tag" ? tagMissing : rateLimited))).toEqual({
      cases: 2,
      right: { family: 2, causedBy: 2, retryable: 2, confidence: 2, alert: 2 },
      whole: 2,
      misses: [],
      wronglyBlamed: [],
    });
  });

  test("names each miss, and who was blamed for what the environment did", () => {
    expect(score(CASES, () => tagMissing)).toEqual({
      cases: 2,
      right: { family: 2, causedBy: 1, retryable: 1, confidence: 2, alert: 2 },
      whole: 1,
      misses: [
        { id: "rate", kind: 7, field: "causedBy", said: "revision", accepted: ["environment"] },
        { id: "rate", kind: 7, field: "retryable", said: "no", accepted: ["yes"] },
      ],
      wronglyBlamed: ["rate"],
    });
  });

  test.each([
    ["likely", "revision"],
    ["sure", "environment"],
  ] as const)("blames nobody wrongly who is %s of the %s", (confidence, causedBy) => {
    expect(score(CASES, () => ({ ...tagMissing, confidence, causedBy })).wronglyBlamed).toEqual([]);
  });
});
