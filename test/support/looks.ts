import type {
  Deployment,
  KnownGood,
  Rollout,
  ServiceSnapshot,
  ServiceState,
  TaggedImage,
} from "../../shared/core/model.ts";
import type { LookInput } from "../../shared/core/rollout/decide.ts";
import { unknownService } from "../../shared/core/rollout/evolve.ts";
import {
  at,
  imageOf,
  ONES,
  policy,
  REGISTRY_OF_THE_GARDEN,
  revision,
  tagged as taggedAs,
  TWOS,
  webFollowsLatest,
} from "./core.ts";

/**
 * Whole looks at `shop/api`, for tests of what is decided and explained on them. Its container `web` follows
 * `team/web:latest`, and it runs revision 2 with the digest TWOS, to which the tag points and on which it was decided.
 */

export const pinned = (digest: string): string => imageOf("team/web", digest);
export const TAG = "team/web:latest";

export const tagged = (digest: string): Record<string, TaggedImage> => ({
  [TAG]: taggedAs(digest),
});

export const good = (number: number, digest: string, isPinned = true): KnownGood => ({
  taskDefinition: revision(number),
  images: { web: pinned(digest) },
  pinned: isPinned,
});

export const primary = (number: number, given: Partial<Deployment> = {}): Deployment => ({
  id: `ecs-svc/${number}`,
  status: "PRIMARY",
  taskDefinition: revision(number),
  rolloutState: "COMPLETED",
  rolloutStateReason: "",
  createdAt: at(-3600),
  updatedAt: at(-3500),
  runningCount: 3,
  ...given,
});

export const serviceOn = (deployment: Deployment, given: Partial<ServiceSnapshot> = {}): ServiceSnapshot => ({
  status: "ACTIVE",
  deploymentController: "ECS",
  createdAt: at(-86_400),
  taskDefinition: deployment.taskDefinition,
  desiredCount: 3,
  runningCount: 3,
  rollsBackItself: false,
  deployments: [deployment],
  ...given,
});

/** The rollout of TWOS by revision 2, completed an hour ago. */
export const rolloutOf = (given: Partial<Rollout> = {}): Rollout => ({
  id: "shop/api/5",
  service: "shop/api",
  status: "Completed",
  images: [
    {
      container: "web",
      repository: "team/web",
      tag: "latest",
      digest: TWOS,
      image: pinned(TWOS),
      previousDigest: ONES,
    },
  ],
  fromTaskDefinition: revision(1),
  taskDefinition: revision(2),
  deploymentId: "ecs-svc/2",
  deploymentCreatedAt: at(-3600),
  plannedAt: at(-3610),
  leaseUntil: at(-3550),
  startedAt: at(-3600),
  deadlineAt: at(-2400),
  deployedAt: at(-3500),
  bakeUntil: at(-3200),
  endedAt: at(-3200),
  reason: "all tasks run the new image and stayed up",
  warnings: [],
  knownGood: good(1, ONES),
  ...given,
});

/** A rollout of that kind that is under way: what has ended is left out. */
export function underWay(given: Partial<Rollout>): Rollout {
  const { endedAt: _endedAt, ...rest } = rolloutOf();
  return { ...rest, ...given };
}

export const stateOf = (given: Partial<ServiceState> = {}): ServiceState => ({
  ...unknownService("shop/api"),
  version: 9,
  fence: 3,
  followed: [webFollowsLatest],
  decided: { [TAG]: { digest: TWOS, at: at(-3610) } },
  knownGood: good(2, TWOS),
  knownGoodBefore: good(1, ONES),
  published: { web: pinned(TWOS) },
  createdAt: at(-86_400),
  restingOn: "ecs-svc/2",
  rollout: rolloutOf(),
  ...given,
});

export function lookInput(given: Partial<LookInput> = {}): LookInput {
  const service = "service" in given ? given.service : serviceOn(primary(2));
  const number = Number(service?.taskDefinition.split(":").at(-1) ?? 2);
  const running = given.running ?? { web: TWOS };
  return {
    now: at(0),
    registry: REGISTRY_OF_THE_GARDEN,
    policy: policy(),
    followProblem: undefined,
    state: stateOf(),
    pause: undefined,
    taskDefinition: {
      arn: revision(number),
      containers: [{ name: "web", image: pinned(running["web"] ?? TWOS) }],
      tags: { "gardener:image:web": TAG },
      platform: { os: "linux", architecture: "amd64" },
    },
    tags: { tagged: tagged(TWOS), pushedAt: {}, missingDigests: [], quarantined: [] },
    serviceDeployments: [],
    stoppedTasks: [],
    ...given,
    service,
    running,
  };
}
