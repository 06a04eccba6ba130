import * as v from "valibot";
import type { GardenNotice, Notice } from "../core/model.ts";
import { redacted } from "../core/redact.ts";

/** What rendering cannot do without. */
const Shape = v.variant("kind", [
  v.looseObject({
    kind: v.literal("rollout"),
    version: v.number(),
    at: v.number(),
    sentences: v.array(v.string()),
    rollout: v.looseObject({
      id: v.string(),
      service: v.string(),
      status: v.string(),
      reason: v.string(),
      fromTaskDefinition: v.string(),
      warnings: v.array(v.string()),
      images: v.array(
        v.looseObject({ container: v.string(), repository: v.string(), tag: v.string(), digest: v.string() }),
      ),
    }),
  }),
  v.looseObject({
    kind: v.literal("service"),
    version: v.number(),
    at: v.number(),
    service: v.string(),
    topic: v.picklist(["drift", "withheld", "hold", "problem"]),
    headline: v.string(),
  }),
  v.looseObject({
    kind: v.literal("garden"),
    at: v.number(),
    topic: v.picklist(["pause", "resume"]),
    headline: v.string(),
  }),
]);

/**
 * Reads a notice from a queue message; none if the message is no notice. Its texts quote ECS, images and people, so what
 * looks like a secret is taken out here, before anything is shown to anybody.
 */
export function parseNotice(body: string): Notice | GardenNotice | undefined {
  let notice: unknown;
  try {
    notice = JSON.parse(body);
  } catch {
    return undefined;
  }
  return v.is(Shape, notice) ? withoutSecrets(notice as unknown as Notice | GardenNotice) : undefined;
}

function withoutSecrets(notice: Notice | GardenNotice): Notice | GardenNotice {
  if (notice.kind !== "rollout") return { ...notice, headline: redacted(notice.headline) };
  const { rollout } = notice;
  return {
    ...notice,
    sentences: notice.sentences.map(redacted),
    rollout: {
      ...rollout,
      reason: redacted(rollout.reason),
      warnings: rollout.warnings.map(redacted),
      ...(rollout.askedBecause === undefined ? {} : { askedBecause: redacted(rollout.askedBecause) }),
    },
  };
}
