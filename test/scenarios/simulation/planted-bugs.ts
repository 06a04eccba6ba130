import type { Ecr } from "../../../shared/aws/ecr.ts";
import type { Ecs, EcsService } from "../../../shared/aws/ecs.ts";
import type { ServiceState } from "../../../shared/core/model.ts";
import { ROLLOUT_TAG, rolloutEffects } from "../../../shared/core/rollout/effects.ts";
import type { Gardener } from "../../../shared/runtime/gardener.ts";
import type { Plant } from "./play.ts";

/** A mistake that somebody could make, planted into what the functions work with: the simulation has to find it. */
export interface PlantedBug {
  readonly name: string;
  /** The first seed whose history it breaks. */
  readonly seed: number;
  readonly plant: Plant;
}

const withServices = (gardener: Gardener, change: (state: ServiceState) => ServiceState): Gardener => ({
  ...gardener,
  services: {
    ...gardener.services,
    read: async (service) => change(await gardener.services.read(service)),
    readMany: async (services) => (await gardener.services.readMany(services)).map(change),
  },
});

const withEcs = (gardener: Gardener, change: (ecs: Ecs) => Partial<Ecs>): Gardener => ({
  ...gardener,
  ecs: { ...gardener.ecs, ...change(gardener.ecs) },
});

const withDescribed = (gardener: Gardener, change: (service: EcsService) => EcsService): Gardener =>
  withEcs(gardener, (ecs) => ({
    describeServices: async (services) =>
      new Map([...(await ecs.describeServices(services))].map(([name, service]) => [name, change(service)])),
  }));

/** More versions of a service's state than the first rollouts of a history take. */
const VERSIONS_LOOKED_AT = 20;

/** Longer than any history: a lease of so many seconds never ends. */
const FOR_EVER_SECONDS = 10 ** 9;

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: "acting before claiming: the revision is registered before the decision is saved",
    seed: 11,
    plant: (gardener) => {
      const registered = new Map<string, string>();
      const register = async ({ rollout, followed }: ServiceState): Promise<void> => {
        if (rollout?.status !== "Planned" || rollout.taskDefinition !== undefined || registered.has(rollout.id)) return;
        for (const effect of rolloutEffects(rollout, followed, false))
          if (effect.kind === "registerTaskDefinition")
            registered.set(effect.key, await gardener.ecs.copyTaskDefinition(effect));
      };
      return {
        ...withEcs(gardener, (ecs) => ({
          copyTaskDefinition: async (copy) =>
            registered.get(copy.tags[ROLLOUT_TAG] ?? "") ?? ecs.copyTaskDefinition(copy),
        })),
        services: {
          ...gardener.services,
          save: async (state) => {
            await register(state);
            return gardener.services.save(state);
          },
        },
      };
    },
  },
  {
    name: "no fence: who acts for an older decision does not see that a newer one was made",
    seed: 132,
    plant: (gardener) => {
      const mine = new Map<string, number>();
      return {
        ...gardener,
        services: {
          ...gardener.services,
          read: async (service) => {
            const state = await gardener.services.read(service);
            return { ...state, fence: mine.get(service) ?? state.fence };
          },
          save: (state) => {
            mine.set(state.service, state.fence);
            return gardener.services.save(state);
          },
        },
      };
    },
  },
  {
    name: "trusting what the event said: a tag means what it meant when it was first asked",
    seed: 5,
    plant: (gardener) => {
      const first = new Map<string, ReturnType<Ecr["readImages"]>>();
      const readImages: Ecr["readImages"] = (repository, tags, digests) => {
        const key = `${repository} ${tags.join()}`;
        const known = first.get(key) ?? gardener.ecr.readImages(repository, tags, digests);
        first.set(key, known);
        return known;
      };
      return { ...gardener, ecr: { ...gardener.ecr, readImages } };
    },
  },
  {
    name: "steady state as success: a service whose tasks all run is taken for one that completed",
    seed: 10,
    plant: (gardener) =>
      withDescribed(gardener, (service) => ({
        ...service,
        deployments: service.deployments.map((one) =>
          one.status === "PRIMARY" && service.runningCount >= service.desiredCount
            ? { ...one, rolloutState: "COMPLETED" }
            : one,
        ),
      })),
  },
  {
    name: "sweeping drift away: what a person deployed is decided on anew",
    seed: 78,
    plant: (gardener) =>
      withServices(gardener, (state) =>
        state.drift
          ? {
              ...state,
              decided: Object.fromEntries(
                Object.entries(state.decided).map(([tag, { at }]) => [tag, { digest: "sha256:swept", at }]),
              ),
            }
          : state,
      ),
  },
  {
    name: "forgetting a supersede: that an overtaken decision may still arrive is not remembered",
    seed: 128,
    plant: (gardener) => withServices(gardener, (state) => ({ ...state, late: [] })),
  },
  {
    name: "a claim that never expires",
    seed: 1,
    plant: (gardener) => ({
      ...gardener,
      claims: {
        ...gardener.claims,
        claim: (eventId, now) => gardener.claims.claim(eventId, now, FOR_EVER_SECONDS),
      },
    }),
  },
  {
    name: "a completion without tasks as known good",
    seed: 64,
    plant: (gardener) =>
      withDescribed(gardener, ({ tasksStartedAt: _tasksStartedAt, ...service }) => ({
        ...service,
        desiredCount: Math.max(1, service.desiredCount),
        runningCount: Math.max(1, service.desiredCount),
        deployments: service.deployments.map((one) => ({ ...one, runningCount: Math.max(1, one.runningCount) })),
      })),
  },
  {
    name: "an orphan revision used for another digest: whatever is newest in the family is taken for ours",
    seed: 4,
    plant: (gardener) =>
      withEcs(gardener, (ecs) => ({
        copyTaskDefinition: async (copy) => {
          const service = copy.tags[ROLLOUT_TAG]?.replace(/\/\d+(\/back)?$/, "");
          for (let version = VERSIONS_LOOKED_AT; version > 0; version--) {
            const value = `${service}/${version}`;
            const left = await ecs.findTaskDefinition(copy.from, { key: ROLLOUT_TAG, value });
            if (left !== undefined) return left;
          }
          return ecs.copyTaskDefinition(copy);
        },
      })),
  },
  {
    name: "a hold ignored by the sweep",
    seed: 11,
    plant: (gardener, functionName) => {
      if (functionName !== "tick") return gardener;
      const holds = new Map<string, ServiceState["hold"]>();
      const blind = withServices(gardener, ({ hold, ...state }) => {
        holds.set(state.service, hold);
        return state;
      });
      const save: Gardener["services"]["save"] = (state) => {
        const hold = holds.get(state.service);
        return gardener.services.save(hold ? { ...state, hold } : state);
      };
      return { ...blind, services: { ...blind.services, save } };
    },
  },
];
