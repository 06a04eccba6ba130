import type {
  Fact,
  FailureDetails,
  ForeignDeployment,
  Instant,
  Notice,
  Rollout,
  RolloutNotice,
  ServiceNotice,
  ServiceState,
  WithheldMove,
} from "../model.ts";
import { listed, shortArn, shortDigest } from "../text.ts";
import { evolve, isUnderWay } from "./evolve.ts";
import { changesInWords } from "./follow.ts";
import { isNewKind, LIKE_FAILURES_MAX } from "./failing.ts";
import { quarantinesDue } from "./quarantine.ts";
import { restraintInWords } from "./restraint.ts";
import { retryAt } from "./retry.ts";

/**
 * The next version of a service's state: facts folded in, and what they give to tell and to record laid into its outbox,
 * so that one conditional write saves all of it. `reasons` are for the record and the newest rollout's thread.
 */
export function fold(
  state: ServiceState,
  facts: readonly Fact[],
  reasons: readonly string[],
  at: Instant,
): ServiceState {
  const version = state.version + 1;
  const changed = new Map<string, Rollout>();
  const said: ServiceNotice[] = [];
  let next = state;
  let details: FailureDetails | undefined;
  for (const fact of facts) {
    if (fact.kind === "TasksFailed" && isNewKind(next.rollout?.failures, fact.failure)) details = fact.failure.details;
    next = evolve(next, fact);
    const rollout = changedRollout(fact, next);
    if (rollout && !isOneMore(fact)) changed.set(rollout.id, rollout);
    const about = noticeOf(fact);
    if (about) said.push({ kind: "service", service: state.service, version, at, ...about });
  }
  const told = [...changed.values()].map((rollout): RolloutNotice => {
    const isNewest = rollout.id === next.rollout?.id;
    return {
      kind: "rollout",
      rollout,
      version,
      at,
      sentences: isNewest ? reasons : [],
      ...(isNewest && details ? { details } : {}),
    };
  });
  return {
    ...next,
    version,
    outbox: [...told, ...said].reduce(withNotice, next.outbox),
    unrecorded: [...next.unrecorded, { version, at, facts, reasons }],
  };
}

/** Somebody must look again: a rollout is under way, or something is still to be told or recorded. */
export const needsWatching = (state: ServiceState): boolean =>
  isUnderWay(state.rollout) ||
  state.outbox.length > 0 ||
  state.unrecorded.length > 0 ||
  retryAt(state) !== undefined ||
  quarantinesDue(state).length > 0;

/** What has been told and recorded, taken out again; that in itself is a write. */
export const emptied = (state: ServiceState): ServiceState => ({
  ...state,
  version: state.version + 1,
  outbox: [],
  unrecorded: [],
});

/** One notice for each rollout is enough: the newest state, and every sentence. */
function withNotice(outbox: readonly Notice[], notice: Notice): readonly Notice[] {
  if (notice.kind === "service") return [...outbox, notice];
  const before = outbox.find((other): other is RolloutNotice => isAboutSame(other, notice));
  const sentences = [...(before?.sentences ?? []), ...notice.sentences];
  const details = before?.details ?? notice.details;
  const whole = { ...notice, sentences, ...(details ? { details } : {}) };
  return [...outbox.filter((other) => !isAboutSame(other, notice)), whole];
}

const isAboutSame = (other: Notice, { rollout }: RolloutNotice): boolean =>
  other.kind === "rollout" && other.rollout.id === rollout.id;

/** Whether a fact changes the rollout that people are told of. */
const CHANGES_ROLLOUT: Readonly<Record<Fact["kind"], boolean>> = {
  ServiceAdopted: false,
  ServiceRecreated: false,
  RolloutPlanned: true,
  RolloutRefused: true,
  MoveWithheld: false,
  RolloutSuperseded: true,
  RolloutResumed: true,
  RolloutDelayed: true,
  RolloutRestarted: true,
  RevisionRegistered: true,
  DeploymentStarted: true,
  DeploymentCompleted: true,
  RolloutCompleted: true,
  RolloutFailed: true,
  TasksFailed: true,
  ImagesQuarantined: true,
  QuarantineLifted: false,
  RolloutRetried: true,
  RolloutResized: true,
  ReturnRequested: true,
  ReturnRevisionRegistered: true,
  ReturnRevisionInactive: true,
  ReturnStarted: true,
  ReturnCompleted: true,
  ReturnFailed: true,
  ForeignDeploymentSeen: false,
  KnownGoodSeen: false,
  ImagesMissing: false,
  ImagesPublished: false,
  ServiceHeld: false,
  ServiceReleased: false,
};

/** That tasks go on failing alike is remembered, and told by the incident. */
const isOneMore = (fact: Fact): boolean => fact.kind === "TasksFailed" && fact.failure.count > LIKE_FAILURES_MAX;

/** The rollout that a fact changed, as it is now; a refused one leaves the one under way alone. */
function changedRollout(fact: Fact, state: ServiceState): Rollout | undefined {
  if (fact.kind === "RolloutRefused") return fact.rollout;
  return CHANGES_ROLLOUT[fact.kind] ? state.rollout : undefined;
}

/** What people are told of facts that change no rollout; of the others they are not told. */
function noticeOf(fact: Fact): Pick<ServiceNotice, "topic" | "headline"> | undefined {
  if (fact.kind === "MoveWithheld") return { topic: "withheld", headline: withheldInWords(fact.withheld) };
  if (fact.kind === "ForeignDeploymentSeen" && fact.drift)
    return { topic: "drift", headline: driftInWords(fact.drift) };
  if (fact.kind === "ServiceHeld")
    return { topic: "hold", headline: `takes no new image: ${restraintInWords({ kind: "held", hold: fact.hold })}` };
  if (fact.kind === "ImagesMissing" && fact.digests.length > 0)
    return { topic: "problem", headline: missingInWords(fact.digests) };
  if (fact.kind === "QuarantineLifted")
    return { topic: "hold", headline: `may take ${shortDigest(fact.digest)} again: ${fact.by} lifted its quarantine` };
  if (fact.kind === "ServiceReleased")
    return { topic: "hold", headline: `takes new images again: released by ${fact.by}` };
  return undefined;
}

const missingInWords = (digests: readonly string[]): string =>
  `depends on ${listed(digests.map(shortDigest))}, which ECR no longer has: a task that starts anew, or a way back, would fail. Push the image again, and keep images in use out of the lifecycle policy`;

function driftInWords({ digests, taskDefinition, isLate }: ForeignDeployment): string {
  const images = Object.entries(digests).map(([container, digest]) => `${container} on ${shortDigest(digest)}`);
  const what = `${shortArn(taskDefinition)}, with ${listed(images)}`;
  return isLate
    ? `runs ${what}: the call of a rollout that had been overtaken arrived late. If something else should run, deploy that again; it is left alone until its tag moves`
    : `was deployed by somebody else: ${what}. It is left alone until its tag moves`;
}

const withheldInWords = ({ images, restraint }: WithheldMove): string =>
  `would roll ${changesInWords(images)}; ${restraintInWords(restraint)}`;
