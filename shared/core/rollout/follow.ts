import { type Registry, followedImages, TAGS_MAX, tagName, tagsOfCopy } from "../images/follow.ts";
import { fitsPlatform, platformName } from "../images/platform.ts";
import { parseImage, pinImage } from "../images/reference.ts";
import type {
  Decision,
  Deployment,
  Fact,
  FollowedImage,
  Hold,
  ImageChange,
  Instant,
  KnownGood,
  Policy,
  Quarantine,
  Rollout,
  ServiceName,
  ServiceSnapshot,
  ServiceState,
  Restraint,
  TagDecision,
  TaggedImage,
  TagName,
  TaskDefinitionSnapshot,
} from "../model.ts";
import { own } from "../own.ts";
import { isoTime, listed, shortArn, shortDigest } from "../text.ts";
import { atLeastOne, nothing } from "./decision.ts";
import { isOlderThanKnown, LEASE_SECONDS, primaryDeployment, rolloutEffects, tagsOfRollout } from "./effects.ts";
import { isUnderWay } from "./evolve.ts";
import { quarantineOf, restraintInWords, restraintOnMove } from "./restraint.ts";

/** What must be known to decide whether a service follows its tags to another image. */
export interface FollowInput {
  readonly now: Instant;
  readonly registry: Registry;
  readonly policy: Policy;
  readonly state: ServiceState;
  /** Set while a person has paused the whole garden. */
  readonly pause: Hold | undefined;
  /** None: ECS does not know the service. */
  readonly service: ServiceSnapshot | undefined;
  readonly taskDefinition: TaskDefinitionSnapshot | undefined;
  /** The digest that each container of the PRIMARY deployment runs, as ECS resolved it; missing while it has not. */
  readonly running: Readonly<Record<string, string>>;
  /** What the tags point to now; a tag that does not exist is missing. */
  readonly tagged: Readonly<Record<TagName, TaggedImage>>;
  /** The tags that are known to have been pushed, and when. */
  readonly pushedAt: Readonly<Record<TagName, Instant>>;
  /** Digests that a way back would need and that ECR no longer has. */
  readonly missingDigests: readonly string[];
  /** The images that are taken by nobody, and those that this service takes no more. */
  readonly quarantined: readonly Quarantine[];
}

/**
 * Decides whether a service rolls onto what its followed tags point to now.
 *
 * What we answer for is the tag, not the service: the digest on which something was decided last for this tag is not
 * decided on again while the tag points there, so repeated, late and reordered events change nothing, and what people
 * deployed since is theirs. A tag that moves to another digest and back is decided on anew.
 */
export function decideFollow(input: FollowInput): Decision {
  const { service, taskDefinition, state } = input;
  if (!service) return nothing(`${state.service} does not exist (any more)`);
  if (service.status !== "ACTIVE") return nothing(`${state.service} is ${service.status}`);
  // With the controller EXTERNAL the task sets name revisions, not the service, so nothing says what it follows.
  if (!taskDefinition) return nothing(`${state.service} is not rolled: ${wrongController(service)}`);

  const followed = followedImages(taskDefinition, input.policy.follow, input.registry, state.followed);
  if (followed.length === 0) return nothing(whyNothingFollows(state.service, input.policy, taskDefinition));

  const reasons: string[] = [];
  const decided: Record<TagName, string> = {};
  const changes: ImageChange[] = [];
  for (const image of followed) {
    const verdict = judgeImage(image, input, service, taskDefinition);
    reasons.push(verdict.why);
    switch (verdict.kind) {
      case "leave":
        break;
      case "remember":
        decided[tagName(image)] = verdict.digest;
        break;
      case "move":
        decided[tagName(image)] = verdict.change.digest;
        changes.push(verdict.change);
        break;
      default: {
        const never: never = verdict;
        return never;
      }
    }
  }

  if (changes.length > 0) changes.push(...goingAlong(changes, followed, input, taskDefinition));

  const tags: TagDecision = {
    followed,
    decided,
    createdAt: service.createdAt,
    ...optional("knownGood", whatRunsWell(input, service, taskDefinition, followed)),
    ...optional("restingOn", primaryDeployment(service)?.id),
  };
  if (Object.keys(decided).length === 0) return nothing(...reasons);
  if (isOlderThanKnown(state, service, input.now))
    return { ...nothing("ECS shows a deployment that is older than the one that we know of"), isStale: true };
  if (changes.length === 0)
    return {
      effects: [],
      facts: [{ kind: "ServiceAdopted", at: input.now, ...tags }],
      reasons: atLeastOne(reasons),
    };

  const plan: Plan = { input, service, taskDefinition, changes, tags };
  const refusal = whyRefused(plan);
  if (refusal !== undefined) return refuse(plan, refusal);
  const restraint = restraintOnMove(changes, input);
  return restraint ? withhold(plan, restraint) : roll(plan, reasons);
}

interface Plan {
  readonly input: FollowInput;
  readonly service: ServiceSnapshot;
  readonly taskDefinition: TaskDefinitionSnapshot;
  readonly changes: readonly ImageChange[];
  readonly tags: TagDecision;
}

type Verdict =
  | { readonly kind: "leave"; readonly why: string }
  | { readonly kind: "remember"; readonly why: string; readonly digest: string }
  | { readonly kind: "move"; readonly why: string; readonly change: ImageChange };

function judgeImage(
  image: FollowedImage,
  input: FollowInput,
  service: ServiceSnapshot,
  taskDefinition: TaskDefinitionSnapshot,
): Verdict {
  const tag = tagName(image);
  const wanted = input.tagged[tag];
  if (!wanted) return { kind: "leave", why: `${tag} does not exist in ECR` };
  const name = `${tag} (${shortDigest(wanted.digest)})`;

  const decided = input.state.decided[tag];
  if (decided?.digest === wanted.digest)
    return { kind: "leave", why: `${name} was decided on at ${isoTime(decided.at)} already` };

  const running = own(input.running, image.container);
  if (running !== undefined && isDigestOf(wanted, running) && !isLeaving(image, input.state, running))
    return { kind: "remember", why: `${image.container} runs ${name} already`, digest: wanted.digest };

  if (running !== undefined && !decided && isForeign(input.state, service))
    return {
      kind: "remember",
      why: `somebody else deployed ${image.container} to follow ${name}; it is left as it is until the tag moves`,
      digest: wanted.digest,
    };

  const change: ImageChange = {
    ...image,
    digest: wanted.digest,
    image: pinImage(imageOf(taskDefinition, image.container), wanted.digest),
    ...(running !== undefined ? { previousDigest: running } : {}),
  };
  if (decided)
    return {
      kind: "move",
      why: `${tag} moved from ${shortDigest(decided.digest)} to ${shortDigest(wanted.digest)}`,
      change,
    };
  if (running !== undefined)
    return {
      kind: "move",
      why: `${image.container} runs ${shortDigest(running)} while ${tag} points to ${shortDigest(wanted.digest)}`,
      change,
    };

  // ECS resolves a tag when the first task of a deployment starts. Until then only a push after the deployment was
  // made tells that the tag has moved.
  const primary = primaryDeployment(service);
  const pushedAt = input.pushedAt[tag];
  if (primary && pushedAt !== undefined && pushedAt > primary.createdAt)
    return { kind: "move", why: `${name} was pushed after ${image.container} was deployed`, change };
  if (primary && hasNoTasks(service, primary))
    return {
      kind: "remember",
      why: `${image.container} has no tasks; the first ones that start run ${name}`,
      digest: wanted.digest,
    };
  return { kind: "leave", why: `ECS has not resolved yet what ${image.container} runs` };
}

/** Whether no task of the deployment runs, or is going to before somebody scales the service. */
export const hasNoTasks = (service: ServiceSnapshot, primary: Deployment): boolean =>
  service.desiredCount === 0 && primary.runningCount === 0 && primary.rolloutState === "COMPLETED";

/** Whether somebody else deployed what runs, on a service that has been known before. */
function isForeign({ restingOn }: ServiceState, service: ServiceSnapshot): boolean {
  return restingOn !== undefined && primaryDeployment(service)?.id !== restingOn;
}

/**
 * The other containers' images that belong into the same revision: of the rollout that this one takes the place of, which
 * may not have come so far; and of one that failed with several images, of which nobody knows which one was bad.
 */
function goingAlong(
  changes: readonly ImageChange[],
  followed: readonly FollowedImage[],
  { state: { rollout, service }, tagged, running, quarantined }: FollowInput,
  taskDefinition: TaskDefinitionSnapshot,
): readonly ImageChange[] {
  if (!rollout || rollout.status === "Completed" || rollout.status === "Superseded") return [];
  const isInDoubt = rollout.wayBack || !isUnderWay(rollout) ? rollout.images.length > 1 : true;
  if (!isInDoubt) return [];
  return rollout.images.flatMap((image) => {
    const follows = followed.some((one) => one.container === image.container && tagName(one) === tagName(image));
    const isStillWanted = follows && tagged[tagName(image)]?.digest === image.digest;
    const isMoved = changes.some(({ container }) => container === image.container);
    // Of this one it is known by now.
    if (quarantineOf(quarantined, service, [image])) return [];
    if (!isStillWanted || isMoved || (!isUnderWay(rollout) && own(running, image.container) === image.digest))
      return [];
    return [{ ...image, image: pinImage(imageOf(taskDefinition, image.container), image.digest) }];
  });
}

/** Whether a rollout that is under way takes the container off the digest that it still runs. */
function isLeaving(image: FollowedImage, { rollout }: ServiceState, running: string): boolean {
  if (!isUnderWay(rollout) || rollout.wayBack) return false;
  return rollout.images.some((change) => change.container === image.container && change.digest !== running);
}

function whyRefused({ service, taskDefinition, changes, input, tags }: Plan): string | undefined {
  if (service.deploymentController !== "ECS") return wrongController(service);
  for (const change of changes) {
    const platforms = input.tagged[tagName(change)]?.platforms ?? [];
    if (!fitsPlatform(platforms, taskDefinition.platform))
      return `${tagName(change)} is built for ${listed(platforms.map(platformName))}, and ${change.container} runs on ${platformName(taskDefinition.platform)}`;
  }
  return tooManyTags(taskDefinition, tags.followed);
}

/** Nothing of a revision is left out of its copy, so there must be room for what is added. */
function tooManyTags({ arn, tags }: TaskDefinitionSnapshot, followed: readonly FollowedImage[]): string | undefined {
  const added = tagsOfRollout(followed, "");
  const count = Object.keys(tagsOfCopy(tags, added)).length;
  if (count <= TAGS_MAX) return undefined;
  const excess = count - TAGS_MAX;
  return `${shortArn(arn)} has so many tags that its copy would have ${count}, with ${listed(Object.keys(added))}, and AWS allows ${TAGS_MAX}: remove ${excess} from it (aws ecs untag-resource) and push another image`;
}

const wrongController = (service: ServiceSnapshot): string =>
  `its deployment controller is ${service.deploymentController}; only rolling deployments by ECS itself can be steered here`;

function roll(plan: Plan, reasons: readonly string[]): Decision {
  const { input, changes, tags, service } = plan;
  const { state, now } = input;
  // A rollout that failed stays so: what a newer image takes the place of is its way back.
  const superseded: Fact[] = isUnderWay(state.rollout)
    ? [
        {
          kind: state.rollout.wayBack ? "ReturnFailed" : "RolloutSuperseded",
          at: now,
          reason: `a newer image came: ${changesInWords(changes)}`,
        },
      ]
    : [];
  const rollout = planRollout(plan, "Planned", changesInWords(changes), tags.knownGood ?? state.knownGood);
  const zero =
    service.desiredCount === 0 ? [`${state.service} has no tasks: the new image shows only when some start`] : [];
  return {
    effects: rolloutEffects(rollout, tags.followed, false),
    facts: [...superseded, { kind: "RolloutPlanned", at: now, rollout, ...tags }],
    reasons: atLeastOne([`rolls ${state.service}: ${listed(reasons)}`, ...zero]),
  };
}

function refuse(plan: Plan, why: string): Decision {
  const { input, tags, changes } = plan;
  const rollout: Rollout = { ...planRollout(plan, "Failed", why, undefined), endedAt: input.now };
  return {
    effects: [],
    facts: [{ kind: "RolloutRefused", at: input.now, rollout, ...tags }],
    reasons: [`does not roll ${input.state.service} to ${changesInWords(changes)}: ${why}`],
  };
}

/** The move is not made and stays undecided, so that whoever looks after the restraint has ended makes it, or a newer one. */
function withhold({ input, changes }: Plan, restraint: Restraint): Decision {
  const { state, now } = input;
  const would = `would roll ${state.service}: ${changesInWords(changes)}; ${restraintInWords(restraint)}`;
  if (isWithheld(state, changes, restraint)) return nothing(would);
  return {
    effects: [],
    facts: [{ kind: "MoveWithheld", at: now, withheld: { at: now, restraint, images: changes } }],
    reasons: [would],
  };
}

/** Whether just this was withheld, and told, before. */
function isWithheld({ withheld }: ServiceState, changes: readonly ImageChange[], restraint: Restraint): boolean {
  return (
    withheld !== undefined &&
    restraintInWords(withheld.restraint) === restraintInWords(restraint) &&
    changesInWords(withheld.images) === changesInWords(changes)
  );
}

function planRollout(
  plan: Plan,
  status: "Planned" | "Failed",
  reason: string,
  knownGood: KnownGood | undefined,
): Rollout {
  const { input, service, changes } = plan;
  const { state, now, policy } = input;
  const wayBack = Object.values(knownGood?.images ?? {}).map((image) => parseImage(image).digest ?? "");
  const gone = [...new Set(wayBack)].filter((digest) => input.missingDigests.includes(digest));
  return {
    // The service's version makes it unique and the same again when the same decision is made twice.
    id: `${state.service}/${state.version + 1}`,
    service: state.service,
    status,
    images: changes,
    fromTaskDefinition: service.taskDefinition,
    plannedAt: now,
    leaseUntil: now + LEASE_SECONDS * 1000,
    deadlineAt: now + policy.deadlineSeconds * 1000,
    reason,
    warnings: gone.map((digest) => `the way back is gone: ECR no longer has ${shortDigest(digest)}`),
    ...(knownGood ? { knownGood } : {}),
  };
}

/**
 * What the service runs, if it is good to go back to, whoever deployed it: ECS completed it, all tasks are up, and none
 * had to be started within the time of a bake. Where nothing better is known, what others deployed and runs on at least
 * one task. What a rollout of ours deployed is good only when its bake has said so, or time has shown it since.
 */
export function whatRunsWell(
  input: Pick<FollowInput, "now" | "policy" | "state" | "running">,
  service: ServiceSnapshot,
  taskDefinition: TaskDefinitionSnapshot,
  followed: readonly FollowedImage[],
): KnownGood | undefined {
  const { now, policy, state, running } = input;
  const primary = primaryDeployment(service);
  if (!primary || !mayRunWell(state, service, primary, policy, now)) return undefined;
  const { rollout } = state;
  const isUnproven = rollout?.status === "Failed" || isUnderWay(rollout);
  if (isUnproven && rollout?.taskDefinition === primary.taskDefinition) return undefined;
  const images: Record<string, string> = {};
  for (const { container } of followed) {
    const digest = own(running, container);
    if (digest === undefined) return undefined;
    images[container] = pinImage(imageOf(taskDefinition, container), digest);
  }
  const pinned = followed.every(({ container }) => parseImage(imageOf(taskDefinition, container)).digest !== undefined);
  return { taskDefinition: primary.taskDefinition, images, pinned };
}

/**
 * Whether the PRIMARY deployment's tasks show it to run well, or, where nothing better is known, at least to run. A rollout
 * of ours that completed without a task has shown nothing: what runs of it since has to be proven.
 */
export function mayRunWell(
  { knownGood, rollout }: ServiceState,
  service: ServiceSnapshot,
  primary: Deployment,
  policy: Pick<Policy, "bakeSeconds">,
  now: Instant,
): boolean {
  if (knownGood || rollout?.taskDefinition === primary.taskDefinition) return isProven(service, primary, policy, now);
  return primary.rolloutState === "COMPLETED" && primary.runningCount > 0;
}

/** Whether all tasks of the PRIMARY deployment are up, and none had to be started within the time of a bake. */
export function isProven(
  service: ServiceSnapshot,
  primary: Deployment,
  { bakeSeconds }: Pick<Policy, "bakeSeconds">,
  now: Instant,
): boolean {
  // Tasks of the deployment before, which still stop, say nothing about this one.
  if (primary.rolloutState !== "COMPLETED" || primary.runningCount === 0) return false;
  const isQuiet = now - Math.max(service.tasksStartedAt ?? 0, primary.createdAt) >= bakeSeconds * 1000;
  return isQuiet && primary.runningCount >= service.desiredCount;
}

function whyNothingFollows(service: ServiceName, policy: Policy, taskDefinition: TaskDefinitionSnapshot): string {
  const images = taskDefinition.containers.map(({ name, image }) => {
    const reference = parseImage(image);
    return `${name} is on ${reference.tag ?? shortDigest(reference.digest ?? "")}`;
  });
  return `no container of ${service} follows ${policy.follow} in this account's registry: in ${shortArn(taskDefinition.arn)} ${listed(images)}`;
}

export const isDigestOf = (image: TaggedImage, digest: string): boolean =>
  digest === image.digest || image.manifestDigests.includes(digest);

/** A member that is there only where it has a value. */
function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
}

const imageOf = (taskDefinition: TaskDefinitionSnapshot, container: string): string =>
  taskDefinition.containers.find(({ name }) => name === container)?.image ?? "";

export const changesInWords = (changes: readonly ImageChange[]): string =>
  listed(changes.map((change) => `${change.container} to ${tagName(change)} (${shortDigest(change.digest)})`));
