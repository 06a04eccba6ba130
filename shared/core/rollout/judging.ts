import type {
  Decision,
  Deployment,
  Fact,
  Instant,
  Policy,
  Rollout,
  ServiceDeploymentSnapshot,
  ServiceSnapshot,
  ServiceState,
  StoppedTask,
} from "../model.ts";
import { inWords, listed, withoutFullStop } from "../text.ts";
import { nothing } from "./decision.ts";
import { isLate, othersLate, restartRollout, startedFact } from "./effects.ts";

/** What those share who judge a rollout: while ECS deploys it, while it bakes, and on its way back. */

/** What must be known to judge how a rollout goes. */
export interface JudgeInput {
  readonly now: Instant;
  readonly policy: Pick<Policy, "bakeSeconds" | "deadlineSeconds" | "rollback" | "rightsizeMemoryMax">;
  readonly state: ServiceState;
  /** None: ECS does not know the service any more. */
  readonly service: ServiceSnapshot | undefined;
  /** The service's deployments since the rollout was planned, newest first; read when ours is not the PRIMARY one. */
  readonly serviceDeployments: readonly ServiceDeploymentSnapshot[];
  /** The service's stopped tasks; read while it bakes. */
  readonly stoppedTasks: readonly StoppedTask[];
}

/** One breaker acts at a time: where ECS goes back by itself it is given so long to begin. Seen to take a few seconds. */
export const ECS_GOES_BACK_WITHIN_SECONDS = 60;

/** The deployment that we wait for, and how long ECS may go on showing an older one. */
interface Awaited {
  readonly taskDefinition?: string;
  readonly deploymentCreatedAt?: Instant;
  readonly shownUntil: Instant;
}

/**
 * What it means that another deployment than the one that we started is the PRIMARY one, unless somebody else made it:
 * ECS's answer is older than ours, or our revision was deployed anew, or an overtaken decision of ours arrived late.
 */
export function otherPrimary(
  rollout: Rollout,
  ours: Awaited,
  primary: Deployment | undefined,
  { state, now }: JudgeInput,
): Decision | undefined {
  if (!primary) return undefined;
  // Where ECS goes back by itself, it may take up a deployment that is older than the one that failed.
  const isOlder = primary.id === rollout.deploymentId || primary.createdAt < (ours.deploymentCreatedAt ?? 0);
  if (isOlder && now < ours.shownUntil)
    return nothing(
      `ECS shows ${primary.id}, which is older than the deployment of ${rollout.id}; it will be looked at again`,
    );
  if (primary.taskDefinition === ours.taskDefinition)
    return {
      effects: [],
      facts: [startedFact(rollout.wayBack ? "wayBack" : "rollout", primary, now)],
      reasons: [`the revision of ${rollout.id} was deployed anew as ${primary.id}`],
    };
  return isLate(state, primary) ? restartRollout(state, rollout, primary, now) : undefined;
}

/** While an overtaken decision of ours may still arrive, the newest one is not called done. */
export function arrivesLate({ state, now }: JudgeInput): Decision | undefined {
  const until = Math.max(0, ...othersLate(state).map((late) => late.until));
  return now < until
    ? nothing(`an overtaken decision may still arrive within ${inWords(Math.ceil((until - now) / 1000))}`)
    : undefined;
}

export const runningInWords = (service: ServiceSnapshot): string =>
  `${service.runningCount} of ${service.desiredCount} tasks run`;

export const restingOn = (primary: Deployment | undefined) => (primary ? { restingOn: primary.id } : {});

/** What a look can find ECS to have done, as opposed to what comes of an effect of ours. */
export type Observed = Extract<
  Fact,
  {
    kind:
      | "DeploymentCompleted"
      | "RolloutCompleted"
      | "RolloutFailed"
      | "RolloutSuperseded"
      | "ReturnCompleted"
      | "ReturnFailed";
  }
>;

/** A decision that only records what ECS did. */
export function decided(...facts: [Observed, ...Observed[]]): Decision {
  return { effects: [], facts, reasons: [listed(facts.map((fact) => withoutFullStop(factInWords(fact))))] };
}

function factInWords(fact: Observed): string {
  switch (fact.kind) {
    case "DeploymentCompleted":
      return "ECS calls the deployment complete";
    case "RolloutCompleted":
      return ["the rollout is complete", ...fact.warnings].join("; ");
    case "RolloutFailed":
    case "ReturnFailed":
    case "RolloutSuperseded":
      return fact.reason;
    case "ReturnCompleted":
      return "the service is back on the last known good revision";
    default: {
      const never: never = fact;
      return never;
    }
  }
}
