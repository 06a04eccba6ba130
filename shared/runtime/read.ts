import type { EcsService } from "../aws/ecs.ts";
import { servicePolicy } from "../config/garden.ts";
import { followedImages, tagName } from "../core/images/follow.ts";
import { parseImage } from "../core/images/reference.ts";
import type {
  FollowedImage,
  Instant,
  Quarantine,
  ServiceName,
  ServiceState,
  TaggedImage,
  TagName,
  TaskDefinitionSnapshot,
} from "../core/model.ts";
import { own } from "../core/own.ts";
import type { LookInput } from "../core/rollout/decide.ts";
import { primaryDeployment } from "../core/rollout/effects.ts";
import { isUnderWay } from "../core/rollout/evolve.ts";
import type { IndexEntry } from "../store/image-index.ts";
import type { Gardener } from "./gardener.ts";

/** A service to look at, as the index knows it; none: the index does not know it (any more). */
export interface Target {
  readonly service: ServiceName;
  readonly entry: IndexEntry | undefined;
}

/**
 * What a look is about: `tags`, whether a followed tag has moved; `rollout`, only how the one that is under way goes,
 * which costs a read or two. A rollout that has not started yet is always asked about its tags, lest it start an old image.
 */
export type About = "tags" | "rollout";

/** What one look has read; `now` is added when it is decided on. */
export type Read = Omit<LookInput, "now"> & {
  /** The containers that follow a tag; none where the tags were not looked at. */
  readonly followed: readonly FollowedImage[] | undefined;
};

/**
 * Reads what is true of some services, in as few calls as AWS's pages allow. What is remembered is read first: a decision
 * of others that is newer than that makes the save fail, so nothing is ever decided on tags older than the memory.
 */
export async function readServices(
  gardener: Gardener,
  targets: readonly Target[],
  about: About,
): Promise<ReadonlyMap<ServiceName, Read>> {
  const names = targets.map(({ service }) => service);
  const states = await gardener.services.readMany(names);
  const garden = await gardener.garden();
  const pause = await gardener.pause.read();
  const described = await gardener.ecs.describeServices(names);
  const basics = targets.map((target, index): Basics => {
    const state = states[index];
    if (!state) throw new Error(`the store answered nothing about ${target.service}`);
    const service = described.get(target.service);
    // What the service itself says now counts; the index may be a minute behind.
    const followTag = service ? service.followTag : target.entry?.followTag;
    return { target, state, service, policy: servicePolicy(garden, target.service, followTag) };
  });
  const followed = await readTags(
    gardener,
    basics.filter((basic) => wantsTags(basic, about)),
  );

  const read = new Map<ServiceName, Read>();
  for (const basic of basics) {
    const { target, state, service, policy } = basic;
    read.set(target.service, {
      registry: gardener.registry,
      policy,
      followProblem: policy.followTagProblem,
      state,
      pause,
      service,
      taskDefinition: undefined,
      running: {},
      tags: wantsTags(basic, about) ? { tagged: {}, pushedAt: {}, missingDigests: [], quarantined: [] } : undefined,
      followed: undefined,
      ...followed.get(target.service),
      ...(await readProgress(gardener, basic)),
    });
  }
  return read;
}

interface Basics {
  readonly target: Target;
  readonly state: ServiceState;
  readonly service: EcsService | undefined;
  readonly policy: ReturnType<typeof servicePolicy>;
}

function wantsTags({ state: { rollout } }: Basics, about: About): boolean {
  const isOnItsWay = isUnderWay(rollout) && (rollout.wayBack ?? rollout).status !== "Planned";
  return about === "tags" || !isOnItsWay;
}

/** ECS's clock and Lambda's may differ a little, and ECS takes only deployments from after the time that it is asked for. */
export const CLOCK_SKEW_MILLISECONDS = 60_000;

/** How the rollout that is under way goes, no more than its status asks for. */
async function readProgress(
  { ecs }: Gardener,
  { target: { service: name }, state: { rollout }, service }: Basics,
): Promise<Pick<Read, "serviceDeployments" | "stoppedTasks">> {
  // ECS still shows a deleted service for a while, but answers for its deployments no more.
  if (!isUnderWay(rollout) || service?.status !== "ACTIVE") return { serviceDeployments: [], stoppedTasks: [] };
  const isOurs = primaryDeployment(service)?.id === rollout.deploymentId;
  const isAsked = rollout.wayBack?.isAsked && rollout.wayBack.deploymentId === undefined;
  return {
    serviceDeployments:
      (rollout.status === "InProgress" || isAsked) && !isOurs
        ? await ecs.serviceDeployments(name, rollout.plannedAt - CLOCK_SKEW_MILLISECONDS)
        : [],
    stoppedTasks: rollout.status === "Baking" && isOurs ? await ecs.stoppedTasks(name) : [],
  };
}

interface Follower extends Basics {
  readonly service: EcsService;
  readonly taskDefinition: TaskDefinitionSnapshot;
  readonly running: Readonly<Record<string, string>>;
  readonly followed: readonly FollowedImage[];
}

type TagsRead = Pick<Read, "taskDefinition" | "running" | "followed" | "tags">;

async function readTags(gardener: Gardener, basics: readonly Basics[]): Promise<ReadonlyMap<ServiceName, TagsRead>> {
  const followers = await readFollowers(gardener, basics);
  const images = await readRepositories(gardener, followers);
  const read = new Map<ServiceName, TagsRead>();
  for (const { service, taskDefinition, running, followed, state } of followers) {
    const pushedAt = await readPushes(gardener, state, running, followed);
    const quarantined = await readQuarantines(gardener, state, followed, images.tagged);
    read.set(service.name, { taskDefinition, running, followed, tags: { ...images, pushedAt, quarantined } });
  }
  return read;
}

async function readFollowers(gardener: Gardener, basics: readonly Basics[]): Promise<readonly Follower[]> {
  const withRevision: Omit<Follower, "running">[] = [];
  for (const basic of basics) {
    const { service, policy, state } = basic;
    if (!service?.taskDefinition || service.status !== "ACTIVE" || policy.follow === undefined) continue;
    const taskDefinition = await gardener.ecs.describeTaskDefinition(service.taskDefinition);
    const followed = followedImages(taskDefinition, policy.follow, gardener.registry, state.followed);
    withRevision.push({ ...basic, service, taskDefinition, followed });
  }
  const running = await gardener.ecs.runningDigests(withRevision);
  return withRevision.map((follower) => ({ ...follower, running: running.get(follower.service.name) ?? {} }));
}

/** What the followed tags point to, and whether the digests are still there that a way back would need. */
async function readRepositories(
  gardener: Gardener,
  followers: readonly Follower[],
): Promise<{ readonly tagged: Readonly<Record<TagName, TaggedImage>>; readonly missingDigests: readonly string[] }> {
  const tags = new Map<string, Set<string>>();
  const digests = new Map<string, Set<string>>();
  for (const { followed, running, state } of followers) {
    for (const { repository, tag, container } of followed) {
      add(tags, repository, tag);
      const digest = own(running, container);
      if (digest !== undefined) add(digests, repository, digest);
    }
    for (const image of Object.values(state.knownGood?.images ?? {})) {
      const { ecr, digest } = parseImage(image);
      if (ecr && digest !== undefined && followed.some(({ repository }) => repository === ecr.repository))
        add(digests, ecr.repository, digest);
    }
  }
  const tagged: Record<TagName, TaggedImage> = {};
  const missingDigests: string[] = [];
  for (const [repository, wanted] of tags) {
    const reading = await gardener.ecr.readImages(repository, [...wanted], [...(digests.get(repository) ?? [])]);
    for (const [tag, image] of Object.entries(reading.tagged)) tagged[tagName({ repository, tag })] = image;
    missingDigests.push(...reading.missingDigests);
  }
  return { tagged, missingDigests };
}

/** Whether an image may be taken matters only where it was not decided on yet, or is about to be deployed. */
async function readQuarantines(
  { quarantines }: Gardener,
  { service, decided, rollout }: ServiceState,
  followed: readonly FollowedImage[],
  tagged: Readonly<Record<TagName, TaggedImage>>,
): Promise<readonly Quarantine[]> {
  const undecided = followed.flatMap((image) => {
    const digest = tagged[tagName(image)]?.digest;
    return digest === undefined || digest === decided[tagName(image)]?.digest ? [] : [digest];
  });
  const isToBeDeployed = rollout?.status === "Planned" || rollout?.failures !== undefined;
  const planned = isToBeDeployed ? rollout.images.map(({ digest }) => digest) : [];
  const digests = [...new Set([...undecided, ...planned])];
  return digests.length > 0 ? quarantines.of(service, digests) : [];
}

/** When tags were pushed matters only until it is known what runs. */
async function readPushes(
  { imageIndex }: Gardener,
  state: ServiceState,
  running: Readonly<Record<string, string>>,
  followed: readonly FollowedImage[],
): Promise<Readonly<Record<TagName, Instant>>> {
  const pushedAt: Record<TagName, Instant> = {};
  for (const image of followed) {
    const tag = tagName(image);
    if (own(running, image.container) !== undefined || state.decided[tag]) continue;
    const at = await imageIndex.pushedAt(tag);
    if (at !== undefined) pushedAt[tag] = at;
  }
  return pushedAt;
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key) ?? new Set();
  map.set(key, values.add(value));
}
