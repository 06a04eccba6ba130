import * as v from "valibot";
import type { Instant } from "../shared/core/model.ts";

/** The outer object of every EventBridge event (EventBridge user guide, events structure), in our names. */
export interface EventEnvelope {
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  readonly account: string;
  readonly region: string;
  readonly at: Instant;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** AWS's own are UUIDs; replayed and custom ones stay well below what a key of the table holds. */
const ID_LENGTH_MAX = 256;

const Envelope = v.object({
  id: v.pipe(v.string(), v.nonEmpty(), v.maxLength(ID_LENGTH_MAX)),
  source: v.string(),
  "detail-type": v.string(),
  account: v.string(),
  region: v.string(),
  time: v.pipe(
    v.string(),
    v.isoTimestamp("is no ISO 8601 time"),
    v.check((time) => !Number.isNaN(Date.parse(time)), "is no ISO 8601 time"),
  ),
  resources: v.array(v.string()),
  detail: v.looseObject({}),
});

/** The envelope, or why the input is none. */
export function parseEnvelope(input: unknown): EventEnvelope | { readonly why: string } {
  const result = v.safeParse(Envelope, input);
  if (!result.success) return { why: `not an EventBridge event: ${whyInvalid(result.issues)}` };
  const { "detail-type": detailType, time, ...event } = result.output;
  return { ...event, detailType, at: Date.parse(time) };
}

/** All that is wrong, as `detail.repository-name: …; time: …`. */
export function whyInvalid(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues.map((issue) => `${v.getDotPath(issue) ?? "the whole"}: ${issue.message}`).join("; ");
}
