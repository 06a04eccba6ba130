import type { BatchGetImageRequest, BatchGetImageResponse, Image, ImageFailure } from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated } from "../../../not-simulated.ts";
import { invalidParameter } from "../errors.ts";
import { findOrFail, IMAGE_IDS_MAX } from "../failures.ts";

/** Answers manifests as they were pushed; a translation to another accepted media type is refused. */
export const batchGetImage: Action<Checked<BatchGetImageRequest>, BatchGetImageResponse> = (input, { aws }) => {
  const repository = aws.ecr.repository(input.repositoryName, input.registryId);
  if (input.imageIds.length < 1 || input.imageIds.length > IMAGE_IDS_MAX)
    throw invalidParameter("imageIds", `must hold 1 to ${IMAGE_IDS_MAX} identifiers`);
  const images: Image[] = [];
  const failures: ImageFailure[] = [];
  for (const imageId of input.imageIds) {
    const found = findOrFail(repository, imageId);
    if ("failure" in found) {
      failures.push(found.failure);
      continue;
    }
    const { digest, mediaType, manifest } = found.image;
    if (input.acceptedMediaTypes?.length && !input.acceptedMediaTypes.includes(mediaType))
      throw notSimulated("BatchGetImage", `a translation of ${mediaType} to one of acceptedMediaTypes`);
    images.push({
      registryId: repository.registryId,
      repositoryName: repository.name,
      imageId: { ...imageId, imageDigest: digest },
      imageManifest: manifest,
      imageManifestMediaType: mediaType,
    });
  }
  return { images, failures };
};
