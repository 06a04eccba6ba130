import type { ServiceDeploymentStatus } from "@aws-sdk/client-ecs";
import type { AwsRegion } from "../../../region.ts";
import type { RevisionRecord, ServiceDeploymentRecord, ServiceRecord } from "../model.ts";
import { newServiceDeploymentArn } from "../names.ts";
import { countsOfRevision } from "./counts.ts";

/** The service deployment's own states (ECS developer guide, service-deployment). */
export function newServiceDeployment(
  aws: AwsRegion,
  service: ServiceRecord,
  target: RevisionRecord,
  sources: readonly RevisionRecord[],
): ServiceDeploymentRecord {
  return {
    arn: newServiceDeploymentArn(aws, service),
    createdAt: aws.world.now,
    target,
    sources,
    status: "PENDING",
    statusReason: undefined,
    startedAt: undefined,
    stoppedAt: undefined,
    finishedAt: undefined,
    updatedAt: aws.world.now,
    rollback: undefined,
    circuitBreaker: service.settings.deploymentConfiguration.deploymentCircuitBreaker?.enable
      ? "MONITORING"
      : "DISABLED",
    failureCount: 0,
    finalCounts: undefined,
  };
}

/** Puts a service deployment in a final state. */
export function endServiceDeployment(
  aws: AwsRegion,
  service: ServiceRecord,
  serviceDeployment: ServiceDeploymentRecord,
  status: ServiceDeploymentStatus & ("SUCCESSFUL" | "STOPPED" | "ROLLBACK_SUCCESSFUL" | "ROLLBACK_FAILED"),
  reason?: string,
): void {
  const { now } = aws.world;
  serviceDeployment.status = status;
  if (reason !== undefined) serviceDeployment.statusReason = reason;
  serviceDeployment.finishedAt = now;
  serviceDeployment.updatedAt = now;
  if (status !== "SUCCESSFUL") serviceDeployment.stoppedAt = now;
  if (serviceDeployment.circuitBreaker === "MONITORING") serviceDeployment.circuitBreaker = "MONITORING_COMPLETE";
  serviceDeployment.finalCounts = new Map(
    [serviceDeployment.target, ...serviceDeployment.sources].map((revision) => [
      revision,
      countsOfRevision(service, revision),
    ]),
  );
}
