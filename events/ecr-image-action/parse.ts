import * as v from "valibot";
import type { ImagePushed, Reading } from "../../shared/core/model.ts";
import { type EventEnvelope, whyInvalid } from "../envelope.ts";

/**
 * Names of ECR (Amazon ECR API reference, CreateRepository; the registry protocol's rule for tags). What is longer was not
 * said by ECR, and does not fit into a key of the table: it must not be tried again and again.
 */
const REPOSITORY_NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const REPOSITORY_NAME_LENGTH_MAX = 256;
const TAG = /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$/;

/** `detail` of *ECR Image Action* (ECR user guide, ecr-eventbridge; EventBridge schema registry). */
const Detail = v.object({
  "action-type": v.string(),
  result: v.string(),
  "repository-name": v.pipe(
    v.string(),
    v.check(
      (name) => name.length <= REPOSITORY_NAME_LENGTH_MAX && REPOSITORY_NAME.test(name),
      "is no name of a repository",
    ),
  ),
  "image-digest": v.optional(v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, "is no sha256 digest"))),
  "image-tag": v.optional(v.pipe(v.string(), v.regex(TAG, "is no tag"))),
});

/** A tag that was pushed; everything else that ECR says of an image moves no tag and is ignored. */
export function parse(event: EventEnvelope): Reading<ImagePushed> {
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
