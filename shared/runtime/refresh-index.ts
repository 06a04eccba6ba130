import type { EcsService } from "../aws/ecs.ts";
import type { Tagging } from "../aws/tagging.ts";
import { type Garden, servicePolicy } from "../config/garden.ts";
import { routesByTeam } from "../config/routing.ts";
import { FOLLOW_TAG, followedImages, tagName } from "../core/images/follow.ts";
import type { ServiceName, TagName } from "../core/model.ts";
import { TEAM_TAG } from "../core/notice.ts";
import type { IndexEntry } from "../store/image-index.ts";
import type { Gardener } from "./gardener.ts";
import type { Target } from "./read.ts";
import { sendNotice } from "./tell.ts";

/**
 * Brings the index `repository:tag -> services` up to date with the garden file and with the services' own tags, the one
 * that names their team where a route asks for it. Services that it knows cost nothing; new ones, and ones that follow
 * something else now, are read. These are returned: a service found for the first time is decided on there and then.
 */
export async function refreshIndex(gardener: Gardener, tagging: Tagging): Promise<readonly Target[]> {
  const { imageIndex } = gardener;
  const garden = await gardener.garden();
  const [listed, teams, known] = await Promise.all([
    tagging.services(FOLLOW_TAG),
    routesByTeam(garden) ? tagging.services(TEAM_TAG) : undefined,
    imageIndex.all(),
  ]);
  const configured = new Set(
    Object.keys(garden.services).filter((name) => garden.services[name]?.follow !== undefined),
  );
  const unlisted = known.filter(({ service }) => !listed.has(service) && !configured.has(service));
  const following = new Map([...listed, ...(await stillFollowing(gardener, unlisted))]);
  const wanted = new Set<ServiceName>([...configured, ...following.keys()]);

  for (const entry of known) if (!wanted.has(entry.service)) await imageIndex.remove(entry);

  const knownByName = new Map(known.map((entry) => [entry.service, entry]));
  const drafts = [...wanted].map((name) => draftOf(garden, name, following.get(name)));
  const changed = drafts.filter((draft) => {
    const before = knownByName.get(draft.service);
    return mayHaveChanged(draft, before) || (teams !== undefined && teams.get(draft.service) !== before?.team);
  });
  const described = await gardener.ecs.describeServices(changed.map(({ service }) => service));
  const newcomers: Target[] = [];
  for (const draft of changed) {
    const before = knownByName.get(draft.service);
    const service = described.get(draft.service);
    const entry = await enter(gardener, draft, before, service);
    if (entry !== before && service && entry.follow !== undefined) newcomers.push({ service: entry.service, entry });
  }
  await imageIndex.markRefreshed(gardener.environment.now());
  return newcomers;
}

/**
 * Enters one service into the index, by what ECS itself says of it now; none: it follows nothing. `before`: its entry, if
 * it has one.
 */
export async function enterService(
  gardener: Gardener,
  name: ServiceName,
  before: IndexEntry | undefined,
): Promise<IndexEntry | undefined> {
  const garden = await gardener.garden();
  const service = (await gardener.ecs.describeServices([name])).get(name);
  const draft = draftOf(garden, name, service?.followTag);
  if (draft.follow === undefined && draft.problem === undefined) return undefined;
  return enter(gardener, draft, before, service);
}

/** Which of these are only not listed yet: the list of tags lags behind ECS, which told of them already. */
async function stillFollowing(
  { ecs }: Gardener,
  entries: readonly IndexEntry[],
): Promise<readonly (readonly [ServiceName, string])[]> {
  const described = await ecs.describeServices(entries.map(({ service }) => service));
  return [...described.values()].flatMap(({ name, status, followTag }) =>
    status === "ACTIVE" && followTag !== undefined ? [[name, followTag] as const] : [],
  );
}

/** Writes a service's entry, where it is another one than `before`. */
async function enter(
  gardener: Gardener,
  draft: IndexEntry,
  before: IndexEntry | undefined,
  service: EcsService | undefined,
): Promise<IndexEntry> {
  const entry = await readEntry(gardener, draft, service);
  if (before && JSON.stringify(entry) === JSON.stringify(before)) return before;
  if (entry.problem !== undefined && entry.problem !== before?.problem) await tellProblem(gardener, entry);
  await gardener.imageIndex.put(entry, before);
  return entry;
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
  const team = service?.team === undefined ? {} : { team: service.team };
  if (!service?.taskDefinition || draft.follow === undefined) return { ...draft, ...team };
  const images = await followedTagNames(gardener, service, draft.follow);
  return { ...draft, images, taskDefinition: service.taskDefinition, ...team };
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
