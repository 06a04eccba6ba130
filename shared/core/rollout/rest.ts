import { followedImages, tagName } from "../images/follow.ts";
import type {
  Decision,
  Fact,
  FollowedImage,
  ForeignDeployment,
  KnownGood,
  ServiceSnapshot,
  ServiceState,
} from "../model.ts";
import { own } from "../own.ts";
import { listed, shortArn, shortDigest } from "../text.ts";
import { nothing } from "./decision.ts";
import { isLate, isOlderThanKnown, primaryDeployment } from "./effects.ts";
import { type FollowInput, hasNoTasks, isDigestOf, whatRunsWell } from "./follow.ts";
import { lookForMissing } from "./missing.ts";

/**
 * A service with no rollout of ours under way: whether somebody else deployed it, and whether what runs has become good to
 * go back to. What others deploy is theirs: it is recorded, told once where it runs other images than we decided on, and
 * left alone until the tag moves.
 */
export function lookAtRest(input: FollowInput): Decision {
  const { state, service, taskDefinition, policy, registry, now } = input;
  const primary = service && primaryDeployment(service);
  if (!service || !taskDefinition || !primary) return nothing(`${state.service} has no deployment`);
  if (isOlderThanKnown(state, service, now))
    return nothing("ECS shows a deployment that is older than the one that we know of");
  const followed = followedImages(taskDefinition, policy.follow, registry, state.followed);

  if (primary.id === state.restingOn) {
    const knownGood = whatRunsWell(input, service, taskDefinition, followed);
    if (!knownGood || isKnown(knownGood, state)) {
      const missing = lookForMissing(state, input.missingDigests, now);
      return missing.facts.length > 0
        ? missing
        : nothing(`${state.service} is at rest on ${shortArn(primary.taskDefinition)}`);
    }
    return {
      effects: [],
      facts: [{ kind: "KnownGoodSeen", at: now, knownGood }],
      reasons: [`${shortArn(primary.taskDefinition)} runs well, and is what a failed rollout would go back to`],
    };
  }

  const isUnresolved = followed.some(({ container }) => own(input.running, container) === undefined);
  if (isUnresolved && !hasNoTasks(service, primary))
    return nothing(`${primary.id} is new; ECS has not resolved yet what it runs`);
  const late = isLate(state, primary);
  const drifted = followed.filter((image) => late || hasDrifted(image, input));
  const drift: ForeignDeployment = {
    at: now,
    deploymentId: primary.id,
    taskDefinition: primary.taskDefinition,
    digests: Object.fromEntries(drifted.map(({ container }) => [container, own(input.running, container) ?? ""])),
    ...(late ? { isLate: true } : {}),
  };
  const seen: Fact = {
    kind: "ForeignDeploymentSeen",
    at: now,
    restingOn: primary.id,
    ...(drifted.length > 0 ? { drift } : {}),
  };
  return { effects: [], facts: [seen], reasons: [foreignInWords(state, service, drift)] };
}

/** Whether it is remembered so, with every container: one may have joined while another one's rollout was under way. */
const isKnown = ({ taskDefinition, images }: KnownGood, { knownGood }: ServiceState): boolean =>
  taskDefinition === knownGood?.taskDefinition && Object.keys(images).every((name) => own(knownGood.images, name));

/**
 * Whether a container runs something else than what was last decided for its tag, and than what the tag points to.
 * Where nothing was decided yet, as on a service that is only observed, it is taken as it runs.
 */
function hasDrifted(image: FollowedImage, { state, tagged, running }: FollowInput): boolean {
  const digest = own(running, image.container);
  // It has no tasks: the first ones that start run what the tag points to.
  if (digest === undefined) return false;
  const wanted = tagged[tagName(image)];
  const decided = state.decided[tagName(image)];
  return decided !== undefined && digest !== decided.digest && !(wanted && isDigestOf(wanted, digest));
}

function foreignInWords(state: ServiceState, service: ServiceSnapshot, drift: ForeignDeployment): string {
  if (state.restingOn === undefined)
    return `${state.service} is taken as it runs: ${shortArn(service.taskDefinition)} (${drift.deploymentId})`;
  if (drift.isLate)
    return `${drift.deploymentId} of an overtaken decision arrived late: ${shortArn(drift.taskDefinition)} runs`;
  const deployed = `somebody else deployed ${shortArn(service.taskDefinition)} (${drift.deploymentId})`;
  const digests = Object.entries(drift.digests).map(([container, digest]) => `${container} on ${shortDigest(digest)}`);
  return digests.length === 0
    ? `${deployed}, with the images that were decided for ${state.service}`
    : `${deployed}, with ${listed(digests)}: it is left alone until the tag moves`;
}
