import { expect, test } from "@jest/globals";
import { followedImages, tagName } from "../../shared/core/images/follow.ts";
import type {
  Deployment,
  Hold,
  ImageChange,
  KnownGood,
  Restraint,
  Rollout,
  ServiceSnapshot,
  ServiceState,
  TaggedImage,
  TagName,
} from "../../shared/core/model.ts";
import { isCalm } from "../../shared/core/rollout/calm.ts";
import { decide, type LookInput } from "../../shared/core/rollout/decide.ts";
import { evolve } from "../../shared/core/rollout/evolve.ts";
import {
  at,
  bakingRollout,
  change,
  deployment,
  digestOf,
  failedRollout,
  hold,
  imageOf,
  knownGood,
  ONES,
  plannedRollout,
  policy,
  REGISTRY_OF_THE_GARDEN,
  revision,
  rollout,
  serviceSnapshot,
  state,
  stranger,
  tagged,
  taskDefinition,
  THREES,
  TWOS,
  wayBack,
  webFollowsLatest,
} from "../support/core.ts";

/**
 * A sweep leaves alone what is calm, and nothing else ever looks at it: whatever ECS, ECR and our memory say, a whole look
 * at a calm service must find nothing to do. One printed seed tells the same services again.
 */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const SERVICES_PER_SEED = 4000;

const LATEST = "team/web:latest";
const WORKER = "team/worker:latest";

/** Chances from a seed (mulberry32). */
function chances(seed: number) {
  let last = seed;
  const next = (): number => {
    last = (last + 0x6d2b79f5) | 0;
    let mixed = Math.imul(last ^ (last >>> 15), 1 | last);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    /** One of them; what stands first comes more often, so that many services are nearly calm. */
    oneOf: <Value>(first: Value, ...others: readonly Value[]): Value =>
      next() < 0.6 ? first : ([first, ...others][Math.floor(next() * (others.length + 1))] as Value),
    isSo: (probability: number): boolean => next() < probability,
  };
}

type Chances = ReturnType<typeof chances>;

/** A member that is there only where it has a value. */
const optional = (name: string, value: unknown): object => (value === undefined ? {} : { [name]: value });

function aDeployment({ oneOf }: Chances): Deployment {
  return deployment({
    id: oneOf("ecs-svc/1", "ecs-svc/2", "ecs-svc/9"),
    status: oneOf("PRIMARY", "ACTIVE"),
    taskDefinition: oneOf(revision(1), revision(2), revision(8)),
    rolloutState: oneOf("COMPLETED", "IN_PROGRESS", "FAILED"),
    createdAt: oneOf(at(-86_400), at(-300), at(-299), at(5)),
    runningCount: oneOf(3, 0, 1),
  });
}

function aService(chance: Chances): ServiceSnapshot | undefined {
  const { oneOf, isSo } = chance;
  if (isSo(0.03)) return undefined;
  return serviceSnapshot({
    status: oneOf("ACTIVE", "ACTIVE", "DRAINING", "INACTIVE"),
    deploymentController: oneOf("ECS", "ECS", "CODE_DEPLOY", "EXTERNAL"),
    createdAt: oneOf(at(-90_000), at(-90_000), at(-20), at(-95_000)),
    desiredCount: oneOf(3, 0),
    runningCount: oneOf(3, 0, 1),
    rollsBackItself: isSo(0.5),
    ...optional("tasksStartedAt", oneOf(undefined, at(-86_000), at(-300), at(-299))),
    deployments: isSo(0.02) ? [] : [aDeployment(chance), deployment({ id: "ecs-svc/0", status: "ACTIVE" })],
  });
}

const aHold = ({ oneOf }: Chances): Hold => hold({ by: oneOf("ana", "ben") });

function aRestraint(chance: Chances): Restraint {
  return chance.oneOf<Restraint>(
    { kind: "observed" },
    { kind: "held", hold: aHold(chance) },
    { kind: "paused", hold: aHold(chance) },
  );
}

function aKnownGood({ oneOf }: Chances): KnownGood {
  return knownGood({
    taskDefinition: oneOf(revision(1), revision(2), revision(7)),
    images: oneOf<Readonly<Record<string, string>>>(
      { web: imageOf("team/web", ONES) },
      {},
      { web: imageOf("team/web", TWOS) },
      { web: imageOf("team/web", ONES), worker: imageOf("team/worker", ONES) },
    ),
    pinned: oneOf(false, true),
  });
}

function withheldImages({ oneOf, isSo }: Chances): readonly ImageChange[] {
  const { previousDigest: _previous, ...unresolved } = change();
  const images = [isSo(0.3) ? unresolved : change({ digest: oneOf(TWOS, TWOS, THREES) })];
  const worker = change({ container: "worker", repository: "team/worker", digest: oneOf(TWOS, THREES) });
  return isSo(0.3) ? [...images, worker] : images;
}

function aRollout({ oneOf }: Chances): Rollout {
  const ended = { endedAt: at(0) };
  return oneOf(
    bakingRollout({ status: "Completed", ...ended }),
    rollout({ status: "Superseded", ...ended }),
    failedRollout({ ...ended, wayBack: wayBack({ status: "Done" }) }),
    failedRollout({ status: "RolledBack", taskDefinition: revision(1), ...ended }),
    rollout({ status: "Failed", taskDefinition: revision(1), ...ended }),
    plannedRollout(),
    rollout(),
    bakingRollout(),
    failedRollout(),
  );
}

function aState(chance: Chances): ServiceState {
  const { oneOf, isSo } = chance;
  const isKnown = isSo(0.9);
  const decided: Record<TagName, { digest: string; at: number }> = {};
  if (isKnown) decided[LATEST] = { digest: oneOf(ONES, TWOS), at: at(-600) };
  if (isSo(0.5)) decided[WORKER] = { digest: oneOf(ONES, TWOS), at: at(-600) };
  const { createdAt: _createdAt, restingOn: _restingOn, ...bare } = isKnown ? state() : stranger();
  return {
    ...bare,
    decided,
    followed: isSo(0.8) ? [webFollowsLatest] : [],
    ...optional("createdAt", isKnown ? at(-90_000) : undefined),
    ...optional("restingOn", oneOf<string | undefined>("ecs-svc/1", "ecs-svc/2", undefined)),
    ...optional("knownGood", isSo(0.8) ? aKnownGood(chance) : undefined),
    ...optional("published", isSo(0.8) ? { web: imageOf("team/web", oneOf(ONES, TWOS)) } : undefined),
    ...optional("hold", isSo(0.2) ? aHold(chance) : undefined),
    ...optional("rollout", isSo(0.3) ? aRollout(chance) : undefined),
    ...optional(
      "withheld",
      isSo(0.4) ? { at: at(-30), restraint: aRestraint(chance), images: withheldImages(chance) } : undefined,
    ),
    late: isSo(0.1) ? [{ taskDefinition: revision(9), until: at(360) }] : [],
    outbox: isSo(0.03)
      ? [{ kind: "service", service: "shop/api", version: 4, at: at(0), topic: "hold", headline: "is held" }]
      : [],
    unrecorded: isSo(0.03) ? [{ version: 4, at: at(0), facts: [], reasons: ["so it is"] }] : [],
  };
}

function theTags({ oneOf, isSo }: Chances, remembered: ServiceState): Readonly<Record<TagName, TaggedImage>> {
  const anImage = (tag: TagName): TaggedImage => {
    const digest = oneOf(ONES, TWOS, THREES);
    // A move is withheld only where it is not refused: the image fits, and goes on to fit.
    const fits = remembered.withheld?.images.some((image) => tagName(image) === tag && image.digest === digest);
    return tagged(digest, {
      manifestDigests: oneOf<readonly string[]>([], [digestOf("a")]),
      platforms: fits ? [] : oneOf([], [{ os: "linux", architecture: "arm64" }]),
    });
  };
  return { ...(isSo(0.9) ? { [LATEST]: anImage(LATEST) } : {}), ...(isSo(0.7) ? { [WORKER]: anImage(WORKER) } : {}) };
}

/** A whole look as `readServices` lays it out: of a service that is not ACTIVE it reads no revision. */
function aLook(chance: Chances): LookInput {
  const { oneOf, isSo } = chance;
  const service = aService(chance);
  const remembered = aState(chance);
  const isRead = service?.status === "ACTIVE";
  const primary = service?.deployments.find(({ status }) => status === "PRIMARY");
  const containers = [
    { name: "web", image: oneOf(imageOf("team/web:latest"), imageOf("team/web", ONES), imageOf("team/web:stable")) },
    ...(isSo(0.4) ? [{ name: "worker", image: imageOf("team/worker:latest") }] : []),
  ];
  // ECS resolves what a deployment runs once, and then it stays so: also what a move that was withheld began from.
  const running: Record<string, string> = {};
  for (const { name } of containers) {
    const from = remembered.withheld?.images.find(({ container }) => container === name)?.previousDigest;
    const digest = from ?? oneOf<string | undefined>(ONES, TWOS, digestOf("a"), undefined);
    if (digest !== undefined) running[name] = digest;
  }
  return {
    now: at(0),
    registry: REGISTRY_OF_THE_GARDEN,
    policy: {
      ...policy({
        mode: remembered.withheld ? oneOf("observe", "act") : oneOf("act", "observe"),
        bakeSeconds: oneOf(300, 0),
        rollback: oneOf("auto", "never"),
      }),
      follow: oneOf<string | undefined>("latest", "stable", undefined),
    },
    followProblem: undefined,
    state: remembered,
    pause: isSo(0.2) ? aHold(chance) : undefined,
    service,
    taskDefinition: isRead ? taskDefinition({ arn: primary?.taskDefinition ?? revision(1), containers }) : undefined,
    running: isRead ? running : {},
    tags: {
      tagged: theTags(chance, remembered),
      pushedAt: oneOf({}, { [LATEST]: at(-1) }),
      missingDigests: oneOf([], [], [ONES], [TWOS]),
      quarantined: [],
    },
    serviceDeployments: [],
    stoppedTasks: [],
  };
}

/** What a sweep knows of the same service: the index says what is followed, as every whole look keeps it. */
function isCalmBySweep(look: LookInput): boolean {
  const { policy: wanted, taskDefinition: current, registry, state: remembered } = look;
  const followed =
    current && wanted.follow !== undefined
      ? followedImages(current, wanted.follow, registry, remembered.followed)
      : remembered.followed;
  return isCalm({
    ...look,
    images: followed.map(tagName),
    tagged: look.tags?.tagged ?? {},
    missingDigests: look.tags?.missingDigests ?? [],
  });
}

const isNothing = (look: LookInput): boolean => {
  const { facts, effects } = decide(look);
  return facts.length === 0 && effects.length === 0;
};

test.each(SEEDS)("of a calm service a whole look finds nothing to do (seed %i)", (seed) => {
  const chance = chances(seed);
  let calm = 0;
  for (let count = 1; count <= SERVICES_PER_SEED; count++) {
    const look = aLook(chance);
    if (!isCalmBySweep(look)) continue;
    calm++;
    const { facts, effects } = decide(look);
    expect({ seed, count, look, facts, effects }).toEqual({ seed, count, look, facts: [], effects: [] });
  }
  expect(calm).toBeGreaterThan(SERVICES_PER_SEED / 50);
});

test("a service that a whole look has dealt with becomes calm, so that the next sweep leaves it alone", () => {
  const chance = chances(9);
  let settled = 0;
  for (let count = 1; count <= SERVICES_PER_SEED; count++) {
    const look = aLook(chance);
    const { facts, effects } = decide(look);
    if (facts.length === 0 || effects.length > 0) continue;
    const after = { ...look, state: facts.reduce(evolve, look.state) };
    if (isNothing(after) && isCalmBySweep(after)) settled++;
  }
  expect(settled).toBeGreaterThan(SERVICES_PER_SEED / 100);
});
