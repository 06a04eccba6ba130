import type { EcsService } from "../aws/ecs.ts";
import { type Garden, servicePolicy } from "../config/garden.ts";
import { followedImages, tagName } from "../core/images/follow.ts";
import type { ServiceName, TagName } from "../core/model.ts";
import type { IndexEntry } from "../store/image-index.ts";
import type { Gardener } from "./gardener.ts";
import type { Target } from "./read.ts";
import { sendNotice } from "./tell.ts";

/**
 * Brings the index `repository:tag -> services` up to date with the garden file and with the services' own tags.
 * Services that it knows cost nothing; new ones, and ones that follow something else now, are read. These are returned:
 * a service found for the first time is decided on there and then.
 */
export async function refreshIndex(gardener: Gardener): Promise<readonly Target[]> {
  const { imageIndex } = gardener;
  const [garden, following, known] = await Promise.all([
    gardener.garden(),
    gardener.tagging.followingServices(),
    imageIndex.all(),
  ]);
  const knownByName = new Map(known.map((entry) => [entry.service, entry]));
  const configured = Object.keys(garden.services).filter((name) => garden.services[name]?.follow !== undefined);
  const wanted = new Set<ServiceName>([...configured, ...following.keys()]);

  for (const entry of known) if (!wanted.has(entry.service)) await imageIndex.remove(entry);

  const drafts = [...wanted].map((name) => draftOf(garden, name, following.get(name)));
  const changed = drafts.filter((draft) => mayHaveChanged(draft, knownByName.get(draft.service)));
  const described = await gardener.ecs.describeServices(changed.map(({ service }) => service));
  const newcomers: Target[] = [];
  for (const draft of changed) {
    const before = knownByName.get(draft.service);
    const service = described.get(draft.service);
    const entry = await readEntry(gardener, draft, service);
    if (JSON.stringify(entry) === JSON.stringify(before)) continue;
    if (entry.problem !== undefined && entry.problem !== before?.problem) await tellProblem(gardener, entry);
    await imageIndex.put(entry, before);
    if (service && entry.follow !== undefined) newcomers.push({ service: entry.service, entry });
  }
  await imageIndex.markRefreshed(gardener.environment.now());
  return newcomers;
}

/** What the garden file and the service's tag say of it, before ECS is asked. */
function draftOf(garden: Garden, service: ServiceName, followTag: string | undefined): IndexEntry {
  const { follow, followTagProblem } = servicePolicy(garden, service, followTag);
  return {
    service,
    images: [],
    ...(follow === undefined ? {} : { follow }),
    ...(followTag === undefined ? {} : { followTag }),
    ...(followTagProblem === undefined ? {} : { problem: followTagProblem }),
  };
}

/** A service of which nothing follows yet may have got another revision meanwhile. */
const mayHaveChanged = (draft: IndexEntry, before: IndexEntry | undefined): boolean =>
  !before ||
  draft.follow !== before.follow ||
  draft.problem !== before.problem ||
  (draft.problem === undefined && before.images.length === 0);

async function readEntry(gardener: Gardener, draft: IndexEntry, service: EcsService | undefined): Promise<IndexEntry> {
  if (!service?.taskDefinition || draft.follow === undefined) return draft;
  const images = await followedTagNames(gardener, service, draft.follow);
  return { ...draft, images, taskDefinition: service.taskDefinition };
}

async function followedTagNames(gardener: Gardener, service: EcsService, follow: string): Promise<readonly TagName[]> {
  const [taskDefinition, state] = await Promise.all([
    gardener.ecs.describeTaskDefinition(service.taskDefinition),
    gardener.services.read(service.name),
  ]);
  return followedImages(taskDefinition, follow, gardener.registry, state.followed).map(tagName);
}

/** A slip of the pen in a tag leaves the service alone: people should hear of it, once. */
async function tellProblem(gardener: Gardener, { service, problem = "" }: IndexEntry): Promise<void> {
  const { logger, now } = gardener.environment;
  const headline = `is left alone: ${problem}`;
  logger.error(`${service} ${headline}`);
  // It is no version of the service's state, and the time tells one slip from the next.
  await sendNotice(gardener, { kind: "service", service, version: now(), at: now(), topic: "problem", headline });
}
