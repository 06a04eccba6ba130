import type { ImageDetail, Repository as RepositoryDescription } from "@aws-sdk/client-ecr";
import type { AwsRegion } from "../../region.ts";
import type { SimulatedImage } from "./image.ts";
import type { Repository } from "./repository.ts";

/** A repository as CreateRepository, DescribeRepositories and DeleteRepository answer it. */
export function describeRepository(repository: Repository, aws: AwsRegion): RepositoryDescription {
  return {
    repositoryArn: aws.arn("ecr", `repository/${repository.name}`),
    registryId: repository.registryId,
    repositoryName: repository.name,
    repositoryUri: `${aws.ecr.host}/${repository.name}`,
    createdAt: new Date(repository.createdAt),
    ...repository.mutability,
    imageScanningConfiguration: { scanOnPush: false },
    encryptionConfiguration: { encryptionType: "AES256" },
  };
}

/** An image as DescribeImages answers it: `imageTags` is absent when it has none (Amazon ECR API reference). */
export function describeImage(image: SimulatedImage, registryId: string): ImageDetail {
  return {
    registryId,
    repositoryName: image.repositoryName,
    imageDigest: image.digest,
    ...(image.tags.length > 0 ? { imageTags: [...image.tags] } : {}),
    imageSizeInBytes: image.sizeInBytes,
    imagePushedAt: new Date(image.pushedAt),
    imageManifestMediaType: image.mediaType,
    ...(image.artifactMediaType === undefined ? {} : { artifactMediaType: image.artifactMediaType }),
    ...(image.subjectDigest === undefined ? {} : { subjectManifestDigest: image.subjectDigest }),
    imageStatus: "ACTIVE",
  };
}
