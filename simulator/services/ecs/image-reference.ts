import { createHash } from "node:crypto";
import type { AwsRegion } from "../../region.ts";
import type { SimulatedImage } from "../ecr/image.ts";
import { isIndex } from "../ecr/manifest.ts";

/** The `image` of a container definition. */
interface ImageReference {
  /** In this account's registry of this Region; other registries' images always exist and are healthy. */
  readonly isHeldHere: boolean;
  readonly repositoryName: string;
  readonly tag: string;
  /** Set when the text pins one; then the tag does not matter. */
  readonly digest: string | undefined;
}

const registryHost = (aws: AwsRegion): string => `${aws.account}.dkr.ecr.${aws.region}.amazonaws.com`;

/** Whether the text names an image in Amazon ECR, in whichever account and Region. */
export const isEcrImage = (image: string): boolean =>
  /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\//.test(image);

function parseImage(aws: AwsRegion, image: string): ImageReference {
  const host = `${registryHost(aws)}/`;
  const isHeldHere = image.startsWith(host);
  const [name = "", digest] = (isHeldHere ? image.slice(host.length) : image).split("@");
  const colon = name.lastIndexOf(":");
  const hasTag = colon > name.lastIndexOf("/");
  return {
    isHeldHere,
    repositoryName: hasTag ? name.slice(0, colon) : name,
    tag: hasTag ? name.slice(colon + 1) : "latest",
    digest,
  };
}

export interface FoundImage {
  readonly digest: string;
  readonly behavior: string | undefined;
  /** What it runs on, as `linux/amd64`; undefined where nobody knows: of single images, and of indexes that do not say. */
  readonly platforms: readonly string[] | undefined;
}

/** What the text, or the digest it was resolved to, means in the registry now; undefined where there is no such image. */
export function findImage(aws: AwsRegion, image: string, resolvedDigest?: string): FoundImage | undefined {
  const { isHeldHere, repositoryName, tag, digest: pinned } = parseImage(aws, image);
  const digest = resolvedDigest ?? pinned;
  if (!isHeldHere) {
    const anyDigest = `sha256:${createHash("sha256").update(image).digest("hex")}`;
    return { digest: digest ?? anyDigest, behavior: undefined, platforms: undefined };
  }
  const found = aws.ecr.find(digest ? { repositoryName, digest } : { repositoryName, tag });
  return found && { digest: found.digest, behavior: found.behavior, platforms: platformsOf(found) };
}

function platformsOf({ mediaType, platforms, children }: SimulatedImage): readonly string[] | undefined {
  if (!isIndex(mediaType)) return undefined;
  const named = platforms.map(({ os, architecture }) => `${os}/${architecture}`);
  return named.length > 0 || children.length === 0 ? named : undefined;
}
