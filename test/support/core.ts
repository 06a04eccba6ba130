import type {
  Decision,
  Deployment,
  Diagnosis,
  Fact,
  Failure,
  FollowedImage,
  Hold,
  ImageChange,
  Instant,
  KnownGood,
  Policy,
  RegisterTaskDefinition,
  Rollout,
  ServiceDeploymentSnapshot,
  ServiceSnapshot,
  ServiceState,
  StoppedTask,
  TagDecision,
  TaggedImage,
  TaskDefinitionSnapshot,
  WayBack,
} from "../../shared/core/model.ts";
import type { LookInput } from "../../shared/core/rollout/decide.ts";
import { unknownService } from "../../shared/core/rollout/evolve.ts";
import type { FollowInput } from "../../shared/core/rollout/follow.ts";
import type { JudgeInput } from "../../shared/core/rollout/judging.ts";

/**
 * One story in small pieces, for the tests of pure code. The service `shop/api` has a container `web` that follows
 * `team/web:latest`. It runs revision 1 with the digest ONES; the tag moved to TWOS, which revision 2 carries. A test says
 * only what is different in its own story.
 */

/** The tests' clock: seconds since 12:00 on the day of the story. */
export const at = (seconds: number): Instant => Date.UTC(2026, 10, 22, 12) + seconds * 1000;

const HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

/** `sha256:1111…`, which people read as `111111111111`. */
export const digestOf = (digit: string): string => `sha256:${digit.repeat(64)}`;
export const ONES = digestOf("1");
export const TWOS = digestOf("2");
export const THREES = digestOf("3");

/** An image of the garden's own registry: `imageOf("team/web:latest")`, `imageOf("team/web", TWOS)`. */
export const imageOf = (name: string, digest?: string): string => `${HOST}/${name}${digest ? `@${digest}` : ""}`;

/** ARN of a revision of the service's family: `api:2`. */
export const revision = (number: number): string => `arn:aws:ecs:us-east-1:123456789012:task-definition/api:${number}`;

export const REGISTRY_OF_THE_GARDEN = { account: "123456789012", region: "us-east-1" };

export const policy = (given: Partial<Policy> = {}): Policy => ({
  follow: "latest",
  deadlineSeconds: 1200,
  bakeSeconds: 300,
  rollback: "auto",
  mode: "act",
  rightsizeMemoryMax: undefined,
  ...given,
});

export const webFollowsLatest: FollowedImage = { container: "web", repository: "team/web", tag: "latest" };

/** The PRIMARY deployment of revision 1, complete since long ago. */
export const deployment = (given: Partial<Deployment> = {}): Deployment => ({
  id: "ecs-svc/1",
  status: "PRIMARY",
  taskDefinition: revision(1),
  rolloutState: "COMPLETED",
  rolloutStateReason: "ECS deployment ecs-svc/1 completed.",
  createdAt: at(-86_400),
  updatedAt: at(-86_000),
  runningCount: 3,
  ...given,
});

/** The deployment of revision 2 that the rollout started at second 5. */
export const ourDeployment = (given: Partial<Deployment> = {}): Deployment =>
  deployment({
    id: "ecs-svc/2",
    taskDefinition: revision(2),
    rolloutState: "IN_PROGRESS",
    rolloutStateReason: "ECS deployment ecs-svc/2 in progress.",
    createdAt: at(5),
    updatedAt: at(5),
    ...given,
  });

/** Runs three tasks of its PRIMARY deployment's revision. */
export function serviceSnapshot(given: Partial<ServiceSnapshot> = {}): ServiceSnapshot {
  const { deployments = [deployment()] } = given;
  return {
    status: "ACTIVE",
    deploymentController: "ECS",
    createdAt: at(-90_000),
    taskDefinition: deployments.find(({ status }) => status === "PRIMARY")?.taskDefinition ?? revision(1),
    desiredCount: 3,
    runningCount: 3,
    rollsBackItself: false,
    ...given,
    deployments,
  };
}

/** The service after somebody else has deployed revision 8, at second 50. */
export const deployedByOthers = (given: Partial<Deployment> = {}): ServiceSnapshot =>
  serviceSnapshot({
    deployments: [deployment({ id: "ecs-svc/9", taskDefinition: revision(8), createdAt: at(50), ...given })],
  });

export const taskDefinition = (given: Partial<TaskDefinitionSnapshot> = {}): TaskDefinitionSnapshot => ({
  arn: revision(1),
  containers: [{ name: "web", image: imageOf("team/web:latest") }],
  tags: {},
  platform: { os: "linux", architecture: "amd64" },
  ...given,
});

export const tagged = (digest: string, given: Partial<TaggedImage> = {}): TaggedImage => ({
  digest,
  manifestDigests: [],
  platforms: [],
  ...given,
});

/** Revision 1, which names the tag and ran ONES. */
export const knownGood = (given: Partial<KnownGood> = {}): KnownGood => ({
  taskDefinition: revision(1),
  images: { web: imageOf("team/web", ONES) },
  pinned: false,
  ...given,
});

export const change = (given: Partial<ImageChange> = {}): ImageChange => ({
  ...webFollowsLatest,
  digest: TWOS,
  image: imageOf("team/web", TWOS),
  previousDigest: ONES,
  ...given,
});

/** What is decided on the tag as it moves to TWOS. */
export const tagDecision = (given: Partial<TagDecision> = {}): TagDecision => ({
  followed: [webFollowsLatest],
  decided: { "team/web:latest": TWOS },
  createdAt: at(-90_000),
  restingOn: "ecs-svc/1",
  ...given,
});

/** Registers revision 1 with TWOS for the rollout. */
export const registration = (given: Partial<RegisterTaskDefinition> = {}): RegisterTaskDefinition => ({
  kind: "registerTaskDefinition",
  service: "shop/api",
  key: "shop/api/5",
  purpose: "rollout",
  from: revision(1),
  images: { web: imageOf("team/web", TWOS) },
  tags: { "gardener:image:web": "team/web:latest", "gardener:rollout": "shop/api/5" },
  resumed: false,
  ...given,
});

/** Registers revision 1 pinned to ONES for the way back. */
export const registrationBack = (given: Partial<RegisterTaskDefinition> = {}): RegisterTaskDefinition =>
  registration({
    key: "shop/api/5/back",
    purpose: "wayBack",
    images: { web: imageOf("team/web", ONES) },
    tags: { "gardener:image:web": "team/web:latest", "gardener:rollout": "shop/api/5/back" },
    ...given,
  });

/** Planned at second 0 and left there. */
export const plannedRollout = (given: Partial<Rollout> = {}): Rollout => ({
  id: "shop/api/5",
  service: "shop/api",
  status: "Planned",
  images: [change()],
  fromTaskDefinition: revision(1),
  plannedAt: at(0),
  leaseUntil: at(60),
  deadlineAt: at(1200),
  reason: "web to team/web:latest (222222222222)",
  warnings: [],
  knownGood: knownGood(),
  ...given,
});

/** Started at second 5. */
export const rollout = (given: Partial<Rollout> = {}): Rollout =>
  plannedRollout({
    status: "InProgress",
    taskDefinition: revision(2),
    deploymentId: "ecs-svc/2",
    deploymentCreatedAt: at(5),
    startedAt: at(5),
    deadlineAt: at(1205),
    reason: "ECS is replacing the tasks",
    ...given,
  });

/** Complete for ECS since second 100. */
export const bakingRollout = (given: Partial<Rollout> = {}): Rollout =>
  rollout({
    status: "Baking",
    deployedAt: at(100),
    bakeUntil: at(400),
    reason: "ECS has replaced the tasks; now they must stay up",
    ...given,
  });

/** Our way back to revision 1 by its pinned copy, revision 3, decided at second 200 and begun at second 205. */
export const wayBack = (given: Partial<WayBack> = {}): WayBack => ({
  by: "gardener",
  status: "InProgress",
  to: knownGood(),
  startedAt: at(200),
  leaseUntil: at(260),
  deadlineAt: at(1405),
  taskDefinition: revision(3),
  deploymentId: "ecs-svc/3",
  deploymentCreatedAt: at(205),
  ...given,
});

/** A way back that was planned at second 200 and left there. */
export function plannedWayBack(given: Partial<WayBack> = {}): WayBack {
  const {
    taskDefinition: _revision,
    deploymentId: _deployment,
    deploymentCreatedAt: _createdAt,
    ...planned
  } = wayBack();
  return { ...planned, status: "Planned", deadlineAt: at(1400), ...given };
}

/** Crashed during its bake at second 200; what is done about it stands in `wayBack`. */
export const failedRollout = (given: Partial<Rollout> = {}): Rollout =>
  bakingRollout({
    status: "Failed",
    reason: "during the bake, a task stopped (web exited with code 1)",
    wayBack: wayBack(),
    ...given,
  });

/** What is remembered of `shop/api`, which rests on revision 1, ONES being decided on since the day before. */
export const state = (given: Partial<ServiceState> = {}): ServiceState => ({
  service: "shop/api",
  version: 4,
  fence: 7,
  followed: [webFollowsLatest],
  decided: { "team/web:latest": { digest: ONES, at: at(-86_400) } },
  createdAt: at(-90_000),
  restingOn: "ecs-svc/1",
  late: [],
  outbox: [],
  unrecorded: [],
  ...given,
});

/** What a service that was never seen before is remembered as. */
export const stranger = (): ServiceState => unknownService("shop/api");

/** What is remembered while this rollout is the newest: TWOS is decided on. */
export const stateWith = (newest: Rollout, given: Partial<ServiceState> = {}): ServiceState =>
  state({
    decided: { "team/web:latest": { digest: TWOS, at: at(0) } },
    knownGood: knownGood(),
    rollout: newest,
    restingOn: newest.wayBack?.deploymentId ?? newest.deploymentId ?? "ecs-svc/1",
    ...given,
  });

/** The tag has just moved from ONES to TWOS. */
export const followInput = (given: Partial<FollowInput> = {}): FollowInput => ({
  now: at(0),
  registry: REGISTRY_OF_THE_GARDEN,
  policy: policy(),
  state: state(),
  pause: undefined,
  service: serviceSnapshot(),
  taskDefinition: taskDefinition(),
  running: { web: ONES },
  tagged: { "team/web:latest": tagged(TWOS) },
  pushedAt: {},
  missingDigests: [],
  quarantined: [],
  ...given,
});

/** A look at second 60 at a rollout that is on its way. */
export const judgeInput = (given: Partial<JudgeInput> = {}): JudgeInput => ({
  now: at(60),
  policy: policy(),
  state: stateWith(rollout()),
  service: serviceSnapshot({ deployments: [ourDeployment(), deployment({ status: "ACTIVE" })] }),
  serviceDeployments: [],
  stoppedTasks: [],
  ...given,
});

/** A whole look at second 0, at a service whose tag still points to what was decided. */
export const lookInput = (given: Partial<LookInput> = {}): LookInput => ({
  now: at(0),
  registry: REGISTRY_OF_THE_GARDEN,
  policy: policy(),
  followProblem: undefined,
  state: state({ knownGood: knownGood(), published: { web: imageOf("team/web", ONES) } }),
  pause: undefined,
  service: serviceSnapshot(),
  taskDefinition: taskDefinition(),
  running: { web: ONES },
  tags: tagsOf(ONES),
  serviceDeployments: [],
  stoppedTasks: [],
  ...given,
});

/** What is read of the tags while `team/web:latest` points there. */
export const tagsOf = (digest: string): NonNullable<LookInput["tags"]> => ({
  tagged: { "team/web:latest": tagged(digest) },
  pushedAt: {},
  missingDigests: [],
  quarantined: [],
});

/** What a person said when she stopped rollouts a minute ago. */
export const hold = (given: Partial<Hold> = {}): Hold => ({
  by: "ana",
  at: at(-60),
  reason: "freeze",
  ...given,
});

/** ECS's record of our deployment. */
export const serviceDeployment = (given: Partial<ServiceDeploymentSnapshot> = {}): ServiceDeploymentSnapshot => ({
  arn: "arn:aws:ecs:us-east-1:123456789012:service-deployment/shop/api/NCWGC2ZR-taawPAYrIaU5",
  taskDefinition: revision(2),
  status: "IN_PROGRESS",
  reason: "",
  createdAt: at(5),
  ...given,
});

/** Why a task of our deployment failed: its program ended. */
export const diagnosis = (given: Partial<Diagnosis> = {}): Diagnosis => ({
  family: "app",
  kind: "crashed",
  alert: true,
  causedBy: "revision",
  retryable: "maybe",
  confidence: "likely",
  cause: "The app in web ended with 1.",
  remedy: "Read its log.",
  evidence: [{ where: "containers[web].exitCode", text: "1" }],
  container: "web",
  ...given,
});

/** A task that failed so, at second 50. */
export const failure = (given: Partial<Failure> = {}, why: Partial<Diagnosis> = {}): Failure => ({
  diagnosis: diagnosis(why),
  count: 1,
  firstAt: at(50),
  lastAt: at(50),
  details: { logTail: [], differences: [] },
  ...given,
});

/** A task of our deployment whose program ended with code 1 at second 150. */
export const stoppedTask = (given: Partial<StoppedTask> = {}): StoppedTask => ({
  id: "0123456789abcdef0123456789abcdef",
  deploymentId: "ecs-svc/2",
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  stoppedAt: at(150),
  containers: [{ name: "web", exitCode: 1 }],
  ...given,
});

/** The decision's fact of this kind, if it has one. */
export const factOf = <Kind extends Fact["kind"]>(
  { facts }: Decision,
  kind: Kind,
): Extract<Fact, { kind: Kind }> | undefined =>
  facts.find((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
