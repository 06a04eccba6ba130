import * as v from "valibot";
import type { Reading } from "../../shared/core/model.ts";
import { type EventEnvelope, whyInvalid } from "../envelope.ts";

/** `detail` of *ECR Image Action* (ECR user guide, ecr-eventbridge; EventBridge schema registry). */
const Detail = v.object({
  "action-type": v.string(),
  result: v.string(),
  "repository-name": v.pipe(v.string(), v.nonEmpty()),
  "image-digest": v.optional(v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, "is no sha256 digest"))),
  "image-tag": v.optional(v.string()),
});

/** A tag that was pushed; everything else that ECR says of an image moves no tag and is ignored. */
export function parse(event: EventEnvelope): Reading {
  if (event.source !== "aws.ecr")
    return { kind: "ignored", why: `an ECR Image Action from ${event.source}, not from ECR` };
  const result = v.safeParse(Detail, event.detail);
  if (!result.success) return { kind: "malformed", why: `ECR Image Action: ${whyInvalid(result.issues)}` };
  const detail = result.output;
  const repository = detail["repository-name"];
  const tag = detail["image-tag"];
  const digest = detail["image-digest"];

  if (detail["action-type"] !== "PUSH")
    return { kind: "ignored", why: `${detail["action-type"]} of an image in ${repository} moves no tag` };
  if (detail.result !== "SUCCESS")
    return { kind: "ignored", why: `the push to ${repository} ended in ${detail.result}` };
  if (tag === undefined || tag === "")
    return {
      kind: "ignored",
      why: `the push to ${repository} has no tag: a platform image, an attestation or a push by digest`,
    };
  if (digest === undefined)
    return { kind: "malformed", why: "ECR Image Action: detail.image-digest is missing in a push" };
  return {
    kind: "trigger",
    trigger: { kind: "ImagePushed", eventId: event.id, at: event.at, repository, tag, digest },
  };
}
