import { servicePolicy } from "../../shared/config/garden.ts";
import { isCalm } from "../../shared/core/rollout/calm.ts";
import { needsWatching } from "../../shared/core/rollout/fold.ts";
import { parseImage } from "../../shared/core/images/reference.ts";
import type { MinutePassed, ServiceName, ServiceState, TaggedImage, TagName } from "../../shared/core/model.ts";
import { chunksOf } from "../../shared/aws/pages.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import type { Target } from "../../shared/runtime/read.ts";
import type { IndexEntry } from "../../shared/store/image-index.ts";

/** Services are swept in so many parts, one a minute: each is looked at every five minutes, and no minute is busier. */
const SWEEP_PARTS = 5;

/** As many services are read at a time as one call to the store gives. */
const SERVICES_SWEPT_AT_ONCE = 100;

const MINUTE_MILLISECONDS = 60_000;

/** The services that somebody must look at again: with a rollout under way, or with something still to be told. */
export async function loadActive(gardener: Gardener): Promise<readonly Target[]> {
  const { services, imageIndex } = gardener;
  const names = await services.active();
  const states = await services.readMany(names);
  const targets: Target[] = [];
  for (const state of states) {
    if (needsWatching(state)) targets.push({ service: state.service, entry: await imageIndex.entry(state.service) });
    else await services.markCalm(state.service, state.version, gardener.environment.now());
  }
  return targets;
}

/** Of this minute's part of the garden, the services of which it is not sure that nothing happened to them. */
export async function loadSwept(gardener: Gardener, minute: MinutePassed): Promise<readonly Target[]> {
  const part = Math.floor(minute.at / MINUTE_MILLISECONDS) % SWEEP_PARTS;
  const entries = (await gardener.imageIndex.all()).filter(({ service }) => partOf(service) === part);
  const targets: Target[] = [];
  for (const chunk of chunksOf(SERVICES_SWEPT_AT_ONCE, entries)) targets.push(...(await sweep(gardener, chunk)));
  return targets;
}

async function sweep(gardener: Gardener, entries: readonly IndexEntry[]): Promise<readonly Target[]> {
  const names = entries.map(({ service }) => service);
  const states = await gardener.services.readMany(names);
  const garden = await gardener.garden();
  const pause = await gardener.pause.read();
  const described = await gardener.ecs.describeServices(names);
  const tags = new Set(entries.flatMap(({ images }) => images));
  const { tagged, missingDigests } = await readImages(gardener, tags, states);
  const now = gardener.environment.now();
  return entries.flatMap((entry, index) => {
    const state = states[index];
    const service = described.get(entry.service);
    const policy = servicePolicy(garden, entry.service, service ? service.followTag : entry.followTag);
    const calm = state && isCalm({ now, policy, pause, state, service, images: entry.images, tagged, missingDigests });
    return calm ? [] : [{ service: entry.service, entry }];
  });
}

/** What tags point to, and what ECR lacks of the digests that services would go back to. */
async function readImages(
  { ecr }: Gardener,
  names: ReadonlySet<TagName>,
  states: readonly ServiceState[],
): Promise<{ readonly tagged: Readonly<Record<TagName, TaggedImage>>; readonly missingDigests: readonly string[] }> {
  const needed = states.flatMap(({ knownGood }) => Object.values(knownGood?.images ?? {}).map(parseImage));
  const tagged: Record<TagName, TaggedImage> = {};
  const missingDigests: string[] = [];
  const byRepository = Map.groupBy(names, (name) => name.slice(0, name.lastIndexOf(":")));
  for (const [repository, ofRepository] of byRepository) {
    const tags = ofRepository.map((name) => name.slice(repository.length + 1));
    const digests = needed.flatMap(({ ecr: registry, digest }) =>
      registry?.repository === repository ? (digest ?? []) : [],
    );
    const reading = await ecr.readImages(repository, tags, [...new Set(digests)]);
    missingDigests.push(...reading.missingDigests);
    for (const [tag, image] of Object.entries(reading.tagged)) tagged[`${repository}:${tag}`] = image;
  }
  return { tagged, missingDigests };
}

/** Spreads services over the parts by their names, always the same. */
function partOf(service: ServiceName): number {
  let hash = 0;
  for (const character of service) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash % SWEEP_PARTS;
}
