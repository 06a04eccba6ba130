import {
  imageAlreadyExists,
  imageDigestDoesNotMatch,
  imageNotFound,
  imageTagAlreadyExists,
  invalidParameter,
  referencedImagesNotFound,
} from "./errors.ts";
import type { ImageIdentity, SimulatedImage } from "./image.ts";
import type { Manifest } from "./manifest.ts";
import { isImmutable, type TagMutability } from "./mutability.ts";

/** Amazon ECR API reference, PutImage: at most 300 characters; the registry protocol's own rule for a tag allows 128. */
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

export interface RepositoryOptions {
  readonly name: string;
  readonly registryId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly mutability: TagMutability;
}

/** The images of one repository and where its tags point. Knows the rules; time and events are its owner's. */
export class Repository {
  readonly name: string;
  readonly registryId: string;
  readonly createdAt: number;
  mutability: TagMutability;
  readonly resourceTags = new Map<string, string>();
  /** By digest, in the order of their first push. */
  readonly #images = new Map<string, Omit<SimulatedImage, "tags">>();
  /** Tag to digest, in the order of tagging. */
  readonly #tags = new Map<string, string>();

  constructor(options: RepositoryOptions) {
    this.name = options.name;
    this.registryId = options.registryId;
    this.createdAt = options.createdAt;
    this.mutability = options.mutability;
  }

  /** A copy that stays as it is now. */
  snapshot(): Repository {
    const snapshot = new Repository(this);
    for (const [name, value] of this.resourceTags) snapshot.resourceTags.set(name, value);
    for (const [digest, image] of this.#images) snapshot.#images.set(digest, image);
    for (const [tag, digest] of this.#tags) snapshot.#tags.set(tag, digest);
    return snapshot;
  }

  /** In the order of their first push. */
  images(): SimulatedImage[] {
    return [...this.#images.keys()].flatMap((digest) => this.byDigest(digest) ?? []);
  }

  byDigest(digest: string): SimulatedImage | undefined {
    const image = this.#images.get(digest);
    if (!image) return undefined;
    return { ...image, tags: [...this.#tags].filter(([, target]) => target === digest).map(([tag]) => tag) };
  }

  byTag(tag: string): SimulatedImage | undefined {
    const digest = this.#tags.get(tag);
    return digest === undefined ? undefined : this.byDigest(digest);
  }

  /** A tag and a digest that name different images find nothing. */
  find({ imageDigest, imageTag }: ImageIdentity): SimulatedImage | undefined {
    const image = imageTag === undefined ? this.byDigest(imageDigest ?? "") : this.byTag(imageTag);
    return imageDigest === undefined || image?.digest === imageDigest ? image : undefined;
  }

  /** Throws ImageNotFoundException. */
  require(identity: ImageIdentity): SimulatedImage {
    const image = this.find(identity);
    if (!image) throw imageNotFound(identity, this.name, this.registryId);
    return image;
  }

  /**
   * Stores a manifest, moves the tag to it. Refuses as PutImage does: a digest that does not match, an index whose
   * images are missing, the same manifest and tag again, a tag that must not move.
   */
  put(
    manifest: Manifest,
    options: {
      tag: string | undefined;
      statedDigest: string | undefined;
      behavior: string | undefined;
      pushedAt: number;
    },
  ): SimulatedImage {
    const { tag, statedDigest, behavior, pushedAt } = options;
    const { digest } = manifest;
    if (tag !== undefined && !TAG.test(tag))
      throw invalidParameter("imageTag", `must satisfy regular expression '${TAG.source}'`);
    if (statedDigest !== undefined && statedDigest !== digest) throw imageDigestDoesNotMatch(statedDigest, digest);
    this.#refuseMissing(manifest.children);
    const isKnown = this.#images.has(digest);
    if (isKnown && (tag === undefined || this.#tags.get(tag) === digest))
      throw imageAlreadyExists(digest, tag, this.name, this.registryId);
    if (tag !== undefined && this.#tags.has(tag) && isImmutable(this.mutability, tag))
      throw imageTagAlreadyExists(tag, this.name);
    if (!isKnown) this.#images.set(digest, this.#image(manifest, behavior, pushedAt));
    if (tag !== undefined) this.#tags.set(tag, digest);
    return this.require({ imageDigest: digest });
  }

  /** Digests of the indexes that name this image. */
  referencedBy(digest: string): string[] {
    return [...this.#images.values()].filter((image) => image.children.includes(digest)).map((image) => image.digest);
  }

  /** The last tag of an image takes the image along (Amazon ECR API reference, BatchDeleteImage). */
  removeTag(tag: string): void {
    const image = this.byTag(tag);
    this.#tags.delete(tag);
    if (image && image.tags.length === 1) this.#images.delete(image.digest);
  }

  removeImage(digest: string): void {
    for (const [tag, target] of this.#tags) if (target === digest) this.#tags.delete(tag);
    this.#images.delete(digest);
  }

  #refuseMissing(children: readonly string[]): void {
    const missing = children.filter((child) => !this.#images.has(child));
    if (missing.length > 0) throw referencedImagesNotFound(missing);
  }

  #image(manifest: Manifest, behavior: string | undefined, pushedAt: number): Omit<SimulatedImage, "tags"> {
    const children = manifest.children.flatMap((child) => this.#images.get(child) ?? []);
    return {
      repositoryName: this.name,
      digest: manifest.digest,
      manifest: manifest.text,
      mediaType: manifest.mediaType,
      artifactMediaType: manifest.artifactMediaType,
      platforms: manifest.platforms,
      behavior: behavior ?? children.find((child) => child.behavior !== undefined)?.behavior,
      pushedAt,
      sizeInBytes: Math.max(manifest.sizeInBytes, ...children.map((child) => child.sizeInBytes)),
      children: manifest.children,
      subjectDigest: manifest.subjectDigest,
    };
  }
}
