import type { PutImageRequest, PutImageResponse } from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const putImage: Action<Checked<PutImageRequest>, PutImageResponse> = (input, { aws }) => {
  const repository = aws.ecr.repository(input.repositoryName, input.registryId);
  const image = aws.ecr.put(repository, {
    manifest: input.imageManifest,
    mediaType: input.imageManifestMediaType,
    imageTag: input.imageTag,
    imageDigest: input.imageDigest,
  });
  return {
    image: {
      registryId: repository.registryId,
      repositoryName: repository.name,
      imageId: { imageDigest: image.digest, ...(input.imageTag === undefined ? {} : { imageTag: input.imageTag }) },
      imageManifest: image.manifest,
      imageManifestMediaType: image.mediaType,
    },
  };
};
