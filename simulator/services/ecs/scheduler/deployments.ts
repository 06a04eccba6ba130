import type { AwsRegion } from "../../../region.ts";
import { addServiceEvent, emitDeploymentStateChange } from "../emit.ts";
import type { DeploymentRecord, RevisionRecord, ServiceRecord, TaskDefinitionRecord } from "../model.ts";
import { newDeploymentId, newServiceRevisionArn } from "../names.ts";
import { tasksOfDeployment } from "./counts.ts";
import { UNTHROTTLED } from "./start-throttle.ts";
import { endServiceDeployment, newServiceDeployment } from "./service-deployments.ts";

/** The ends and beginnings of rollouts: deployment, service revision and service deployment change together here. */

/** Starts a deployment of a new service revision; one that is under way is superseded. */
export function startDeployment(aws: AwsRegion, service: ServiceRecord, taskDefinition: TaskDefinitionRecord): void {
  const { now } = aws.world;
  const [previous] = service.deployments;
  const revision: RevisionRecord = {
    arn: newServiceRevisionArn(aws, service),
    createdAt: now,
    taskDefinition,
    settings: service.revisionSettings,
    digests: new Map(),
    resolution: "open",
    failedResolutions: 0,
  };
  service.revisions.unshift(revision);
  const sources = service.deployments.map((deployment) => deployment.revision);
  const serviceDeployment = newServiceDeployment(aws, service, revision, sources);
  if (previous) supersede(aws, service, previous);
  service.serviceDeployments.unshift(serviceDeployment);

  const id = newDeploymentId(aws);
  const deployment: DeploymentRecord = {
    id,
    revision,
    createdAt: now,
    updatedAt: now,
    desiredCount: service.desiredCount,
    rolloutState: "IN_PROGRESS",
    rolloutStateReason: `ECS deployment ${id} in progress.`,
    failedTasks: 0,
    failureCount: 0,
    hasReachedRunning: false,
    hasReportedStuck: false,
    serviceDeployment,
  };
  service.deployments.unshift(deployment);
  service.throttle = UNTHROTTLED;
  service.unplaced = undefined;
  service.isSteady = false;
  emitDeploymentStateChange(aws, service, deployment, "SERVICE_DEPLOYMENT_IN_PROGRESS");
}

/** A newer deployment took over: the service deployment ends STOPPED, a rollback under way ROLLBACK_FAILED (the latter inferred). */
function supersede(aws: AwsRegion, service: ServiceRecord, previous: DeploymentRecord): void {
  if (previous.revision.resolution === "open") previous.revision.resolution = "settled";
  const { serviceDeployment } = previous;
  if (serviceDeployment.finishedAt !== undefined) return;
  if (serviceDeployment.status === "ROLLBACK_IN_PROGRESS")
    return endServiceDeployment(aws, service, serviceDeployment, "ROLLBACK_FAILED", "Superseded by a new deployment.");
  serviceDeployment.status = "STOP_REQUESTED";
  serviceDeployment.updatedAt = aws.world.now;
}

/** All tasks of the primary are healthy and no others are left. */
export function completeDeployment(aws: AwsRegion, service: ServiceRecord, deployment: DeploymentRecord): void {
  setRollout(aws, deployment, "COMPLETED", `ECS deployment ${deployment.id} completed.`);
  if (deployment.revision.resolution === "open") deployment.revision.resolution = "settled";
  service.completed = [deployment, ...service.completed.filter((each) => each !== deployment)];
  const { serviceDeployment } = deployment;
  if (serviceDeployment.finishedAt === undefined)
    endServiceDeployment(
      aws,
      service,
      serviceDeployment,
      serviceDeployment.rollback ? "ROLLBACK_SUCCESSFUL" : "SUCCESSFUL",
    );
  addServiceEvent(aws, service, `(deployment ${deployment.id}) deployment completed.`);
  emitDeploymentStateChange(aws, service, deployment, "SERVICE_DEPLOYMENT_COMPLETED");
}

/** The circuit breaker tripped: FAILED, then a rollback where it is asked for and there is a COMPLETED deployment. */
export function tripCircuitBreaker(
  aws: AwsRegion,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  options: { rollback: boolean },
): void {
  const { serviceDeployment } = deployment;
  serviceDeployment.circuitBreaker = "TRIGGERED";
  setRollout(aws, deployment, "FAILED", "ECS deployment circuit breaker: tasks failed to start.");
  addServiceEvent(aws, service, `(deployment ${deployment.id}) deployment failed: tasks failed to start.`);
  emitDeploymentStateChange(aws, service, deployment, "SERVICE_DEPLOYMENT_FAILED");

  const isRollingBack = serviceDeployment.rollback !== undefined;
  const target = options.rollback ? service.completed[0] : undefined;
  if (target && !isRollingBack) return rollBack(aws, service, target, "ECS deployment circuit breaker");
  endServiceDeployment(
    aws,
    service,
    serviceDeployment,
    isRollingBack ? "ROLLBACK_FAILED" : "STOPPED",
    "Service deployment failed because the circuit breaker threshold was exceeded.",
  );
}

/**
 * The user asked for a rollback with StopServiceDeployment. That the given-up deployment is FAILED in the classic view,
 * and that SERVICE_DEPLOYMENT_FAILED is not sent for it, is inferred.
 */
export function rollBackOnRequest(aws: AwsRegion, service: ServiceRecord, deployment: DeploymentRecord): void {
  setRollout(aws, deployment, "FAILED", "ECS deployment stopped: rollback requested by user.");
  const [target] = service.completed;
  if (target) return rollBack(aws, service, target, "ECS deployment rollback requested by user");
  endServiceDeployment(
    aws,
    service,
    deployment.serviceDeployment,
    "STOPPED",
    "No completed deployment to roll back to.",
  );
}

/**
 * The newest COMPLETED deployment becomes the primary again, in progress, with the digests it had; it is no rollback
 * target until it completes (ECS developer guide, deployment-circuit-breaker).
 */
function rollBack(aws: AwsRegion, service: ServiceRecord, target: DeploymentRecord, cause: string): void {
  const { now } = aws.world;
  const [failed] = service.deployments;
  if (!failed) return;
  const { serviceDeployment } = failed;
  const reason = `${cause}: rolling back to deploymentId ${target.id}.`;
  serviceDeployment.status = "ROLLBACK_IN_PROGRESS";
  serviceDeployment.statusReason = reason;
  serviceDeployment.updatedAt = now;
  serviceDeployment.rollback = { reason, startedAt: now, revision: target.revision };

  failed.desiredCount = 0;
  service.completed = service.completed.filter((deployment) => deployment !== target);
  service.deployments = [target, ...service.deployments.filter((deployment) => deployment !== target)];
  service.revisionSettings = target.revision.settings;
  service.throttle = UNTHROTTLED;
  service.unplaced = undefined;
  service.isSteady = false;
  Object.assign(target, {
    desiredCount: service.desiredCount,
    failedTasks: 0,
    failureCount: 0,
    hasReachedRunning: tasksOfDeployment(service, target).some((task) => task.lastStatus === "RUNNING"),
    hasReportedStuck: false,
    serviceDeployment,
  });
  setRollout(aws, target, "IN_PROGRESS", reason);
  addServiceEvent(aws, service, `rolling back to deployment ${target.id}.`);
  emitDeploymentStateChange(aws, service, target, "SERVICE_DEPLOYMENT_IN_PROGRESS");
}

function setRollout(
  aws: AwsRegion,
  deployment: DeploymentRecord,
  state: DeploymentRecord["rolloutState"],
  reason: string,
): void {
  deployment.rolloutState = state;
  deployment.rolloutStateReason = reason;
  deployment.updatedAt = aws.world.now;
}
