import type { AwsRegion } from "../../../region.ts";
import { addServiceEvent } from "../emit.ts";
import type { DeploymentRecord, ServiceRecord, TaskObserver, TaskRecord } from "../model.ts";
import { tagsOfServiceTask } from "../tags.ts";
import { createTask, nextCapacityProvider } from "../tasks/create-task.ts";
import { placementFailure } from "../tasks/place-task.ts";
import { type StopOrder, startTask, stopTask } from "../tasks/task-life.ts";
import type { PlacementFailure } from "../troubles/placement-troubles.ts";
import type { Plan } from "./plan.ts";
import { liveTasks } from "./standing.ts";
import { reportUnplaced } from "./unplaced.ts";

const FAILED_HEALTH_CHECKS: StopOrder = {
  stopCode: "ServiceSchedulerInitiated",
  stoppedReason: "Task failed container health checks",
  end: { kind: "failed health check" },
};

/** Stops a task that is one too many. */
export function scaleIn(aws: AwsRegion, task: TaskRecord, deployment: DeploymentRecord): void {
  stopTask(aws, task, {
    stopCode: "ServiceSchedulerInitiated",
    stoppedReason: `Scaling activity initiated by (deployment ${deployment.id})`,
    end: { kind: "stopped" },
  });
}

/** Does what was planned, in the service's own words. Answers the deployments of which tasks were started. */
export function carryOut(
  aws: AwsRegion,
  service: ServiceRecord,
  { starts, stops, isStuck }: Plan,
  observer: TaskObserver,
): DeploymentRecord[] {
  carryOutStops(aws, service, stops);
  const failures: PlacementFailure[] = [];
  const started = starts.flatMap(({ deploymentId, count }) => {
    const deployment = service.deployments.find(({ id }) => id === deploymentId);
    if (!deployment) return [];
    const placed = startTasks(aws, service, { deployment, count, observer });
    failures.push(...placed.failures);
    return placed.isStarted ? deployment : [];
  });
  if (starts.length > 0) reportUnplaced(aws, service, failures);
  const [primary] = service.deployments;
  if (isStuck && primary && !primary.hasReportedStuck) {
    primary.hasReportedStuck = true;
    addServiceEvent(
      aws,
      service,
      "was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
    );
  }
  return started;
}

function carryOutStops(aws: AwsRegion, service: ServiceRecord, stops: Plan["stops"]): void {
  for (const { taskId, cause } of stops) {
    const task = service.cluster.tasks.get(taskId);
    if (!task?.owner) continue;
    const { deployment } = task.owner;
    if (cause === "health") stopTask(aws, task, FAILED_HEALTH_CHECKS);
    else {
      deployment.desiredCount = Math.max(deployment.desiredCount - 1, 0);
      scaleIn(aws, task, deployment);
    }
  }
  if (stops.length > 0)
    addServiceEvent(
      aws,
      service,
      `has stopped ${stops.length} running tasks: ${inBrackets(stops.map(({ taskId }) => taskId))}.`,
    );
}

/** Answers whether any task could be placed, and why others could not. */
function startTasks(
  aws: AwsRegion,
  service: ServiceRecord,
  { deployment, count, observer }: { deployment: DeploymentRecord; count: number; observer: TaskObserver },
): { isStarted: boolean; failures: readonly PlacementFailure[] } {
  const { taskDefinition, settings } = deployment.revision;
  const { cluster } = service;
  const started: TaskRecord[] = [];
  const failures: PlacementFailure[] = [];
  for (let number = 0; number < count; number++) {
    const inUse = liveTasks(service).map((task) => task.shape.capacityProviderName);
    const capacityProvider = nextCapacityProvider(settings.capacityProviderStrategy, inUse);
    const failure = placementFailure(
      { aws, cluster, taskDefinition, capacityProvider },
      { service: service.name, attempt: number },
    );
    if (failure) {
      failures.push(failure);
      continue;
    }
    const task = createTask(aws, {
      cluster,
      taskDefinition,
      owner: { service, deployment },
      observer,
      group: `service:${service.name}`,
      startedBy: deployment.id,
      networkConfiguration: settings.networkConfiguration,
      platformVersion: settings.platformVersion,
      capacityProvider,
      enableExecuteCommand: service.settings.enableExecuteCommand,
      overrides: {},
      tags: tagsOfServiceTask(service, taskDefinition),
    });
    service.tasks.add(task);
    started.push(task);
  }
  for (const task of started) startTask(aws, task);
  if (started.length > 0)
    addServiceEvent(aws, service, `has started ${started.length} tasks: ${inBrackets(started.map(({ id }) => id))}.`);
  return { isStarted: started.length > 0, failures };
}

const inBrackets = (taskIds: readonly string[]): string => taskIds.map((id) => `(task ${id})`).join(" ");
