import * as v from "valibot";
import { isNot } from "../problem.ts";

/** What makes a tag: OCI distribution specification, "Pulling manifests"; ECR holds to it. */
const IMAGE_TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

const REMEDY =
  "write latest, tag (the tag that the task definition names) or another image tag: " +
  "up to 128 letters, digits, _ . and -, without repository or digest";

/** What a service follows: `tag` means the tag each container's image names in its task definition, any other is a tag. */
export const follow = v.pipe(
  // What is no text can only be YAML's: a tag that ECS or YAML has as text needs no quotes.
  v.string(isNot("an image tag", `${REMEDY}, numbers in quotes`)),
  v.regex(IMAGE_TAG, isNot("an image tag", REMEDY)),
);

/** `services.<service>.image` */
export const image = v.strictObject({
  follow: v.exactOptional(
    v.pipe(follow, v.description("latest, tag (the tag the task definition names) or another image tag")),
  ),
});
