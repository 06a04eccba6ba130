import { AwsError } from "../../aws.ts";
import type { ImageIdentity } from "./image.ts";

/** Texts as Amazon ECR words them where known (Amazon ECR API reference; moto's imitation), else inferred. */

export const repositoryNotFound = (repositoryName: string, registryId: string): AwsError =>
  new AwsError(
    "RepositoryNotFoundException",
    `The repository with name '${repositoryName}' does not exist in the registry with id '${registryId}'`,
  );

export const repositoryAlreadyExists = (repositoryName: string, registryId: string): AwsError =>
  new AwsError(
    "RepositoryAlreadyExistsException",
    `The repository with name '${repositoryName}' already exists in the registry with id '${registryId}'`,
  );

export const repositoryNotEmpty = (repositoryName: string, registryId: string): AwsError =>
  new AwsError(
    "RepositoryNotEmptyException",
    `The repository with name '${repositoryName}' in registry with id '${registryId}' cannot be deleted because it still contains images`,
  );

export const imageNotFound = (image: ImageIdentity, repositoryName: string, registryId: string): AwsError =>
  new AwsError(
    "ImageNotFoundException",
    `The image with imageId {imageDigest:'${image.imageDigest ?? "null"}', imageTag:'${image.imageTag ?? "null"}'} does not exist within the repository with name '${repositoryName}' in the registry with id '${registryId}'`,
  );

export const imageAlreadyExists = (
  digest: string,
  tag: string | undefined,
  repositoryName: string,
  registryId: string,
): AwsError =>
  new AwsError(
    "ImageAlreadyExistsException",
    `Image with digest '${digest}'${tag === undefined ? "" : ` and tag '${tag}'`} already exists in the repository with name '${repositoryName}' in registry with id '${registryId}'`,
  );

export const imageTagAlreadyExists = (tag: string, repositoryName: string): AwsError =>
  new AwsError(
    "ImageTagAlreadyExistsException",
    `The image tag '${tag}' already exists in the '${repositoryName}' repository and cannot be overwritten because the repository is immutable.`,
  );

export const imageDigestDoesNotMatch = (stated: string, calculated: string): AwsError =>
  new AwsError(
    "ImageDigestDoesNotMatchException",
    `The specified image digest '${stated}' does not match the digest '${calculated}' that Amazon ECR calculated for the image.`,
  );

export const referencedImagesNotFound = (digests: readonly string[]): AwsError =>
  new AwsError(
    "ReferencedImagesNotFoundException",
    `The manifest list is referencing an image that does not exist: ${digests.join(", ")}`,
  );

export const invalidParameter = (parameter: string, constraint: string): AwsError =>
  new AwsError(
    "InvalidParameterException",
    `Invalid parameter at '${parameter}' failed to satisfy constraint: '${constraint}'`,
  );
