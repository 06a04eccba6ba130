import type { Reading, Trigger } from "../shared/core/model.ts";
import { type EventEnvelope, parseEnvelope } from "./envelope.ts";

/** Event kinds by their detail-type. */
export type EventKinds<Happened extends Trigger> = Readonly<
  Record<string, (event: EventEnvelope) => Reading<Happened>>
>;

/** Reads whatever came in. Never throws: what is no event, or of another kind, comes back with the reason. */
export function readAmong<Happened extends Trigger>(kinds: EventKinds<Happened>, input: unknown): Reading<Happened> {
  const event = parseEnvelope(input);
  if ("why" in event) return { kind: "malformed", why: event.why };
  const parse = Object.hasOwn(kinds, event.detailType) ? kinds[event.detailType] : undefined;
  if (!parse) return { kind: "ignored", why: `nothing here acts on "${event.detailType}"` };
  return parse(event);
}
