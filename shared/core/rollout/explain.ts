import { followedImages, tagName } from "../images/follow.ts";
import type {
  Decision,
  Fact,
  FollowedImage,
  Instant,
  Restraint,
  Rollout,
  ServiceName,
  ServiceState,
} from "../model.ts";
import { own } from "../own.ts";
import { inWords, isoTime, listed, shortArn, shortDigest, withoutFullStop } from "../text.ts";
import { decide, isMerelyTold, type LookInput } from "./decide.ts";
import { primaryDeployment } from "./effects.ts";
import { evolve, isUnderWay } from "./evolve.ts";
import { changesInWords, isDigestOf } from "./follow.ts";
import { failureInWords, mainFailure } from "./failing.ts";
import { complaintInWords, goalInWords, imageOfRollout, liftCall, rollbackCall } from "./in-words.ts";
import { TOO_LATE } from "./judge.ts";
import { restraintInWords, restraintOnAll, restraintOnMove, restraintsOn } from "./restraint.ts";
import { retryAt } from "./retry.ts";
import { decideRollback } from "./rollback.ts";

/** Why a service runs what it runs, in one word that scripts can ask for. */
export type Cause =
  /** It is not there, or being deleted. */
  | "deleted"
  /** Nothing says what it follows, or no container of it does. */
  | "notFollowed"
  /** What its tags point to is not rolled to it: platform, controller, or AWS said no. */
  | "refused"
  /** A followed tag does not exist in ECR. */
  | "tagMissing"
  /** ECS has not resolved yet what runs. */
  | "unresolved"
  /** The tag has moved; the next look rolls it. */
  | "due"
  | "rolling"
  | "baking"
  | "runningAlready"
  /** A person holds it, or paused the garden, or it is only observed. */
  | "held"
  | "paused"
  | "observed"
  /** Its image failed here or elsewhere, and is taken by nobody until a person lifts it. */
  | "quarantined"
  /** Somebody else deployed it, at rest or in the middle of a rollout. */
  | "drifted"
  | "superseded"
  | "deadlinePassed"
  | "failed"
  /** ECS went back by itself, or a person rolled it back. */
  | "rolledBack";

export interface Explanation {
  readonly service: ServiceName;
  readonly cause: Cause;
  /** What should run and what does; what was decided on which evidence; what holds it. */
  readonly sentences: readonly string[];
  /** What would change it. */
  readonly next: string;
}

interface Finding extends Omit<Explanation, "service"> {
  /** The restraints that it tells of. */
  readonly told?: readonly Restraint[];
}

/**
 * Explains a service by what a look at it has read and by the decision on that. Facts that the decision has found and
 * that nobody has noted yet count as if they were noted.
 */
export function explain(input: LookInput, decision: Decision): Explanation {
  const state = decision.facts.reduce(evolve, input.state);
  const { cause, sentences, next } = withRestraints(input, find(input, decision, state));
  return { service: state.service, cause, sentences: [...imagesInWords(input), ...sentences], next };
}

/** A restraint that is not the cause is told all the same: it holds what comes next. */
function withRestraints(input: LookInput, { cause, sentences, next, told = [] }: Finding): Finding {
  const restraints = restraintsIn(input).filter(({ kind }) => !told.some((one) => one.kind === kind));
  if (restraints.length === 0) return { cause, sentences, next };
  const ends = listed(restraints.map((restraint) => whatEnds(restraint, input.state.service)));
  return {
    cause,
    sentences: [...sentences, sentence(`Besides, ${listed(restraints.map(restraintInWords))}`)],
    next: followedOf(input).length > 0 ? `${next} What is pushed waits until ${ends}.` : next,
  };
}

const restraintsIn = ({ state, policy, pause }: LookInput): readonly Restraint[] => restraintsOn(state, policy, pause);

function find(input: LookInput, decision: Decision, state: ServiceState): Finding {
  const { service } = input;
  if (!service || service.status !== "ACTIVE")
    return {
      cause: "deleted",
      sentences: [service ? `ECS calls the service ${service.status}.` : "ECS does not know the service."],
      next: "Create the service, or take it out of the garden file.",
    };
  return (
    whatWaits(input, decision, state) ??
    whatWouldHappen(decision) ??
    (isUnderWay(state.rollout) ? underWay(input, state.rollout) : undefined) ??
    notFollowed(input) ??
    quarantined(input, state) ??
    atRest(input, state)
  );
}

/** What a look would do at once, were it not restrained. */
function whatWaits(input: LookInput, decision: Decision, { rollout, service }: ServiceState): Finding | undefined {
  const [restraint, ...others] = restraintsIn(input);
  if (!restraint || touches(decision)) return undefined;
  const restraints: Restraints = [restraint, ...others];
  const { hold: _hold, ...released } = input.state;
  const freely = decide({ ...input, state: released, pause: undefined, policy: { ...input.policy, mode: "act" } });
  if (!touches(freely)) return undefined;
  const planned = factOf(freely, "RolloutPlanned");
  if (!planned)
    return (
      wayBackWaits(input, freely) ??
      restrained(service, restraints, "Something is to be done about it", "it is done then")
    );
  const would = `It would roll ${changesInWords(planned.rollout.images)}`;
  if (!isUnderWay(rollout) || (rollout.wayBack ?? rollout).status === "Planned")
    return restrained(service, restraints, would, ROLLS_THEN);
  const { cause, sentences, next } = underWay(input, rollout);
  return { cause, sentences: [...sentences, `${would}, were it not restrained.`], next };
}

/** A hold does not keep a service from its way back. */
function wayBackWaits({ state, policy, pause }: LookInput, freely: Decision): Finding | undefined {
  const { wayBack } = freely.facts.reduce(evolve, state).rollout ?? {};
  const restraint = restraintOnAll(policy, pause);
  if (!wayBack || !restraint) return undefined;
  const goal = goalInWords(wayBack);
  return restrained(
    state.service,
    [restraint],
    `It would be taken back to ${goal}`,
    `it is taken back to ${goal} then`,
  );
}

/** Whether a decision touches the service itself. */
const touches = ({ effects }: Decision): boolean => !effects.every(isMerelyTold);

const ROLLS_THEN = "it rolls to what its tags point to then";

type Restraints = readonly [Restraint, ...Restraint[]];

/** What waits for the end of the restraints, and what happens then. */
const restrained = (service: ServiceName, told: Restraints, what: string, then: string): Finding => ({
  cause: told[0].kind,
  sentences: [sentence(`${what}, but ${listed(told.map(restraintInWords))}`)],
  next: `${listed(told.map((restraint) => whatEnds(restraint, service)))}; ${then}.`,
  told,
});

function whatEnds(restraint: Restraint, service: ServiceName): string {
  switch (restraint.kind) {
    case "held":
      return `gardener resume ${service} ends the hold`;
    case "paused":
      return "gardener resume --all ends the pause";
    case "observed":
      return "mode: act in the garden file ends the observing";
    case "quarantined":
      return `${liftCall(restraint.quarantine.digest)} ends the quarantine`;
    default: {
      const never: never = restraint;
      return never;
    }
  }
}

/** What the next look does, whoever looks. */
function whatWouldHappen(decision: Decision): Finding | undefined {
  const planned = factOf(decision, "RolloutPlanned");
  if (planned)
    return {
      cause: "due",
      sentences: [sentence(decision.reasons.join("; "))],
      next: "The next look rolls it: an event brings it at once, a sweep within five minutes.",
    };
  const refusal = factOf(decision, "RolloutRefused");
  return refusal ? refused(refusal.rollout) : undefined;
}

function underWay(input: LookInput, rollout: Rollout): Finding {
  const { now } = input;
  const evidence = whatWasDecided(rollout);
  switch (rollout.status) {
    case "Planned":
      return {
        cause: "rolling",
        sentences: [evidence, "ECS has not been told yet.", ...rollout.warnings.map(sentence)],
        next: "Wait: whoever planned it is at it, and if they are gone the functions take it up within two minutes.",
      };
    case "InProgress":
      return {
        cause: "rolling",
        sentences: [
          evidence,
          sentence(`ECS is replacing the tasks: ${tasksInWords(input, rollout)}`),
          ...complaints(input),
          ...whyInWords(rollout),
        ],
        next: `Wait: ${howLong(rollout, now)}.${howToEnd(input, rollout)}`,
      };
    case "Baking": {
      const seconds = Math.max(0, Math.ceil(((rollout.bakeUntil ?? now) - now) / 1000));
      return {
        cause: "baking",
        sentences: [evidence, `${whatBakes(input, rollout)} for ${inWords(seconds)} more.`],
        next: `Wait until ${isoTime(rollout.bakeUntil ?? now)}.${howToEnd(input, rollout)}`,
      };
    }
    case "Failed":
      return failed(input, rollout);
    case "Completed":
    case "RolledBack":
    case "Superseded":
      return ended(input, rollout);
    default: {
      const never: never = rollout.status;
      return never;
    }
  }
}

const whatBakes = ({ service }: LookInput, rollout: Rollout): string =>
  service?.desiredCount === 0
    ? "No task is wanted, so none shows anything about the image; it bakes"
    : `All tasks run ${imageOfRollout(rollout)} and must stay up`;

/** What a person can do about a rollout; of a rollback there is none. */
function howToEnd(input: LookInput, { service, askedBy }: Rollout): string {
  if (askedBy !== undefined) return "";
  const refusal = whyNoRollback(input);
  return refusal === undefined ? ` ${rollbackCall(service)} ends it.` : ` It cannot be rolled back: ${refusal}.`;
}

/** Why a person's rollback would be refused; undefined where it would not. */
const whyNoRollback = (input: LookInput): string | undefined =>
  decideRollback({ ...input, asked: { by: "", reason: "" }, missingDigests: input.tags?.missingDigests ?? [] }).refused;

/** Another way out than a push, where there is one. */
const orRollback = (input: LookInput): string =>
  whyNoRollback(input) === undefined ? `, or ${rollbackCall(input.state.service)}` : "";

function notFollowed(input: LookInput): Finding | undefined {
  const { policy, followProblem, state, service, taskDefinition } = input;
  if (policy.follow === undefined)
    return {
      cause: "notFollowed",
      sentences: [followProblem === undefined ? "Nothing says what it follows." : sentence(followProblem)],
      next: `${followProblem === undefined ? "Tag the ECS service with gardener:follow" : "Correct the tag gardener:follow of the ECS service"}, or write services.${state.service}.image.follow in the garden file.`,
    };
  if (service && service.deploymentController !== "ECS")
    return {
      cause: "refused",
      sentences: [`Its deployment controller is ${service.deploymentController}, which is not steered here.`],
      next: "Only rolling deployments by ECS itself can be followed.",
    };
  if (!taskDefinition || followedOf(input).length > 0) return undefined;
  const images = taskDefinition.containers.map(({ name, image }) => `${name} is ${image}`);
  return {
    cause: "notFollowed",
    sentences: [
      `It follows ${policy.follow}, and no container of ${shortArn(taskDefinition.arn)} names that tag in this account's registry: ${listed(images)}.`,
    ],
    next: "Deploy a revision whose image names the tag, or follow another one.",
  };
}

/** What a tag points to was not decided on, since it is known to fail. */
function quarantined(input: LookInput, state: ServiceState): Finding | undefined {
  const { tags } = input;
  const undecided = followedOf(input).flatMap((image) => {
    const digest = tags?.tagged[tagName(image)]?.digest;
    return digest === undefined || state.decided[tagName(image)]?.digest === digest ? [] : [{ digest }];
  });
  const restraint = tags && restraintOnMove(undecided, { ...input, state, quarantined: tags.quarantined });
  if (restraint?.kind !== "quarantined") return undefined;
  return restrained(state.service, [restraint], "What its tags point to is not rolled", ROLLS_THEN);
}

function atRest(input: LookInput, state: ServiceState): Finding {
  const followed = followedOf(input);
  const { tags, running } = input;
  const missing = followed.filter((image) => !tags?.tagged[tagName(image)]);
  if (missing.length > 0)
    return {
      cause: "tagMissing",
      sentences: [`ECR has no ${listed(missing.map(tagName))}.`],
      next: "Push the tag.",
    };
  const unresolved = followed.filter(({ container }) => own(running, container) === undefined);
  const { rollout, drift } = state;
  if (rollout?.status === "Failed" && isLeftBy(rollout, input, state, unresolved.length > 0))
    return failed(input, rollout);
  if (unresolved.length > 0)
    return {
      cause: "unresolved",
      sentences: [
        `ECS has not resolved yet what ${listed(unresolved.map(({ container }) => container))} ${unresolved.length === 1 ? "runs" : "run"}.`,
      ],
      next: "Wait for its first task to start, or push another image.",
    };
  if (followed.every((image) => runsItsTag(image, input))) return runningAlready(input, state);
  if (drift) return drifted(input, state, shortArn(drift.taskDefinition), drift.deploymentId);
  return rollout ? ended(input, rollout) : drifted(input, state, shortArn(input.service?.taskDefinition ?? ""));
}

/** Whether the service is as the failed rollout left it: on its revision, or on one of which no task has started. */
function isLeftBy(
  rollout: Rollout,
  { service }: LookInput,
  { restingOn, drift }: ServiceState,
  isUnresolved: boolean,
): boolean {
  const primary = service && primaryDeployment(service);
  if (!primary || drift || primary.id !== restingOn) return false;
  return isUnresolved || primary.taskDefinition === rollout.taskDefinition;
}

function runningAlready(input: LookInput, { rollout, service }: ServiceState): Finding {
  const sentences = ["That is what its tags point to.", ...(rollout ? [sentence(lastInWords(rollout))] : [])];
  const [restraint, ...others] = restraintsIn(input);
  if (restraint) {
    const found = restrained(service, [restraint, ...others], "A push would roll it", ROLLS_THEN);
    return { ...found, sentences: [...sentences, ...found.sentences] };
  }
  return { cause: "runningAlready", sentences, next: "Push another image to roll it." };
}

const lastInWords = ({ id, status, endedAt, reason }: Rollout): string =>
  `Its last rollout, ${id}, is ${status}${endedAt === undefined ? "" : ` since ${isoTime(endedAt)}`}: ${reason}`;

const drifted = (
  input: LookInput,
  { drift }: ServiceState,
  taskDefinition: string,
  deploymentId?: string,
): Finding => ({
  cause: "drifted",
  sentences: [
    drift?.isLate
      ? `The call of a rollout that had been overtaken arrived late: ${taskDefinition} (${drift.deploymentId}). It is left alone.`
      : `Somebody else deployed ${taskDefinition}${deploymentId === undefined ? "" : ` (${deploymentId})`}; that is their will, and it is left alone.`,
  ],
  next: `Push another image to roll it${orRollback(input)}.`,
});

/** A rollout has ended, and the service does not run what its tags point to. */
function ended(input: LookInput, rollout: Rollout): Finding {
  const evidence = whatWasDecided(rollout);
  switch (rollout.status) {
    case "Failed":
      return failed(input, rollout);
    case "RolledBack":
      return {
        cause: "rolledBack",
        sentences: [evidence, sentence(`It failed, and ECS went back: ${rollout.reason}`), ...whyInWords(rollout)],
        next: whenRetried(input) ?? pushAMended(orLift(rollout)),
      };
    case "Superseded":
      return {
        cause: "superseded",
        sentences: [evidence, sentence(`It was overtaken: ${rollout.reason}`)],
        next: "Push another image to roll it; until then what was deployed instead is left alone.",
      };
    case "Completed": {
      if (rollout.askedBy !== undefined)
        return {
          cause: "rolledBack",
          sentences: [evidence, "What its tags point to was decided on last, and is not rolled again until they move."],
          next: "Push another image to roll it.",
        };
      const primary = input.service && primaryDeployment(input.service);
      return {
        cause: "drifted",
        sentences: [
          evidence,
          `It was completed; since then ${shortArn(primary?.taskDefinition ?? "another revision")} was deployed.`,
        ],
        next: "Push another image to roll it.",
      };
    }
    case "Planned":
    case "InProgress":
    case "Baking":
      return { cause: "rolling", sentences: [evidence], next: "Wait." };
    default: {
      const never: never = rollout.status;
      return never;
    }
  }
}

/** `besides`: other ways out. */
const pushAMended = (besides = ""): string =>
  `Push a mended image${besides}: this one is not rolled again while the tag points to it.`;

function failed(input: LookInput, rollout: Rollout): Finding {
  const { startedAt, reason } = rollout;
  if (startedAt === undefined && rollout.wayBack === undefined) return refused(rollout);
  const isLate = reason.startsWith(TOO_LATE);
  const isOnItsWay = rollout.wayBack !== undefined && rollout.wayBack.status !== "Failed";
  return {
    cause: isLate ? "deadlinePassed" : "failed",
    sentences: [
      whatWasDecided(rollout),
      sentence(`${isLate ? "Its deadline passed" : "It failed"}: ${reason}`),
      ...whyInWords(rollout),
      ...wayBackInWords(rollout),
    ],
    next: [
      ...(rollout.wayBack?.status === "Failed" && retryAt(input.state) === undefined ? ["A person is needed."] : []),
      whenRetried(input) ??
        pushAMended(
          `${orLift(rollout)}${isLate ? ", or give it more time by rollout.deadline and push another one" : ""}${isOnItsWay ? "" : orRollback(input)}`,
        ),
    ].join(" "),
  };
}

const howLong = (rollout: Rollout, now: Instant): string =>
  now < rollout.deadlineAt
    ? `ECS has until ${isoTime(rollout.deadlineAt)}`
    : "its deadline has passed, and ECS tries on until what surrounds it has healed";

function complaints({ service }: LookInput): readonly string[] {
  const primary = service && primaryDeployment(service);
  const said = primary && complaintInWords(service, primary);
  return said === undefined ? [] : [sentence(said)];
}

/** Why its tasks failed, and what to do about it. */
function whyInWords(rollout: Rollout): readonly string[] {
  const failure = mainFailure(rollout);
  if (!failure) return [];
  const { causedBy, confidence, remedy, evidence } = failure.diagnosis;
  const seen = evidence.map(({ where, text }) => `${where}: ${text}`);
  return [
    sentence(`Of it, ${failureInWords(failure)}`),
    sentence(`Caused by: ${causedBy} (${confidence})${seen.length > 0 ? `; seen in ${listed(seen)}` : ""}`),
    sentence(`Do: ${remedy}`),
  ];
}

/** What surrounded it was to blame, so it comes again by itself. */
function whenRetried({ state }: LookInput): string | undefined {
  const at = retryAt(state);
  return at === undefined ? undefined : `Wait: it is tried again at ${isoTime(at)}, or push another image.`;
}

const orLift = ({ isQuarantined, images: [image] }: Rollout): string =>
  isQuarantined && image ? `, or ${liftCall(image.digest)} to have this one tried again` : "";

function wayBackInWords({ wayBack }: Rollout): readonly string[] {
  if (!wayBack) return [];
  const to = goalInWords(wayBack);
  switch (wayBack.status) {
    case "Planned":
    case "InProgress":
      return [`The service is on its way back to ${to}.`];
    case "Done":
      return [`The service was taken back to ${to}.`];
    case "Failed":
      return [`It could not be taken back to ${to}.`];
    default: {
      const never: never = wayBack.status;
      return never;
    }
  }
}

const refused = ({ images, reason }: Rollout): Finding => ({
  cause: "refused",
  sentences: [sentence(`It was not rolled, ${changesInWords(images)}: ${reason}`)],
  next: "Remove that reason and push another image.",
});

/** Which digest was decided on, when and by whom. */
function whatWasDecided({ id, images, plannedAt, askedBy, askedBecause }: Rollout): string {
  if (askedBy === undefined) return `At ${isoTime(plannedAt)} ${id} was decided on: ${changesInWords(images)}.`;
  const digests = images.map(({ container, digest }) => `${container} to ${shortDigest(digest)}`);
  return sentence(
    `At ${isoTime(plannedAt)} ${askedBy} asked to roll it back, ${listed(digests)}${askedBecause ? `: ${askedBecause}` : ""}`,
  );
}

/** What each container should run, by its tag, and what it runs. */
function imagesInWords(input: LookInput): readonly string[] {
  const { tags, running, state, service } = input;
  const primary = service && primaryDeployment(service);
  const whoRuns = primary?.rolloutState === "COMPLETED" ? "it runs" : "its newest deployment runs";
  return followedOf(input).map((image) => {
    const tag = tagName(image);
    const wanted = tags?.tagged[tag]?.digest;
    const decided = state.decided[tag];
    const points = wanted === undefined ? "does not exist in ECR" : `points to ${shortDigest(wanted)} in ECR`;
    const since =
      decided !== undefined && decided.digest === wanted
        ? `, decided on at ${isoTime(decided.at)}`
        : ", not decided on";
    const runs = own(running, image.container);
    const now = runs === undefined ? "it is not known what it runs" : `${whoRuns} ${shortDigest(runs)}`;
    return `${image.container} follows ${tag}, which ${points}${wanted === undefined ? "" : since}; ${now}.`;
  });
}

function followedOf({ taskDefinition, policy, registry, state }: LookInput): readonly FollowedImage[] {
  if (!taskDefinition || policy.follow === undefined) return [];
  return followedImages(taskDefinition, policy.follow, registry, state.followed);
}

function runsItsTag(image: FollowedImage, { tags, running }: LookInput): boolean {
  const wanted = tags?.tagged[tagName(image)];
  return wanted !== undefined && isDigestOf(wanted, own(running, image.container) ?? "");
}

const tasksInWords = ({ service }: LookInput, rollout: Rollout): string =>
  `${(service && primaryDeployment(service)?.runningCount) ?? 0} of ${service?.desiredCount ?? 0} run ${imageOfRollout(rollout)}`;

const sentence = (text: string): string => `${withoutFullStop(text)}.`;

const factOf = <Kind extends Fact["kind"]>(
  { facts }: Decision,
  kind: Kind,
): Extract<Fact, { kind: Kind }> | undefined =>
  facts.find((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
