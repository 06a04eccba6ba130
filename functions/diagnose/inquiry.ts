import { errorInWords } from "../../shared/aws/errors.ts";
import type { Logs } from "../../shared/aws/logs.ts";
import type { FailureEvidence, Instant, ServiceState } from "../../shared/core/model.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import type { Target } from "../../shared/runtime/read.ts";

/** Something that may have failed: a task, or what ECS said of a service. */
export interface Failing {
  readonly target: Target;
  readonly deploymentId: string;
  /** Empty where it is about no task: what is deployed then is asked of ECS. */
  readonly taskDefinition: string;
  /** Of the task, or of the event where it is about none. */
  readonly id: string;
  readonly isTask: boolean;
  /** What a log line calls it. */
  readonly what: string;
  readonly at: Instant;
  readonly evidence: FailureEvidence;
}

/** Where answers come from. */
export interface Sources {
  readonly gardener: Gardener;
  readonly logs: Logs;
  /** It takes longer. */
  readonly renewLease: () => Promise<void>;
}

/** What is looked into, and where answers come from. */
export interface Inquiry extends Sources {
  readonly failing: Failing;
  readonly state: ServiceState;
}

/** An answer that a diagnosis can do without: people are to hear of a failure whatever AWS answers. */
export async function asked<Answer>(
  { gardener, failing }: Inquiry,
  whatFor: string,
  ask: (gardener: Gardener) => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask(gardener);
  } catch (error) {
    const { target, what } = failing;
    gardener.environment.logger.warn(`${target.service}: ${what} goes without ${whatFor}: ${errorInWords(error)}`);
    return undefined;
  }
}
