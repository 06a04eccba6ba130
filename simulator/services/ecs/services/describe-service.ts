import type { Deployment, Service } from "@aws-sdk/client-ecs";
import type { DeploymentRecord, ServiceRecord } from "../model.ts";
import { countTasks, countsOfRevision, tasksOfDeployment } from "../scheduler/counts.ts";

/** A service as DescribeServices answers it, without tags (they come only where the caller includes them). */
export function describeService(service: ServiceRecord): Service {
  const { running, pending } = countTasks(service.tasks);
  const [primary] = service.deployments;
  const { capacityProviderStrategy, launchType, networkConfiguration, platformVersion } = service.revisionSettings;
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.cluster.arn,
    loadBalancers: [],
    serviceRegistries: [],
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: running,
    pendingCount: pending,
    launchType,
    capacityProviderStrategy,
    platformVersion,
    platformFamily: "Linux",
    taskDefinition: primary?.revision.taskDefinition.arn,
    deploymentConfiguration: service.settings.deploymentConfiguration,
    deploymentController: { type: service.deploymentController },
    deployments:
      service.status === "INACTIVE" ? [] : service.deployments.map((each) => describeDeployment(service, each)),
    events: service.events,
    createdAt: new Date(service.createdAt),
    createdBy: service.createdBy,
    currentServiceDeployment: service.serviceDeployments[0]?.arn,
    currentServiceRevisions: service.deployments.map(({ revision }) => countsOfRevision(service, revision)),
    placementConstraints: [],
    placementStrategy: [],
    networkConfiguration,
    healthCheckGracePeriodSeconds: service.settings.healthCheckGracePeriodSeconds,
    schedulingStrategy: service.schedulingStrategy,
    enableECSManagedTags: service.settings.enableECSManagedTags,
    enableExecuteCommand: service.settings.enableExecuteCommand,
    propagateTags: service.settings.propagateTags,
    availabilityZoneRebalancing: service.settings.availabilityZoneRebalancing,
  };
}

function describeDeployment(service: ServiceRecord, deployment: DeploymentRecord): Deployment {
  const { running, pending } = countTasks(tasksOfDeployment(service, deployment));
  const { settings, taskDefinition } = deployment.revision;
  return {
    id: deployment.id,
    status: deployment === service.deployments[0] ? "PRIMARY" : "ACTIVE",
    taskDefinition: taskDefinition.arn,
    desiredCount: deployment.desiredCount,
    pendingCount: pending,
    runningCount: running,
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    ...settings,
    platformFamily: "Linux",
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}
