/** Which faults are wanted, as `POST /_simulator/faults` and tests say it. */
export interface FaultsConfiguration {
  readonly events?: EventFaults;
  readonly calls?: readonly CallRow[];
  readonly messages?: MessageFaults;
  /** Decides every chance of these faults; without it one that follows from the world's seed. */
  readonly seed?: number;
}

/**
 * What happens to deliveries by the rules of the default bus: each is a chance from 0 to 1. Without `source` and
 * `detailType` every event of AWS's services is meant, schedules left out.
 */
export interface EventFaults {
  readonly lost?: number;
  /** Delivered a second time, up to a minute after the first. */
  readonly repeated?: number;
  readonly late?: number;
  readonly lateSeconds?: number;
  /** Overtaken by the next delivery of the same rule to the same target; by none within a minute, it comes then. */
  readonly reordered?: number;
  readonly source?: string;
  readonly detailType?: string;
}

/** A message that a function took from a queue is not deleted, and comes again after its visibility timeout. */
export interface MessageFaults {
  readonly repeated?: number;
  /** Name of a queue; all of them without it. */
  readonly queue?: string;
}

export const CALL_FAULTS = [
  /** Refused with the service's own code for too many requests, without effect. */
  "throttle",
  /** A server error, without effect. */
  "errorBefore",
  /** The call takes effect, and a server error is answered. */
  "errorAfter",
  /** The call takes effect, and no answer ever comes. */
  "timeoutAfter",
  /** The call, or its answer, takes `slowSeconds`. */
  "slow",
  /** The call, or its answer, waits until it is released. */
  "hold",
  /** The calling invocation dies. */
  "kill",
  /** A read answers what was true `staleSeconds` ago. */
  "stale",
] as const;

export type CallFault = (typeof CALL_FAULTS)[number];

/** What happens to a call. */
export interface CallTrouble {
  readonly fault: CallFault;
  /** Of slow, hold and kill: before the call takes effect, which is the default, or after. */
  readonly when?: "before" | "after";
  readonly slowSeconds?: number;
  readonly staleSeconds?: number;
}

/** Which calls it happens to. */
export interface CallRow extends CallTrouble {
  /** Exact (`ecs:UpdateService`, `slack:chat.postMessage`), of one service (`ecs:*`), or any (`*`). */
  readonly operation: string;
  /** Whose calls, as `deploy`. Without it the calls of all functions; never those of people. */
  readonly principal?: string;
  /** The chance of each matching call. */
  readonly rate?: number;
  /** How many calls it happens to at most. */
  readonly count?: number;
  /** How many matching calls are let through first. */
  readonly after?: number;
}

/** Late enough for a rollout of three tasks to be over. */
export const LATE_SECONDS_DEFAULT = 90;

/** Slower than any healthy call, and shorter than the time-out of every function. */
export const SLOW_SECONDS_DEFAULT = 10;

/** "Eventual consistency" is a matter of seconds (ECS API reference, DescribeServices; the number is inferred). */
export const STALE_SECONDS_DEFAULT = 5;

/** Every remembered second costs a copy of ECS and ECR. */
export const STALE_SECONDS_MAX = 300;

/** A day: longer waits are surely a slip of units. */
export const WAIT_SECONDS_MAX = 86_400;

/** Whether a read of this operation can tell the past: those of the services whose past is remembered. */
export const canBeStale = (operation: string): boolean =>
  /^(ecs|ecr|tagging):(Describe|List|Get|BatchGet)/.test(operation);
