import type { ServiceRevisionSummary } from "@aws-sdk/client-ecs";
import type { DeploymentRecord, RevisionRecord, ServiceRecord, TaskRecord } from "../model.ts";

/** Tasks of a deployment that are not STOPPED, oldest first. */
export const tasksOfDeployment = (service: ServiceRecord, deployment: DeploymentRecord): TaskRecord[] =>
  [...service.tasks].filter((task) => task.owner?.deployment === deployment);

export interface Counts {
  readonly running: number;
  /** PROVISIONING and ACTIVATING too (inferred). */
  readonly pending: number;
}

/** `runningCount` and `pendingCount`. */
export function countTasks(tasks: Iterable<TaskRecord>): Counts {
  let [running, pending] = [0, 0];
  for (const { lastStatus, desiredStatus } of tasks) {
    if (lastStatus === "RUNNING") running++;
    else if (desiredStatus === "RUNNING") pending++;
  }
  return { running, pending };
}

/** Counts of a revision now; of one that no deployment carries any more, zeros. */
export function countsOfRevision(service: ServiceRecord, revision: RevisionRecord): ServiceRevisionSummary {
  const deployment = service.deployments.find((each) => each.revision === revision);
  const { running, pending } = countTasks(deployment ? tasksOfDeployment(service, deployment) : []);
  return {
    arn: revision.arn,
    requestedTaskCount: deployment?.desiredCount ?? 0,
    runningTaskCount: running,
    pendingTaskCount: pending,
  };
}
