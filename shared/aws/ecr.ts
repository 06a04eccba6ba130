import { BatchGetImageCommand, type ECRClient, type Image } from "@aws-sdk/client-ecr";
import type { ImageReference } from "../core/images/reference.ts";
import type { Platform, TaggedImage } from "../core/model.ts";
import { kindOfError } from "./errors.ts";
import { chunksOf } from "./pages.ts";

/** The calls to ECR that we make. */
export interface Ecr {
  /**
   * What these tags of a repository point to now, and which of these digests it does not have. A repository that does
   * not exist has neither.
   */
  readImages(repository: string, tags: readonly string[], digests: readonly string[]): Promise<RepositoryReading>;
  /** What an image of a repository can run on, by digest or else by tag; empty where the registry does not say. */
  platformsOf(repository: string, image: Pick<ImageReference, "tag" | "digest">): Promise<readonly Platform[]>;
}

export interface RepositoryReading {
  readonly tagged: Readonly<Record<string, TaggedImage>>;
  readonly missingDigests: readonly string[];
}

/**
 * All manifest types of an image or an index: asked for fewer, ECR translates a tag's manifest, and a translated one has
 * another digest (ECR user guide, image-manifest-formats).
 */
const MEDIA_TYPES = [
  "application/vnd.docker.distribution.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
];

/** BatchGetImage takes so many images a call (Amazon ECR API, BatchGetImage). */
const IMAGES_PER_CALL = 100;

export function createEcr(client: ECRClient): Ecr {
  return {
    async readImages(repository, tags, digests) {
      const imageIds = [...tags.map((imageTag) => ({ imageTag })), ...digests.map((imageDigest) => ({ imageDigest }))];
      const images: Image[] = [];
      try {
        for (const chunk of chunksOf(IMAGES_PER_CALL, imageIds)) {
          const answer = await client.send(
            new BatchGetImageCommand({ repositoryName: repository, imageIds: chunk, acceptedMediaTypes: MEDIA_TYPES }),
          );
          images.push(...(answer.images ?? []));
        }
      } catch (error) {
        if (kindOfError(error) === "gone") return { tagged: {}, missingDigests: digests };
        throw error;
      }
      const tagged: Record<string, TaggedImage> = {};
      const present = new Set<string>();
      for (const image of images) {
        const { imageDigest, imageTag } = image.imageId ?? {};
        if (imageDigest === undefined) continue;
        present.add(imageDigest);
        if (imageTag !== undefined && tags.includes(imageTag))
          tagged[imageTag] = { digest: imageDigest, ...readManifest(image.imageManifest ?? "{}") };
      }
      return { tagged, missingDigests: digests.filter((digest) => !present.has(digest)) };
    },

    async platformsOf(repository, { tag, digest }) {
      const imageIds = [digest === undefined ? { imageTag: tag } : { imageDigest: digest }];
      const { images = [] } = await client.send(
        new BatchGetImageCommand({ repositoryName: repository, imageIds, acceptedMediaTypes: MEDIA_TYPES }),
      );
      return readManifest(images[0]?.imageManifest ?? "{}").platforms;
    },
  };
}

interface Manifest {
  readonly manifests?: readonly {
    readonly digest?: string;
    readonly platform?: { readonly os?: string; readonly architecture?: string };
  }[];
}

/** An index names its platforms; a single image's platform stands in its configuration blob, which is not read. */
function readManifest(text: string): Pick<TaggedImage, "manifestDigests" | "platforms"> {
  const manifest = JSON.parse(text) as Manifest;
  const platforms: Platform[] = [];
  for (const { platform } of manifest.manifests ?? []) {
    const { os, architecture } = platform ?? {};
    // Attestations stand in an index as images for "unknown/unknown".
    if (os !== undefined && architecture !== undefined && os !== "unknown") platforms.push({ os, architecture });
  }
  return { manifestDigests: (manifest.manifests ?? []).flatMap(({ digest }) => digest ?? []), platforms };
}
