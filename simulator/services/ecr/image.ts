import type { Platform } from "./manifest.ts";

/** How a request names an image: by digest, by tag, or by both, which must agree. */
export interface ImageIdentity {
  readonly imageDigest?: string | undefined;
  readonly imageTag?: string | undefined;
}

/** An image or an index as a repository holds it. */
export interface SimulatedImage {
  readonly repositoryName: string;
  /** `sha256:<64 hexadecimal digits>` */
  readonly digest: string;
  /** Oldest first; empty when untagged. */
  readonly tags: readonly string[];
  /** The exact bytes that were pushed. */
  readonly manifest: string;
  readonly mediaType: string;
  readonly artifactMediaType: string | undefined;
  /** Empty when unknown: a single image keeps its platform in its configuration blob. */
  readonly platforms: readonly Platform[];
  /** What containers of this image do; absent means healthy. Known to `isBehavior` of simulator/workload. */
  readonly behavior: string | undefined;
  /** First push of the manifest, epoch milliseconds; tagging it again does not change it (inferred). */
  readonly pushedAt: number;
  /** Configuration and layers; of an index the largest of its images (Amazon ECR API reference, ImageDetail). */
  readonly sizeInBytes: number;
  /** Digests of the manifests that an index names. */
  readonly children: readonly string[];
  readonly subjectDigest: string | undefined;
}
