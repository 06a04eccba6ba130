import type { ImageFailure, ImageFailureCode } from "@aws-sdk/client-ecr";
import type { ImageIdentity, SimulatedImage } from "./image.ts";
import type { Repository } from "./repository.ts";

/** Amazon ECR API reference, BatchGetImage and BatchDeleteImage: 1 to 100 identifiers. */
export const IMAGE_IDS_MAX = 100;

/** Amazon ECR API reference, ImageIdentifier. */
const DIGEST = /^[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+$/;

/** Looks an image up as the batch operations do: what is wrong is an entry of `failures`, not an error. Texts inferred. */
export function findOrFail(
  repository: Repository,
  imageId: ImageIdentity,
): { image: SimulatedImage } | { failure: ImageFailure } {
  const { imageDigest, imageTag } = imageId;
  if (imageDigest === undefined && imageTag === undefined)
    return failed(imageId, "MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null");
  if (imageDigest !== undefined && !DIGEST.test(imageDigest))
    return failed(
      imageId,
      "InvalidImageDigest",
      `Invalid request parameters: image digest should satisfy the regex '${DIGEST.source.slice(1, -1)}'`,
    );
  const image = repository.find(imageId);
  if (image) return { image };
  if (imageDigest !== undefined && imageTag !== undefined && repository.byTag(imageTag))
    return failed(imageId, "ImageTagDoesNotMatchDigest", "Tag does not map to digest");
  return failed(imageId, "ImageNotFound", "Requested image not found");
}

export function failed(imageId: ImageIdentity, failureCode: ImageFailureCode, failureReason: string) {
  return { failure: { imageId: { ...imageId }, failureCode, failureReason } };
}
