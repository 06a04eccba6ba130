import type { Evidence, FailureCase, Verdict } from "./case.ts";

const FIELDS = ["family", "causedBy", "retryable", "confidence", "alert"] as const;
type Field = (typeof FIELDS)[number];
type Value = Verdict[Field];

/** One field of one case that nobody on call would have said so. */
interface Miss {
  readonly id: string;
  readonly kind: FailureCase["kind"];
  readonly field: Field;
  readonly said: Value;
  readonly accepted: readonly Value[];
}

/** How many verdicts on how many cases were right, and which were not. */
interface Score {
  readonly cases: number;
  readonly right: Readonly<Record<Field, number>>;
  /** Cases that are right in every field. */
  readonly whole: number;
  readonly misses: readonly Miss[];
  /** Ids of the cases for which a good revision would have been rolled back: must be empty. */
  readonly wronglyBlamed: readonly string[];
}

/** Scores what `diagnose` says against what the cases accept. */
export function score(cases: readonly FailureCase[], diagnose: (evidence: Evidence) => Verdict): Score {
  const judged = cases.map((each) => ({ each, verdict: diagnose(each.evidence) }));
  const misses = judged.flatMap(({ each, verdict }) => missesOf(each, verdict));
  const missesIn = (field: Field): number => misses.filter((miss) => miss.field === field).length;
  return {
    cases: cases.length,
    right: {
      family: cases.length - missesIn("family"),
      causedBy: cases.length - missesIn("causedBy"),
      retryable: cases.length - missesIn("retryable"),
      confidence: cases.length - missesIn("confidence"),
      alert: cases.length - missesIn("alert"),
    },
    whole: cases.length - new Set(misses.map((miss) => miss.id)).size,
    misses,
    wronglyBlamed: judged
      .filter(({ each, verdict }) => isWronglyBlamed(each, verdict))
      .map(({ each }) => each.evidence.id),
  };
}

function missesOf({ kind, evidence, expected }: FailureCase, verdict: Verdict): Miss[] {
  return FIELDS.flatMap((field) => {
    const accepted: readonly Value[] = [expected[field]].flat();
    const said = verdict[field];
    return accepted.includes(said) ? [] : [{ id: evidence.id, kind, field, said, accepted }];
  });
}

function isWronglyBlamed({ expected }: FailureCase, { causedBy, confidence }: Verdict): boolean {
  return expected.acquitsRevision && causedBy === "revision" && confidence === "sure";
}
