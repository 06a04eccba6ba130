import type { EcsService } from "../aws/ecs.ts";
import { servicePolicy } from "../config/garden.ts";
import { followedImages, tagName } from "../core/images/follow.ts";
import type { ServiceName, TagName } from "../core/model.ts";
import type { IndexEntry } from "../store/image-index.ts";
import type { Gardener } from "./gardener.ts";
import type { ServiceToLookAt } from "./look-for-images.ts";

/**
 * Brings the index `repository:tag -> services` up to date with the garden file and with the services' own tags.
 * Services that it knows cost nothing; new ones, and ones that follow something else now, are read. These are returned:
 * a service found for the first time is decided on there and then.
 */
export async function refreshIndex(gardener: Gardener): Promise<readonly ServiceToLookAt[]> {
  const [garden, following, known] = await Promise.all([
    gardener.garden(),
    gardener.tagging.followingServices(),
    gardener.imageIndex.all(),
  ]);
  const knownByName = new Map(known.map((entry) => [entry.service, entry]));
  const configured = Object.keys(garden.services).filter((name) => garden.services[name]?.follow !== undefined);
  const wanted = new Set<ServiceName>([...configured, ...following.keys()]);

  for (const entry of known) if (!wanted.has(entry.service)) await gardener.imageIndex.remove(entry);

  const changed = [...wanted].filter((name) => {
    const entry = knownByName.get(name);
    return (
      !entry || entry.images.length === 0 || entry.follow !== servicePolicy(garden, name, following.get(name)).follow
    );
  });
  const described = await gardener.ecs.describeServices(changed);
  const newcomers: ServiceToLookAt[] = [];
  for (const name of changed) {
    const service = described.get(name);
    const followTag = following.get(name);
    const { follow } = servicePolicy(garden, name, followTag);
    const entry: IndexEntry = {
      service: name,
      images: [],
      ...(follow === undefined ? {} : { follow }),
      ...(followTag === undefined ? {} : { followTag }),
    };
    if (!service || follow === undefined) {
      await putIfOther(gardener, entry, knownByName.get(name));
      continue;
    }
    const images = await followedTagNames(gardener, service, follow);
    await putIfOther(gardener, { ...entry, images }, knownByName.get(name));
    newcomers.push({ service: name, followTag, described: service });
  }
  await gardener.imageIndex.markRefreshed(gardener.environment.now());
  return newcomers;
}

async function followedTagNames(gardener: Gardener, service: EcsService, follow: string): Promise<readonly TagName[]> {
  if (!service.taskDefinition) return [];
  const [taskDefinition, state] = await Promise.all([
    gardener.ecs.describeTaskDefinition(service.taskDefinition),
    gardener.services.read(service.name),
  ]);
  return followedImages(taskDefinition, follow, gardener.registry, state.followed).map(tagName);
}

async function putIfOther(gardener: Gardener, entry: IndexEntry, before: IndexEntry | undefined): Promise<void> {
  if (JSON.stringify(entry) !== JSON.stringify(before)) await gardener.imageIndex.put(entry, before);
}
