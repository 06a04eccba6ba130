import type { AwsRegion } from "../../region.ts";
import { isBehavior } from "../../workload/behaviors.ts";
import { invalidParameter, repositoryAlreadyExists, repositoryNotFound } from "./errors.ts";
import type { ImageIdentity, SimulatedImage } from "./image.ts";
import { parseManifest } from "./manifest.ts";
import { tagMutability, type TagMutability } from "./mutability.ts";
import { freshManifest } from "./push.ts";
import { Repository } from "./repository.ts";

/** Names a behaviour of the simulator (`healthy`, `crash`, …) on a manifest that is pushed. */
const BEHAVIOR_ANNOTATION = "simulator.behavior";

/** Amazon ECR API reference, CreateRepository. */
const REPOSITORY_NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const REPOSITORY_NAME_CHARACTERS_MIN = 2;
const REPOSITORY_NAME_CHARACTERS_MAX = 256;

/** The private registry of one account in one Region. */
export class EcrState {
  readonly aws: AwsRegion;
  readonly #repositories = new Map<string, Repository>();

  constructor(aws: AwsRegion) {
    this.aws = aws;
  }

  /** Host in the names of images that this registry holds. */
  get host(): string {
    return `${this.aws.account}.dkr.ecr.${this.aws.region}.amazonaws.com`;
  }

  /** A copy that stays as it is now. */
  snapshot(): EcrState {
    const snapshot = new EcrState(this.aws);
    for (const [name, repository] of this.#repositories) snapshot.#repositories.set(name, repository.snapshot());
    return snapshot;
  }

  /** In the order of their names. */
  repositories(): Repository[] {
    return [...this.#repositories.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Throws RepositoryNotFoundException, also for a registry of another account. */
  repository(name: string, registryId: string = this.aws.account): Repository {
    const repository = registryId === this.aws.account ? this.#repositories.get(name) : undefined;
    if (!repository) throw repositoryNotFound(name, registryId);
    return repository;
  }

  /** By the ARN `arn:aws:ecr:<region>:<account>:repository/<name>`. Throws RepositoryNotFoundException. */
  repositoryByArn(arn: string): Repository {
    const prefix = this.aws.arn("ecr", "repository/");
    if (!arn.startsWith(prefix)) throw invalidParameter("resourceArn", `must begin with ${prefix}`);
    return this.repository(arn.slice(prefix.length));
  }

  createRepository(name: string, mutability: TagMutability = tagMutability()): Repository {
    if (
      !REPOSITORY_NAME.test(name) ||
      name.length < REPOSITORY_NAME_CHARACTERS_MIN ||
      name.length > REPOSITORY_NAME_CHARACTERS_MAX
    )
      throw invalidParameter("repositoryName", `must satisfy regular expression '${REPOSITORY_NAME.source}'`);
    if (this.#repositories.has(name)) throw repositoryAlreadyExists(name, this.aws.account);
    const repository = new Repository({
      name,
      registryId: this.aws.account,
      createdAt: this.aws.world.now,
      mutability,
    });
    this.#repositories.set(name, repository);
    return repository;
  }

  deleteRepository(repository: Repository): void {
    this.#repositories.delete(repository.name);
  }

  /** An image of this registry by tag or digest. */
  find(image: { repositoryName: string } & ({ tag: string } | { digest: string })): SimulatedImage | undefined {
    const repository = this.#repositories.get(image.repositoryName);
    return "tag" in image ? repository?.byTag(image.tag) : repository?.byDigest(image.digest);
  }

  /** What PutImage does: stores the manifest, moves the tag, and tells EventBridge. */
  put(
    repository: Repository,
    image: ImageIdentity & { manifest: string; mediaType?: string | undefined },
  ): SimulatedImage {
    const manifest = parseManifest(image.manifest, image.mediaType);
    const behavior = manifest.annotations[BEHAVIOR_ANNOTATION];
    if (behavior !== undefined && !isBehavior(behavior))
      throw invalidParameter("imageManifest", `annotation ${BEHAVIOR_ANNOTATION}: unknown behavior ${behavior}`);
    const stored = repository.put(manifest, {
      tag: image.imageTag,
      statedDigest: image.imageDigest,
      behavior,
      pushedAt: this.aws.world.now,
    });
    this.#emit("PUSH", repository, { imageDigest: stored.digest, imageTag: image.imageTag });
    return stored;
  }

  /** A new image under this tag, never pushed before; makes the repository where it is missing. */
  push(image: { repository: string; tag: string; behavior?: string | undefined }): { digest: string } {
    const repository = this.#repositories.get(image.repository) ?? this.createRepository(image.repository);
    const annotations = image.behavior === undefined ? {} : { [BEHAVIOR_ANNOTATION]: image.behavior };
    const manifest = freshManifest(this.aws.world.random, annotations);
    return { digest: this.put(repository, { manifest, imageTag: image.tag }).digest };
  }

  /** Removes a tag, and the image with its last tag. */
  deleteTag(repository: Repository, image: SimulatedImage, tag: string): void {
    repository.removeTag(tag);
    this.#emit("DELETE", repository, { imageDigest: image.digest, imageTag: tag });
  }

  /** Removes an image and all its tags: one event for each tag, one without a tag for an untagged image (inferred). */
  deleteImage(repository: Repository, image: SimulatedImage): void {
    repository.removeImage(image.digest);
    for (const imageTag of image.tags.length > 0 ? image.tags : [undefined])
      this.#emit("DELETE", repository, { imageDigest: image.digest, imageTag });
  }

  /** Amazon ECR user guide, ecr-eventbridge, "Event for a completed image push" and "image deletion". */
  #emit(action: "PUSH" | "DELETE", repository: Repository, { imageDigest, imageTag }: ImageIdentity): void {
    this.aws.events.emit({
      source: "aws.ecr",
      detailType: "ECR Image Action",
      resources: [],
      detail: {
        result: "SUCCESS",
        "repository-name": repository.name,
        "image-digest": imageDigest,
        "action-type": action,
        ...(imageTag === undefined ? {} : { "image-tag": imageTag }),
      },
    });
  }
}
