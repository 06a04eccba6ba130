import { nearest } from "../../shared/core/nearest.ts";
import type { ServiceName, ServiceState } from "../../shared/core/model.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import type { Target } from "../../shared/runtime/read.ts";
import { Refused, WrongUsage } from "../verb.ts";

/** A service of the garden and what is remembered of it. */
export interface FoundService extends Target {
  readonly state: ServiceState;
}

/** The service that somebody named; refused where the garden does not know it. */
export async function findService(gardener: Gardener, name: string | undefined): Promise<FoundService> {
  const found = await lookUp(gardener, name);
  if (found.entry || found.state.version > 0) return found;
  throw await noSuchService(gardener, found.service);
}

/** The same for verbs that only read: a service that ECS knows and that follows nothing is found, too. */
export async function findAnyService(gardener: Gardener, name: string | undefined): Promise<FoundService> {
  const found = await lookUp(gardener, name);
  if (found.entry || found.state.version > 0) return found;
  if ((await gardener.ecs.describeServices([found.service])).has(found.service)) return found;
  throw await noSuchService(gardener, found.service);
}

async function lookUp({ imageIndex, services }: Gardener, name = ""): Promise<FoundService> {
  if (!/^[^/]+\/[^/]+$/.test(name)) throw await notAName(imageIndex, name);
  return { service: name, entry: await imageIndex.entry(name), state: await services.read(name) };
}

async function notAName(imageIndex: Gardener["imageIndex"], name: string): Promise<WrongUsage> {
  const meant = (await imageIndex.all()).find(({ service }) => service.endsWith(`/${name}`));
  return new WrongUsage(
    `"${name}" is not a service; write cluster/service, as shop/api${meant ? `. Did you mean ${meant.service}?` : ""}`,
  );
}

async function noSuchService({ imageIndex }: Gardener, name: ServiceName): Promise<Refused> {
  const meant = nearest(
    name,
    (await imageIndex.all()).map(({ service }) => service),
  );
  return new Refused(
    `The garden has no service ${name}${meant === undefined ? "" : `; did you mean ${meant}?`} (gardener status lists all of them).`,
  );
}
