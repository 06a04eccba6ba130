import { type Registry, followedImages, tagName } from "../images/follow.ts";
import { fitsPlatform, platformName } from "../images/platform.ts";
import { parseImage, pinImage } from "../images/reference.ts";
import type {
  Decision,
  Fact,
  FollowedImage,
  ImageChange,
  Instant,
  KnownGood,
  Policy,
  Rollout,
  ServiceName,
  ServiceSnapshot,
  ServiceState,
  TaggedImage,
  TagName,
  TaskDefinitionSnapshot,
} from "../model.ts";
import { isoTime, listed, shortArn, shortDigest } from "../text.ts";
import { LEASE_SECONDS, primaryDeployment, resumeRollout, rolloutEffects } from "./effects.ts";
import { isUnderWay } from "./evolve.ts";

/** What must be known to decide whether a service follows its tags to another image. */
export interface FollowInput {
  readonly now: Instant;
  readonly registry: Registry;
  readonly policy: Policy;
  readonly state: ServiceState;
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
}

/**
 * Decides whether a service rolls onto what its followed tags point to now.
 *
 * What we answer for is the tag, not the service: a digest on which something was decided for this service is never
 * decided on again, so repeated, late and reordered events change nothing, and what people deployed since is theirs.
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

  const knownGood = whatRunsWell(state, service, taskDefinition, followed, input.running);
  if (changes.length === 0) {
    if (state.rollout?.status === "Planned") return resumeRollout(state, service, input.now);
    if (Object.keys(decided).length === 0) return nothing(...reasons);
    const adopted: Fact = {
      kind: "ServiceAdopted",
      at: input.now,
      followed,
      decided,
      ...(knownGood ? { knownGood } : {}),
    };
    return { effects: [], facts: [adopted], reasons: atLeastOne(reasons) };
  }

  const plan: Plan = { input, service, taskDefinition, followed, changes, decided, knownGood };
  const refusal = whyRefused(plan);
  return refusal === undefined ? roll(plan, reasons) : refuse(plan, refusal);
}

interface Plan {
  readonly input: FollowInput;
  readonly service: ServiceSnapshot;
  readonly taskDefinition: TaskDefinitionSnapshot;
  readonly followed: readonly FollowedImage[];
  readonly changes: readonly ImageChange[];
  readonly decided: Readonly<Record<TagName, string>>;
  readonly knownGood: KnownGood | undefined;
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

  const running = input.running[image.container];
  const runsIt = running !== undefined && (running === wanted.digest || wanted.manifestDigests.includes(running));
  if (runsIt && !isAboutToChange(input.state.rollout, image.container))
    return { kind: "remember", why: `${image.container} runs ${name} already`, digest: wanted.digest };

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
  return { kind: "leave", why: `ECS has not resolved yet what ${image.container} runs` };
}

/** A planned rollout may be started at any moment: what the container runs still is not what it will run. */
const isAboutToChange = (rollout: Rollout | undefined, container: string): boolean =>
  rollout?.status === "Planned" && rollout.images.some((change) => change.container === container);

function whyRefused({ service, taskDefinition, changes, input }: Plan): string | undefined {
  if (service.deploymentController !== "ECS") return wrongController(service);
  for (const change of changes) {
    const platforms = input.tagged[tagName(change)]?.platforms ?? [];
    if (!fitsPlatform(platforms, taskDefinition.platform))
      return `${tagName(change)} is built for ${listed(platforms.map(platformName))}, and ${change.container} runs on ${platformName(taskDefinition.platform)}`;
  }
  return undefined;
}

const wrongController = (service: ServiceSnapshot): string =>
  `its deployment controller is ${service.deploymentController}; only rolling deployments by ECS itself can be steered here`;

function roll(plan: Plan, reasons: readonly string[]): Decision {
  const { input, changes, followed, decided, service } = plan;
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
  const knownGood = plan.knownGood ?? state.knownGood;
  const rollout = planRollout(plan, "Planned", changesInWords(changes), knownGood);
  const planned: Fact = {
    kind: "RolloutPlanned",
    at: now,
    rollout,
    followed,
    decided,
    ...(knownGood ? { knownGood } : {}),
  };
  const zero =
    service.desiredCount === 0 ? [`${state.service} has no tasks: the new image shows only when some start`] : [];
  return {
    effects: rolloutEffects(rollout, followed, false),
    facts: [...superseded, planned],
    reasons: atLeastOne([`rolls ${state.service}: ${listed(reasons)}`, ...zero]),
  };
}

function refuse(plan: Plan, why: string): Decision {
  const { input, followed, decided, changes } = plan;
  const rollout: Rollout = { ...planRollout(plan, "Failed", why, undefined), endedAt: input.now };
  return {
    effects: [],
    facts: [{ kind: "RolloutRefused", at: input.now, rollout, followed, decided }],
    reasons: [`does not roll ${input.state.service} to ${changesInWords(changes)}: ${why}`],
  };
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
 * What the service runs, if ECS completed it with tasks up: a revision to go back to, whoever deployed it. What a rollout
 * of ours deployed is good only when its bake has said so.
 */
function whatRunsWell(
  { rollout }: ServiceState,
  service: ServiceSnapshot,
  taskDefinition: TaskDefinitionSnapshot,
  followed: readonly FollowedImage[],
  running: Readonly<Record<string, string>>,
): KnownGood | undefined {
  const primary = primaryDeployment(service);
  if (primary?.rolloutState !== "COMPLETED" || primary.runningCount === 0) return undefined;
  const isUnproven = rollout?.status === "Failed" || isUnderWay(rollout);
  if (isUnproven && rollout?.taskDefinition === primary.taskDefinition) return undefined;
  const images: Record<string, string> = {};
  for (const { container } of followed) {
    const digest = running[container];
    if (digest === undefined) return undefined;
    images[container] = pinImage(imageOf(taskDefinition, container), digest);
  }
  const pinned = followed.every(({ container }) => parseImage(imageOf(taskDefinition, container)).digest !== undefined);
  return { taskDefinition: primary.taskDefinition, images, pinned };
}

function whyNothingFollows(service: ServiceName, policy: Policy, taskDefinition: TaskDefinitionSnapshot): string {
  const images = taskDefinition.containers.map(({ name, image }) => {
    const reference = parseImage(image);
    return `${name} is on ${reference.tag ?? shortDigest(reference.digest ?? "")}`;
  });
  return `no container of ${service} follows ${policy.follow} in this account's registry: in ${shortArn(taskDefinition.arn)} ${listed(images)}`;
}

const imageOf = (taskDefinition: TaskDefinitionSnapshot, container: string): string =>
  taskDefinition.containers.find(({ name }) => name === container)?.image ?? "";

const changesInWords = (changes: readonly ImageChange[]): string =>
  listed(changes.map((change) => `${change.container} to ${tagName(change)} (${shortDigest(change.digest)})`));

const nothing = (...reasons: string[]): Decision => ({ effects: [], facts: [], reasons: atLeastOne(reasons) });

function atLeastOne(reasons: readonly string[]): [string, ...string[]] {
  const [first = "nothing to do", ...others] = reasons;
  return [first, ...others];
}
