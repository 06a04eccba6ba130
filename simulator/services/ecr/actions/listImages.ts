import type { ImageIdentifier, ListImagesRequest, ListImagesResponse } from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { filterImages } from "../filter.ts";
import { ecrPage } from "../paging.ts";

/** One identifier per tag; an untagged image has one without a tag. */
export const listImages: Action<Checked<ListImagesRequest>, ListImagesResponse> = (input, { aws }) => {
  const repository = aws.ecr.repository(input.repositoryName, input.registryId);
  const identifiers = filterImages(repository.images(), input.filter).flatMap((image): ImageIdentifier[] =>
    image.tags.length === 0
      ? [{ imageDigest: image.digest }]
      : image.tags.map((imageTag) => ({ imageDigest: image.digest, imageTag })),
  );
  const { items, nextToken } = ecrPage(identifiers, input);
  return { imageIds: items, nextToken };
};
