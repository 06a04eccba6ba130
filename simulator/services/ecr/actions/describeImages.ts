import type { DescribeImagesRequest, DescribeImagesResponse } from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { describeImage } from "../describe.ts";
import { invalidParameter } from "../errors.ts";
import { IMAGE_IDS_MAX } from "../failures.ts";
import { filterImages } from "../filter.ts";
import { ecrPage } from "../paging.ts";

/** One missing image of `imageIds` fails the whole call (Amazon ECR API reference, DescribeImages). */
export const describeImages: Action<Checked<DescribeImagesRequest>, DescribeImagesResponse> = (input, { aws }) => {
  const repository = aws.ecr.repository(input.repositoryName, input.registryId);
  if (input.imageIds && (input.imageIds.length < 1 || input.imageIds.length > IMAGE_IDS_MAX))
    throw invalidParameter("imageIds", `must hold 1 to ${IMAGE_IDS_MAX} identifiers`);
  const named = input.imageIds?.map((imageId) => repository.require(imageId));
  const distinct = named && [...new Map(named.map((image) => [image.digest, image])).values()];
  const images = filterImages(distinct ?? repository.images(), input.filter);
  const { items, nextToken } = ecrPage(images, input, named !== undefined && "imageIds");
  return { imageDetails: items.map((image) => describeImage(image, repository.registryId)), nextToken };
};
