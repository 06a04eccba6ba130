import type {
  ServiceDeployment,
  ServiceDeploymentBrief,
  ServiceRevision,
  ServiceRevisionSummary,
} from "@aws-sdk/client-ecs";
import type { RevisionRecord, ServiceDeploymentRecord, ServiceRecord } from "../model.ts";
import { failureThreshold } from "../scheduler/circuit-breaker.ts";
import { countsOfRevision } from "../scheduler/counts.ts";

const time = (milliseconds: number | undefined): Date | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds);

/** A service deployment as DescribeServiceDeployments answers it. */
export function describeServiceDeployment(service: ServiceRecord, record: ServiceDeploymentRecord): ServiceDeployment {
  const { deploymentConfiguration } = service.settings;
  const counts = (revision: RevisionRecord): ServiceRevisionSummary =>
    record.finalCounts?.get(revision) ?? countsOfRevision(service, revision);
  return {
    serviceDeploymentArn: record.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    createdAt: new Date(record.createdAt),
    startedAt: time(record.startedAt),
    finishedAt: time(record.finishedAt),
    stoppedAt: time(record.stoppedAt),
    updatedAt: new Date(record.updatedAt),
    sourceServiceRevisions: record.sources.map(counts),
    targetServiceRevision: counts(record.target),
    status: record.status,
    statusReason: record.statusReason,
    deploymentConfiguration,
    rollback: record.rollback && {
      reason: record.rollback.reason,
      startedAt: new Date(record.rollback.startedAt),
      serviceRevisionArn: record.rollback.revision.arn,
    },
    deploymentCircuitBreaker: {
      status: record.circuitBreaker,
      failureCount: record.failureCount,
      threshold: failureThreshold(
        deploymentConfiguration.deploymentCircuitBreaker ?? { enable: false, rollback: false },
        service.desiredCount,
      ),
    },
  };
}

/** The same in a line, as ListServiceDeployments answers it. */
export const briefServiceDeployment = (
  service: ServiceRecord,
  record: ServiceDeploymentRecord,
): ServiceDeploymentBrief => ({
  serviceDeploymentArn: record.arn,
  serviceArn: service.arn,
  clusterArn: service.cluster.arn,
  createdAt: new Date(record.createdAt),
  startedAt: time(record.startedAt),
  finishedAt: time(record.finishedAt),
  targetServiceRevisionArn: record.target.arn,
  status: record.status,
  statusReason: record.statusReason,
});

/** A service revision: the record of which digests a service runs. */
export function describeServiceRevision(service: ServiceRecord, revision: RevisionRecord): ServiceRevision {
  return {
    serviceRevisionArn: revision.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    taskDefinition: revision.taskDefinition.arn,
    ...revision.settings,
    platformFamily: "Linux",
    loadBalancers: [],
    serviceRegistries: [],
    containerImages: revision.taskDefinition.containers.map(({ name, image }) => ({
      containerName: name,
      image,
      imageDigest: revision.digests.get(name),
    })),
    guardDutyEnabled: false,
    createdAt: new Date(revision.createdAt),
  };
}
