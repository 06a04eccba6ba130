import type {
  BatchDeleteImageRequest,
  BatchDeleteImageResponse,
  ImageFailure,
  ImageIdentifier,
} from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { invalidParameter } from "../errors.ts";
import { failed, findOrFail, IMAGE_IDS_MAX } from "../failures.ts";

/** By tag: the tag goes, and the image with its last tag. By digest: the image goes with all its tags. */
export const batchDeleteImage: Action<Checked<BatchDeleteImageRequest>, BatchDeleteImageResponse> = (
  input,
  { aws },
) => {
  const repository = aws.ecr.repository(input.repositoryName, input.registryId);
  if (input.imageIds.length < 1 || input.imageIds.length > IMAGE_IDS_MAX)
    throw invalidParameter("imageIds", `must hold 1 to ${IMAGE_IDS_MAX} identifiers`);
  const imageIds: ImageIdentifier[] = [];
  const failures: ImageFailure[] = [];
  for (const imageId of input.imageIds) {
    const found = findOrFail(repository, imageId);
    if ("failure" in found) {
      failures.push(found.failure);
      continue;
    }
    const { image } = found;
    const { imageTag } = imageId;
    const isOneTagOfMany = imageTag !== undefined && image.tags.length > 1;
    const indexes = repository.referencedBy(image.digest);
    if (!isOneTagOfMany && indexes.length > 0) {
      const reason = `Requested image referenced by manifest list: [${indexes.join(", ")}]`;
      failures.push(failed(imageId, "ImageReferencedByManifestList", reason).failure);
    } else if (imageTag !== undefined) {
      aws.ecr.deleteTag(repository, image, imageTag);
      imageIds.push({ imageDigest: image.digest, imageTag });
    } else {
      aws.ecr.deleteImage(repository, image);
      if (image.tags.length === 0) imageIds.push({ imageDigest: image.digest });
      for (const tag of image.tags) imageIds.push({ imageDigest: image.digest, imageTag: tag });
    }
  }
  return { imageIds, failures };
};
