import type { ImageStatusFilter, TagStatus } from "@aws-sdk/client-ecr";
import { invalidParameter } from "./errors.ts";
import type { SimulatedImage } from "./image.ts";

/** The filter of DescribeImages and ListImages. Archived images are not simulated, so every image is ACTIVE. */
export function filterImages(
  images: readonly SimulatedImage[],
  filter: { tagStatus?: TagStatus | undefined; imageStatus?: ImageStatusFilter | undefined } = {},
): SimulatedImage[] {
  const { tagStatus = "ANY", imageStatus = "ACTIVE" } = filter;
  if (!includesActive(imageStatus)) return [];
  return images.filter((image) => hasTagStatus(image, tagStatus));
}

function hasTagStatus(image: SimulatedImage, tagStatus: TagStatus): boolean {
  switch (tagStatus) {
    case "ANY":
      return true;
    case "TAGGED":
      return image.tags.length > 0;
    case "UNTAGGED":
      return image.tags.length === 0;
    default:
      throw unknownValue("filter.tagStatus", tagStatus);
  }
}

function includesActive(imageStatus: ImageStatusFilter): boolean {
  switch (imageStatus) {
    case "ACTIVE":
    case "ANY":
      return true;
    case "ARCHIVED":
    case "ACTIVATING":
      return false;
    default:
      throw unknownValue("filter.imageStatus", imageStatus);
  }
}

const unknownValue = (parameter: string, value: never): Error =>
  invalidParameter(parameter, `${String(value)} is not known`);
