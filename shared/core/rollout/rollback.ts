import { followedImages } from "../images/follow.ts";
import { parseImage } from "../images/reference.ts";
import type {
  Decision,
  Fact,
  FollowedImage,
  ImageChange,
  KnownGood,
  Rollout,
  ServiceSnapshot,
  ServiceState,
  TaskDefinitionSnapshot,
} from "../model.ts";
import { own } from "../own.ts";
import { listed, shortArn, shortDigest } from "../text.ts";
import type { LookInput } from "./decide.ts";
import { nothing } from "./decision.ts";
import { isOlderThanKnown, LEASE_SECONDS, primaryDeployment, rolloutEffects } from "./effects.ts";
import { isSameOrCopy, isUnderWay } from "./evolve.ts";
import { restraintInWords, restraintOnAll } from "./restraint.ts";

/** What a person asks for. */
export interface RollbackAsked {
  readonly by: string;
  readonly reason: string;
  /** The revision to go back to; none: the last known good one that is not what runs now. */
  readonly to?: TaskDefinitionSnapshot;
}

export interface RollbackInput
  extends Pick<
    LookInput,
    "now" | "registry" | "policy" | "state" | "pause" | "service" | "taskDefinition" | "running"
  > {
  readonly asked: RollbackAsked;
  /** Digests of the known good revisions that ECR no longer has. */
  readonly missingDigests: readonly string[];
}

/** A decision, or why there is none. */
export type RollbackDecision = Decision & { readonly refused?: string };

/**
 * Decides on a person's rollback: a rollout of its own, to a revision that is known to be good. It takes the place of a
 * rollout that is under way. What was decided on the tags stays, so that neither event nor sweep nor retry brings the
 * image back that was left, until its tag moves.
 */
export function decideRollback(input: RollbackInput): RollbackDecision {
  const { state, service, policy, pause, asked } = input;
  if (!service || service.status !== "ACTIVE") return refused(`${state.service} does not exist (any more)`);
  if (service.deploymentController !== "ECS")
    return refused(`the deployment controller of ${state.service} is ${service.deploymentController}`);
  const restraint = restraintOnAll(policy, pause);
  if (restraint) return refused(`${restraintInWords(restraint)}, and nothing is touched meanwhile`);
  if (isOlderThanKnown(state, service, input.now))
    return { ...nothing("ECS shows a deployment that is older than the one that we know of"), isStale: true };

  const leaving = whatIsLeft(state, service);
  const target = asked.to ? askedTarget(asked.to, input, leaving) : lastKnownGood(input, leaving);
  if (typeof target === "string") return refused(target);
  const gone = digestsOf(target).filter((digest) => input.missingDigests.includes(digest));
  if (gone.length > 0)
    return refused(
      `ECR no longer has ${listed(gone.map(shortDigest))}, which ${shortArn(target.taskDefinition)} needs`,
    );
  return goBack(input, service, target, leaving);
}

/** The revision that is to be left: what a rollout under way brings, else what runs. None while that is not registered. */
function whatIsLeft({ rollout }: ServiceState, service: ServiceSnapshot): string | undefined {
  return isUnderWay(rollout) && !rollout.wayBack ? rollout.taskDefinition : primaryDeployment(service)?.taskDefinition;
}

function lastKnownGood({ state }: RollbackInput, leaving: string | undefined): KnownGood | string {
  const { rollout } = state;
  if (isUnderWay(rollout) && rollout.wayBack)
    return `${state.service} is on its way back to ${shortArn(rollout.wayBack.to.taskDefinition)} already`;
  if (isUnderWay(rollout) && rollout.askedBy !== undefined)
    return `${rollout.askedBy} is rolling ${state.service} back already`;
  const target = known(state).find((good) => !isWhatIsLeft(good, state, leaving));
  return target ?? `no earlier revision of ${state.service} is known to be good: there is nothing to go back to`;
}

function askedTarget(
  to: TaskDefinitionSnapshot,
  input: RollbackInput,
  leaving: string | undefined,
): KnownGood | string {
  const { state, service, policy, registry } = input;
  const name = shortArn(to.arn);
  const family = familyOf(service?.taskDefinition ?? to.arn);
  const isKnown = known(state).find((good) => good.taskDefinition === to.arn);
  if (!isKnown && familyOf(to.arn) !== family) return `${name} is no revision of the family ${family}`;
  const onItsWay = isUnderWay(state.rollout) ? (state.rollout.wayBack ?? state.rollout) : undefined;
  if (onItsWay?.taskDefinition === to.arn) return `${state.service} is on its way to ${name} already`;
  const target = isKnown ?? { taskDefinition: to.arn, images: pinnedImages(to), pinned: true };
  if (isWhatIsLeft(target, state, leaving)) return `${state.service} runs ${name} already`;
  if (isKnown) return target;

  const unpinned = followedImages(to, policy.follow ?? "tag", registry, state.followed).filter(
    ({ container }) => own(target.images, container) === undefined,
  );
  const [first] = unpinned;
  return first
    ? `${name} names ${first.repository}:${first.tag} by its tag, and ECS would start what that points to now; name a revision that is pinned to a digest`
    : target;
}

function goBack(
  input: RollbackInput,
  service: ServiceSnapshot,
  target: KnownGood,
  leaving: string | undefined,
): RollbackDecision {
  const { state, now, policy, asked } = input;
  const followed = whatFollows(input);
  const images = changes(target, input, followed);
  const wayBack = known(state)
    .slice(known(state).indexOf(target) + 1)
    .find((good) => good.taskDefinition !== target.taskDefinition && !isWhatIsLeft(good, state, leaving));
  const rollout: Rollout = {
    id: `${state.service}/${state.version + 1}`,
    service: state.service,
    status: "Planned",
    images,
    fromTaskDefinition: target.pinned ? service.taskDefinition : target.taskDefinition,
    ...(target.pinned ? { taskDefinition: target.taskDefinition } : {}),
    askedBy: asked.by,
    askedBecause: asked.reason,
    plannedAt: now,
    leaseUntil: now + LEASE_SECONDS * 1000,
    deadlineAt: now + policy.deadlineSeconds * 1000,
    reason: asked.reason,
    warnings: [],
    ...(wayBack ? { knownGood: wayBack } : {}),
  };
  const planned: Fact = {
    kind: "RolloutPlanned",
    at: now,
    rollout,
    followed,
    decided: {},
    createdAt: service.createdAt,
    ...(known(state).includes(target) ? { knownGood: target } : {}),
  };
  return {
    effects: rolloutEffects(rollout, followed, false),
    facts: [...endOfTheOther(input), planned],
    reasons: [
      `${asked.by} rolls ${state.service} back to ${shortArn(target.taskDefinition)} (${listed(images.map(imageInWords))}): ${asked.reason}`,
    ],
  };
}

/** A rollout under way ends; one that has failed stays so, and its way back ends. */
function endOfTheOther({ state, now, asked }: RollbackInput): readonly Fact[] {
  if (!isUnderWay(state.rollout)) return [];
  const reason = `${asked.by} rolls the service back: ${asked.reason}`;
  return [{ kind: state.rollout.wayBack ? "ReturnFailed" : "RolloutSuperseded", at: now, reason }];
}

function changes(
  { images }: KnownGood,
  { running, policy }: RollbackInput,
  followed: readonly FollowedImage[],
): readonly ImageChange[] {
  return Object.entries(images).flatMap(([container, image]) => {
    const { ecr, digest } = parseImage(image);
    if (!ecr || digest === undefined) return [];
    const tag = followed.find((one) => one.container === container)?.tag ?? policy.follow ?? "latest";
    const previousDigest = own(running, container);
    const previous = previousDigest === undefined ? {} : { previousDigest };
    return [{ container, repository: ecr.repository, tag, digest, image, ...previous }];
  });
}

function whatFollows({ taskDefinition, policy, registry, state }: RollbackInput): readonly FollowedImage[] {
  if (!taskDefinition || policy.follow === undefined) return state.followed;
  return followedImages(taskDefinition, policy.follow, registry, state.followed);
}

/** The revisions that are known to be good, the newest first. */
function known({ knownGood, knownGoodBefore }: ServiceState): readonly KnownGood[] {
  return [knownGood, knownGoodBefore].filter((good) => good !== undefined);
}

/** Whether a known good revision is what is left, itself or as its pinned copy. */
const isWhatIsLeft = (good: KnownGood, { rollout }: ServiceState, leaving: string | undefined): boolean =>
  leaving !== undefined && isSameOrCopy(leaving, good, rollout);

function pinnedImages({ containers }: TaskDefinitionSnapshot): Readonly<Record<string, string>> {
  const pinned = containers.filter(({ image }) => parseImage(image).digest !== undefined);
  return Object.fromEntries(pinned.map(({ name, image }) => [name, image]));
}

const digestsOf = ({ images }: KnownGood): readonly string[] =>
  Object.values(images).flatMap((image) => parseImage(image).digest ?? []);

const familyOf = (arn: string): string => shortArn(arn).replace(/:\d+$/, "");

const imageInWords = ({ container, repository, digest }: ImageChange): string =>
  `${container} on ${repository}@${shortDigest(digest)}`;

const refused = (why: string): RollbackDecision => ({ ...nothing(why), refused: why });
