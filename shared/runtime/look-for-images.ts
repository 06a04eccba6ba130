import type { EcsService } from "../aws/ecs.ts";
import type { RepositoryReading } from "../aws/ecr.ts";
import { servicePolicy } from "../config/garden.ts";
import { followedImages, tagName } from "../core/images/follow.ts";
import { parseImage } from "../core/images/reference.ts";
import type { Decision, Instant, ServiceName, ServiceState, TaggedImage, TagName } from "../core/model.ts";
import { decideFollow } from "../core/rollout/follow.ts";
import type { Gardener } from "./gardener.ts";
import { settle } from "./settle.ts";

/** A service to look at, as the index knows it and, where it was just read, as ECS does. */
export interface ServiceToLookAt {
  readonly service: ServiceName;
  readonly followTag: string | undefined;
  /** What DescribeServices said a moment ago; none: ECS does not know it. */
  readonly described: EcsService | undefined;
}

/** Looks whether a service should run other images, and rolls it if so. */
export async function lookForImages(
  gardener: Gardener,
  { service, followTag, described }: ServiceToLookAt,
): Promise<void> {
  let snapshot = described;
  let isFresh = true;
  await settle(gardener, service, async (state) => {
    if (!isFresh) snapshot = (await gardener.ecs.describeServices([service])).get(service);
    isFresh = false;
    return decideOn(gardener, service, followTag, snapshot, state);
  });
}

/** Reads what the decision needs beyond the service itself, and decides. */
async function decideOn(
  gardener: Gardener,
  name: ServiceName,
  followTag: string | undefined,
  service: EcsService | undefined,
  state: ServiceState,
): Promise<Decision> {
  const policy = servicePolicy(await gardener.garden(), name, followTag);
  const { follow } = policy;
  if (follow === undefined)
    return { effects: [], facts: [], reasons: [policy.followTagProblem ?? `nothing says what ${name} follows`] };

  const taskDefinition = service?.taskDefinition
    ? await gardener.ecs.describeTaskDefinition(service.taskDefinition)
    : undefined;
  const running = service && taskDefinition ? await gardener.ecs.runningDigests(service, taskDefinition) : {};
  const followed = taskDefinition ? followedImages(taskDefinition, follow, gardener.registry, state.followed) : [];

  const tagged: Record<TagName, TaggedImage> = {};
  const pushedAt: Record<TagName, Instant> = {};
  const missingDigests: string[] = [];
  for (const [repository, images] of Map.groupBy(followed, (image) => image.repository)) {
    const tags = [...new Set(images.map((image) => image.tag))];
    const reading = await gardener.ecr.readImages(repository, tags, wayBackDigests(state, running, repository, images));
    collect(reading, repository, tagged, missingDigests);
    for (const tag of images.map(tagName)) {
      const at = await gardener.imageIndex.pushedAt(tag);
      if (at !== undefined) pushedAt[tag] = at;
    }
  }
  return decideFollow({
    now: gardener.environment.now(),
    registry: gardener.registry,
    policy: { ...policy, follow },
    state,
    service,
    taskDefinition,
    running,
    tagged,
    pushedAt,
    missingDigests,
  });
}

/** The digests of a repository that a way back would need: what runs now, and what was known to be good. */
function wayBackDigests(
  state: ServiceState,
  running: Readonly<Record<string, string>>,
  repository: string,
  images: readonly { readonly container: string }[],
): readonly string[] {
  const digests = new Set(images.flatMap(({ container }) => running[container] ?? []));
  for (const image of Object.values(state.knownGood?.images ?? {})) {
    const { ecr, digest } = parseImage(image);
    if (ecr?.repository === repository && digest !== undefined) digests.add(digest);
  }
  return [...digests];
}

function collect(
  reading: RepositoryReading,
  repository: string,
  tagged: Record<TagName, TaggedImage>,
  missingDigests: string[],
): void {
  for (const [tag, image] of Object.entries(reading.tagged)) tagged[tagName({ repository, tag })] = image;
  missingDigests.push(...reading.missingDigests);
}
