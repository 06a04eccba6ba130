import type { FollowedImage, TagName, TaskDefinitionSnapshot } from "../model.ts";
import { parseImage } from "./reference.ts";

/** The registry whose pushes this garden hears. */
export interface Registry {
  readonly account: string;
  readonly region: string;
}

/** ECS service tag by which a service opts in: its value is the tag to follow, as `latest`. */
export const FOLLOW_TAG = "gardener:follow";

/** Follow whichever tag each container's image names. */
const FOLLOW_NAMED_TAG = "tag";

/** Prefix of the revision tags that record what a container follows: a pinned digest no longer says it. */
const FOLLOWED_TAG_PREFIX = "gardener:image:";

/** Limits of a tag on an AWS resource (Amazon ECS API, Tag): longer records live in the store alone. */
const TAG_KEY_LENGTH_MAX = 128;
const TAG_VALUE_LENGTH_MAX = 256;

/** So many tags a revision may have, AWS's own aside (Amazon ECS developer guide, service quotas). */
export const TAGS_MAX = 50;

/** What a container of this name ran could not be kept: the SDK that reads DynamoDB's answers loses the member. */
const UNKEEPABLE_NAME = "__proto__";

export const tagName = (image: { readonly repository: string; readonly tag: string }): TagName =>
  `${image.repository}:${image.tag}`;

/**
 * Which containers follow a tag of the garden's own registry.
 *
 * A container follows where its image names the followed tag; or where it is pinned to a digest of a repository that it
 * is recorded to follow, on the revision's tags or in `remembered`. A sidecar on another tag, or pinned by somebody
 * without a record, does not follow, nor does one whose name nothing can be remembered under.
 */
export function followedImages(
  taskDefinition: TaskDefinitionSnapshot,
  follow: string,
  registry: Registry,
  remembered: readonly FollowedImage[],
): readonly FollowedImage[] {
  const followed: FollowedImage[] = [];
  for (const container of taskDefinition.containers) {
    if (container.name === UNKEEPABLE_NAME) continue;
    const image = parseImage(container.image);
    if (image.ecr?.account !== registry.account || image.ecr.region !== registry.region) continue;
    const { repository } = image.ecr;
    const tag =
      image.digest === undefined
        ? image.tag
        : (recordedTag(taskDefinition.tags, container.name, repository) ??
          remembered.find((one) => one.container === container.name && one.repository === repository)?.tag);
    if (tag !== undefined && (follow === FOLLOW_NAMED_TAG || tag === follow))
      followed.push({ container: container.name, repository, tag });
  }
  return followed;
}

/** The tags that record on a revision what its containers follow. What exceeds AWS's lengths is left to the store. */
export function followedTags(followed: readonly FollowedImage[]): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const image of followed) {
    const key = FOLLOWED_TAG_PREFIX + image.container;
    const value = tagName(image);
    if (key.length <= TAG_KEY_LENGTH_MAX && value.length <= TAG_VALUE_LENGTH_MAX) tags[key] = value;
  }
  return tags;
}

/**
 * The tags of a copy of a revision: the revision's own, and what is added. Those whose key begins with aws: are AWS's,
 * which refuses them on input and does not count them (Amazon ECS API, Tag).
 */
export function tagsOfCopy(
  tags: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(tags).filter(([key]) => !/^aws:/i.test(key));
  return { ...Object.fromEntries(kept), ...added };
}

function recordedTag(
  tags: Readonly<Record<string, string>>,
  container: string,
  repository: string,
): string | undefined {
  const recorded = tags[FOLLOWED_TAG_PREFIX + container];
  return recorded?.startsWith(`${repository}:`) ? recorded.slice(repository.length + 1) : undefined;
}
