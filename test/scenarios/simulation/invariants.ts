import { isDeepStrictEqual } from "node:util";
import { DescribeTaskDefinitionCommand, type Service } from "@aws-sdk/client-ecs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { ServiceState } from "../../../shared/core/model.ts";
import { evolve, isUnderWay, unknownService } from "../../../shared/core/rollout/evolve.ts";
import { inProcessClientOptions } from "../../../simulator/wire/transport.ts";
import { slackMessages } from "../../support/steps.ts";
import { type GivenService, isGood } from "./history.ts";
import type { Played } from "./play.ts";

/** What must hold when the faults have stopped and all has settled, each with a name under which it is reported. */
export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
}

export const INVARIANTS = [
  "runs what was decided",
  "nothing is unfinished",
  "nothing stays claimed",
  "only the newest decision is deployed",
  "what people chose stands",
  "known good is good",
  "healthy where it was",
  "every decision has its record",
  "told once, closed once",
  "observing touches nothing",
  "no orphan revision",
  "only what fails is in quarantine",
] as const;

export type Invariant = (typeof INVARIANTS)[number];

const TAG = "latest";

/** Everything that is not as it should be. */
export async function findViolations(played: Played): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  const found = (invariant: Invariant, what: string): void => void violations.push({ invariant, what });
  for (const given of played.history.services) {
    const name = `shop/${given.name}`;
    const state = await played.garden.services.read(name);
    const service = await played.describe(given.name);
    for (const what of unfinished(state)) found("nothing is unfinished", `${name}: ${what}`);
    for (const what of await unrecorded(played, state)) found("every decision has its record", `${name}: ${what}`);
    for (const what of overruled(played, given, state)) found("what people chose stands", `${name}: ${what}`);
    for (const what of wronglyKnownGood(played, state)) found("known good is good", `${name}: ${what}`);
    for (const what of observed(given, state)) found("observing touches nothing", `${name}: ${what}`);
    if (!service || service.status !== "ACTIVE") continue;
    for (const what of await notAsDecided(played, given, state, service))
      found("runs what was decided", `${name}: ${what}`);
    for (const what of unhealthy(played, given, state, service)) found("healthy where it was", `${name}: ${what}`);
  }
  for (const { service, taskDefinition, newest } of played.watch.outdated)
    found(
      "only the newest decision is deployed",
      `${service}: ${taskDefinition} was sent, and ${newest} is the newest`,
    );
  for (const what of await leftOver(played)) found("nothing stays claimed", what);
  for (const what of await untold(played)) found("told once, closed once", what);
  for (const what of orphans(played)) found("no orphan revision", what);
  for (const what of await wronglyQuarantined(played)) found("only what fails is in quarantine", what);
  return violations;
}

function unfinished(state: ServiceState): readonly string[] {
  return [
    ...(isUnderWay(state.rollout) ? [`${state.rollout.id} is ${state.rollout.status} (${state.rollout.reason})`] : []),
    ...(state.outbox.length > 0 ? [`${state.outbox.length} notices lie in the outbox`] : []),
    ...(state.unrecorded.length > 0 ? [`${state.unrecorded.length} entries are not recorded`] : []),
  ];
}

/** The digest that a service should run, and does not. */
async function notAsDecided(
  played: Played,
  given: GivenService,
  state: ServiceState,
  service: Service,
): Promise<readonly string[]> {
  if (played.held.has(given.name) || given.mode === "observe") return [];
  if (state.drift && !played.foreign.has(given.name))
    return [`${state.drift.taskDefinition} counts as drift, and it is nobody's`];
  if (state.drift) return [];
  const primary = service.deployments?.find(({ status }) => status === "PRIMARY");
  const foreign = played.foreign.get(given.name);
  if (foreign && foreign.deploymentId === primary?.id) return [];

  const running = await runningDigests(played, service);
  const wrong: string[] = [];
  const repositories: readonly (readonly [string, string | undefined])[] = [
    ["web", given.repository],
    ["side", given.sideRepository],
  ];
  // A tag that is gone can fail a rollout of its neighbour: a revision that names it starts no task.
  const allAreGood = repositories.every(([, repository]) => {
    const behavior = behaviorOf(played, wantedDigest(played, repository));
    return repository === undefined || (behavior !== undefined && isGood(behavior));
  });
  for (const [container, repository] of repositories) {
    const wanted = wantedDigest(played, repository);
    if (repository === undefined || wanted === undefined) continue;
    if (isRolledBackFrom(played, given, repository, state)) continue;
    if ((await played.garden.person.quarantines.of(`shop/${given.name}`, [wanted])).length > 0) continue;
    // What a person deployed stays, container by container, until its own tag moves.
    if (foreign && (played.movedAt.get(repository) ?? 0) <= foreign.at) continue;
    const decided = state.decided[`${repository}:${TAG}`]?.digest;
    const digest = running[container];
    // ECS never resolves what a service that was created without tasks runs: nobody knows, until its tag moves.
    const hasNotMoved = decided === undefined || decided === wanted;
    if (digest === undefined && hasNotMoved && given.desiredCount === 0) continue;
    if (decided !== wanted)
      wrong.push(`${repository} points to ${short(wanted)}, and ${short(decided)} was decided on last`);
    if (digest === undefined && service.desiredCount === 0) continue;
    if (allAreGood && digest !== wanted && !(await hasFailedForWant(played, state, wanted)))
      wrong.push(`${container} runs ${short(digest)} instead of ${short(wanted)}`);
    const fellBack = !isGood(behaviorOf(played, wanted) ?? "healthy") && digest === wanted;
    if (
      fellBack &&
      given.rollback === "auto" &&
      state.knownGood &&
      service.desiredCount !== 0 &&
      !isLost(played, state) &&
      !isDelusive(played, state)
    )
      wrong.push(`${container} stayed on ${short(digest)}, which is ${behaviorOf(played, wanted)}`);
  }
  return wrong;
}

/**
 * Whether a good image failed here while an image was missing: its neighbour's, or that of a way back, which starts no task
 * and lets ECS wait longer and longer before it starts any.
 */
async function hasFailedForWant(played: Played, state: ServiceState, wanted: string): Promise<boolean> {
  const { garden, removed } = played;
  if (removed.size === 0) return false;
  if (state.rollout?.status === "Failed" && isLost(played, state)) return true;
  const facts = (await garden.services.record(state.service)).flatMap((entry) => entry.facts);
  const carries = facts.findLast((fact) => fact.kind === "RolloutPlanned" && isIn(fact.rollout.images, wanted));
  return carries !== undefined && facts.slice(facts.indexOf(carries)).some(({ kind }) => kind === "RolloutFailed");
}

/** An image that runs well, and that nobody took out of the registry, is taken by everybody. */
async function wronglyQuarantined(played: Played): Promise<readonly string[]> {
  const quarantines = await played.garden.person.quarantines.all();
  return quarantines
    .filter(({ digest }) => isGood(behaviorOf(played, digest) ?? "crash") && !played.removed.has(digest))
    .map(({ digest, kind, rolloutId }) => `${short(digest)} is healthy, and was put there for ${kind} by ${rolloutId}`);
}

const isIn = (images: readonly { readonly digest: string }[], wanted: string): boolean =>
  images.some(({ digest }) => digest === wanted);

/** ECS calls a deployment complete whose tasks end only later: without a bake as long as that, nobody can know. */
const isDelusive = (played: Played, { knownGood }: ServiceState): boolean =>
  Object.values(knownGood?.images ?? {}).some((image) => behaviorOf(played, image.split("@")[1]) === "crash:90");

/** Whether an image that a way back needs was removed from the registry. */
const isLost = (played: Played, { knownGood }: ServiceState): boolean =>
  Object.values(knownGood?.images ?? {}).some((image) => played.removed.has(image.split("@")[1] ?? ""));

function wantedDigest({ garden }: Played, repository: string | undefined): string | undefined {
  return repository === undefined ? undefined : garden.aws.ecr.find({ repositoryName: repository, tag: TAG })?.digest;
}

const behaviorOf = ({ behaviors }: Played, digest: string | undefined) =>
  digest === undefined ? undefined : behaviors.get(digest);

/** What the containers of the PRIMARY deployment run: pinned, or as ECS resolved it. */
async function runningDigests(
  { garden }: Played,
  service: Service,
): Promise<Readonly<Record<string, string | undefined>>> {
  const { taskDefinition } = await garden.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: service.taskDefinition }),
  );
  const digests: Record<string, string | undefined> = {};
  for (const { name = "", image = "" } of taskDefinition?.containerDefinitions ?? [])
    digests[name] = image.split("@")[1];
  const described = await garden.person.ecs.describeServices([`shop/${service.serviceName}`]);
  const own = described.get(`shop/${service.serviceName}`);
  if (!own) return digests;
  const snapshot = await garden.person.ecs.describeTaskDefinition(own.taskDefinition);
  const running = await garden.person.ecs.runningDigests([{ service: own, taskDefinition: snapshot }]);
  return { ...digests, ...running.get(own.name) };
}

/**
 * Whether a person's rollback still keeps a service from what its tag points to. A tag that moved away and back between two
 * looks did not move for anybody who looks at digests: with `state`, as long as nothing was decided on the tag since.
 */
function isRolledBackFrom(played: Played, given: GivenService, repository: string, state?: ServiceState): boolean {
  const rolledBack = played.rolledBack.get(given.name);
  const decided = rolledBack?.decided[`${repository}:${TAG}`];
  if (!rolledBack || !decided || decided.digest !== wantedDigest(played, repository)) return false;
  return state
    ? state.decided[`${repository}:${TAG}`]?.at === decided.at
    : (played.movedAt.get(repository) ?? 0) <= rolledBack.at;
}

const isRolledBack = (played: Played, given: GivenService): boolean =>
  [given.repository, given.sideRepository].every((one) => one === undefined || isRolledBackFrom(played, given, one));

/** A hold that was set stands, and what somebody deployed at rest is left alone until a tag moves. */
function overruled(played: Played, given: GivenService, state: ServiceState): readonly string[] {
  const overruling: string[] = [];
  const plannedAt = state.rollout?.plannedAt ?? 0;
  const isAskedFor = state.rollout?.askedBy !== undefined;
  if (played.held.has(given.name) && (!state.hold || (plannedAt > state.hold.at && !isAskedFor)))
    overruling.push(`it was held, and ${state.rollout?.id ?? "nothing"} was planned`);
  if (isRolledBack(played, given) && plannedAt > (played.rolledBack.get(given.name)?.at ?? 0))
    overruling.push(`a person rolled it back, and ${state.rollout?.id} was planned since`);
  const foreign = played.foreign.get(given.name);
  if (!foreign?.wasSettled) return overruling;
  const repositories = [given.repository, given.sideRepository ?? given.repository];
  const hasMoved = repositories.some((repository) => (played.movedAt.get(repository) ?? 0) >= foreign.at);
  if (!hasMoved && plannedAt > foreign.at)
    overruling.push(`${foreign.taskDefinition} was deployed by a person, and ${state.rollout?.id} planned since`);
  return overruling;
}

/** What counts as known good has run well; nothing that ends or hangs does. */
function wronglyKnownGood(played: Played, { knownGood }: ServiceState): readonly string[] {
  return Object.values(knownGood?.images ?? {}).flatMap((image) => {
    const behavior = behaviorOf(played, image.split("@")[1]);
    return behavior === undefined || behavior === "crash:90" || isGood(behavior)
      ? []
      : [`${image} is known to be good, and it is ${behavior}`];
  });
}

/**
 * A service that is without a task waits at most for the deadline of what runs there, the sweep that finds out where the
 * event was lost, and the start of the tasks of the way back.
 */
export const OUTAGE_SECONDS_MAX = 480 + 300 + 180;

/** No service that ran well before is left without a task by us. */
function unhealthy(played: Played, given: GivenService, state: ServiceState, service: Service): readonly string[] {
  if (!hasWayBack(played, given, state) || service.desiredCount === 0) return [];
  const seconds = played.outages.longestOf(given.name);
  return [
    ...(service.runningCount === 0 ? [`no task runs; ${state.knownGood?.taskDefinition} was known to be good`] : []),
    ...(seconds > OUTAGE_SECONDS_MAX ? [`it was without a healthy task for ${seconds} seconds`] : []),
  ];
}

/** The longest that a service was without a healthy task, once the faults had stopped, though it had a way back. */
export async function longestOutageSeconds(played: Played): Promise<number> {
  const seconds = played.history.services.map(async (given) => {
    const state = await played.garden.services.read(`shop/${given.name}`);
    return hasWayBack(played, given, state) ? played.outages.longestOf(given.name) : 0;
  });
  return Math.max(...(await Promise.all(seconds)));
}

/** Whether nobody but us has had a hand in what a service runs, and it can go back to what ran well. */
const hasWayBack = (played: Played, given: GivenService, state: ServiceState): boolean =>
  !played.disturbed.has(given.name) &&
  !played.foreign.has(given.name) &&
  given.rollback === "auto" &&
  state.knownGood !== undefined &&
  !isLost(played, state) &&
  !isDelusive(played, state);

/** All that facts tell; the rest of what is remembered is on its way out. */
const MEMBERS_RECORDED = [
  "fence",
  "followed",
  "decided",
  "knownGood",
  "knownGoodBefore",
  "rollout",
  "createdAt",
  "restingOn",
  "drift",
  "hold",
  "withheld",
  "late",
  "published",
] as const satisfies readonly (keyof ServiceState)[];

/** The record, folded from its beginning, gives what is remembered. */
async function unrecorded({ garden }: Played, state: ServiceState): Promise<readonly string[]> {
  const record = await garden.services.record(state.service);
  const folded = record.flatMap(({ facts }) => facts).reduce(evolve, unknownService(state.service));
  return MEMBERS_RECORDED.filter((member) => !isDeepStrictEqual(folded[member], state[member])).map(
    (member) =>
      `the record tells ${member} ${JSON.stringify(folded[member])}, and remembered is ${JSON.stringify(state[member])}`,
  );
}

const observed = (given: GivenService, state: ServiceState): readonly string[] =>
  given.mode === "observe" && state.rollout?.taskDefinition !== undefined
    ? [`${state.rollout.taskDefinition} was registered`]
    : [];

/** Claims past their lease, and services that are watched for no reason. */
async function leftOver({ garden }: Played): Promise<readonly string[]> {
  const now = garden.simulator.world.now;
  const client = new DynamoDBClient(inProcessClientOptions(garden.simulator));
  const TableName = garden.aws.lambda.function("ecs-gardener-deploy").environment["GARDEN_TABLE"];
  const left: string[] = [];
  let ExclusiveStartKey: Record<string, never> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({ TableName, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) }),
    );
    for (const item of (answer.Items ?? []).map((one) => unmarshall(one))) {
      if (item["sk"] === "claim" && item["state"] === "open" && Number(item["until"]) > now)
        left.push(`${String(item["pk"])} is claimed`);
      if (item["pk"] === "active") left.push(`${String(item["sk"])} is still watched`);
    }
    ExclusiveStartKey = answer.LastEvaluatedKey as Record<string, never> | undefined;
  } while (ExclusiveStartKey);
  return left;
}

/** Every rollout that was ever planned or refused has one message, which tells how it ended. */
async function untold({ garden, history }: Played): Promise<readonly string[]> {
  const messages = slackMessages(garden);
  const wrong = messages
    .filter(({ text }) => /is rolling to|watching it before it counts as good|Going back/.test(text))
    .map(({ text }) => `still says: ${text}`);
  const told = Map.groupBy(messages, ({ metadata }) => metadata?.event_payload["topic"]);
  for (const { name } of history.services) {
    const record = await garden.services.record(`shop/${name}`);
    for (const fact of record.flatMap(({ facts }) => facts)) {
      if (fact.kind !== "RolloutPlanned" && fact.kind !== "RolloutRefused") continue;
      const times = told.get(fact.rollout.id)?.length ?? 0;
      if (times !== 1) wrong.push(`${fact.rollout.id} has ${times} messages`);
    }
  }
  return wrong;
}

/** A revision of ours that no rollout knows: an interrupted registration that was made again. */
function orphans({ garden }: Played): readonly string[] {
  const keys = new Map<string, number>();
  for (const revisions of garden.aws.ecs.families.values())
    for (const { tags } of revisions) {
      const key = tags.find((tag) => tag.key === "gardener:rollout")?.value;
      if (key !== undefined) keys.set(key, (keys.get(key) ?? 0) + 1);
    }
  return [...keys].filter(([, count]) => count > 1).map(([key, count]) => `${count} revisions for ${key}`);
}

const short = (digest: string | undefined): string => digest?.slice(7, 15) ?? "nothing";
