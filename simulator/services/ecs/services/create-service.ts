import type { CreateServiceRequest, DeploymentControllerType } from "@aws-sdk/client-ecs";
import type { Checked } from "../../../checked.ts";
import type { AwsRegion } from "../../../region.ts";
import { type Capacity, chooseCapacity } from "../capacity.ts";
import { invalidParameter } from "../errors.ts";
import { activeTaskDefinitionOf, clusterOf } from "../find.ts";
import { checkLaunch, platformVersionOf } from "../launch-checks.ts";
import type { ClusterRecord, ServiceRecord } from "../model.ts";
import { serviceArn } from "../names.ts";
import { startDeployment } from "../scheduler/deployments.ts";
import { ServiceScheduler } from "../scheduler/service-scheduler.ts";
import { UNTHROTTLED } from "../scheduler/start-throttle.ts";
import { mergeTags } from "../tags.ts";
import { mergeDeploymentConfiguration } from "./deployment-configuration.ts";
import { refuseWhatIsNotSimulated } from "./not-simulated.ts";

type Input = Checked<CreateServiceRequest>;

const OPERATION = "CreateService";

/** API reference, CreateService: up to 255 letters, digits, underscores and hyphens. */
const SERVICE_NAME = /^[A-Za-z0-9_-]{1,255}$/;

/** Creates a service, or answers the existing one to a call that is repeated word by word. */
export function createServiceRecord(aws: AwsRegion, input: Input, createdBy: string): ServiceRecord {
  const cluster = clusterOf(aws, input.cluster);
  const repeated = existingService(cluster, input);
  if (repeated) return repeated;

  const controller = input.deploymentController?.type ?? "ECS";
  const strategy = input.schedulingStrategy ?? "REPLICA";
  checkForm(input, controller);
  refuseWhatIsNotSimulated(OPERATION, input);
  const deploymentConfiguration = mergeDeploymentConfiguration(OPERATION, {}, input.deploymentConfiguration, {
    strategy,
    controller,
  });
  const capacity = capacityOf(cluster, input, controller);
  // Every capacity that is simulated is Fargate (ECS developer guide, ecs_services; text inferred).
  if (strategy === "DAEMON") throw invalidParameter("Fargate tasks do not support the DAEMON scheduling strategy.");
  const taskDefinition = input.taskDefinition ? activeTaskDefinitionOf(aws, input.taskDefinition) : undefined;
  if (taskDefinition) checkLaunch(taskDefinition, capacity, input);

  const service: Omit<ServiceRecord, "scheduler"> = {
    arn: serviceArn(aws, cluster, input.serviceName),
    name: input.serviceName,
    cluster,
    createdAt: aws.world.now,
    createdBy,
    schedulingStrategy: strategy,
    deploymentController: controller,
    input: JSON.stringify(input),
    status: "ACTIVE",
    desiredCount: input.desiredCount ?? 0,
    revisionSettings: {
      ...capacity,
      networkConfiguration: input.networkConfiguration,
      platformVersion: platformVersionOf(input.platformVersion),
    },
    settings: {
      deploymentConfiguration,
      healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? 0,
      enableECSManagedTags: input.enableECSManagedTags ?? false,
      enableExecuteCommand: input.enableExecuteCommand ?? false,
      propagateTags: input.propagateTags ?? "NONE",
      availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? "ENABLED",
    },
    tags: mergeTags([], input.tags ?? []),
    events: [],
    deployments: [],
    completed: [],
    serviceDeployments: [],
    revisions: [],
    tasks: new Set(),
    throttle: UNTHROTTLED,
    unplaced: undefined,
    isSteady: false,
  };
  const record = withScheduler(aws, service);
  cluster.services.set(record.name, record);
  // Under the EXTERNAL controller tasks come from task sets, which are not simulated: the service has no deployment.
  if (taskDefinition && controller !== "EXTERNAL") {
    startDeployment(aws, record, taskDefinition);
    record.scheduler.wake();
  }
  return record;
}

function withScheduler(aws: AwsRegion, service: Omit<ServiceRecord, "scheduler">): ServiceRecord {
  const record: ServiceRecord = Object.assign(service, { scheduler: { wake: () => scheduler.wake() } });
  const scheduler = new ServiceScheduler(aws, record);
  return record;
}

function existingService(cluster: ClusterRecord, input: Input): ServiceRecord | undefined {
  const existing = cluster.services.get(input.serviceName);
  if (!existing || existing.status === "INACTIVE") return undefined;
  if (existing.status === "DRAINING") throw invalidParameter("Unable to Start a service that is still Draining.");
  if (existing.input === JSON.stringify(input)) return existing;
  throw invalidParameter("Creation of service was not idempotent.");
}

function capacityOf(cluster: ClusterRecord, input: Input, controller: DeploymentControllerType): Capacity {
  const isLeftToTaskSets = controller === "EXTERNAL" && !input.launchType && !input.capacityProviderStrategy;
  return isLeftToTaskSets
    ? { launchType: undefined, capacityProviderStrategy: undefined }
    : chooseCapacity(OPERATION, cluster, input);
}

/** Texts inferred, but for the rule of DAEMON (ECS developer guide, ecs_services). */
function checkForm(input: Input, controller: DeploymentControllerType): void {
  if (!SERVICE_NAME.test(input.serviceName))
    throw invalidParameter(
      "Service name contains invalid characters. Use up to 255 letters, numbers, hyphens, underscores.",
    );
  if (!input.taskDefinition && controller !== "EXTERNAL") throw invalidParameter("TaskDefinition can not be blank.");
  if ((input.desiredCount ?? 0) < 0) throw invalidParameter("desiredCount can not be negative.");
  if ((input.healthCheckGracePeriodSeconds ?? 0) < 0)
    throw invalidParameter("healthCheckGracePeriodSeconds can not be negative.");
  if (input.schedulingStrategy === "DAEMON") checkDaemon(input, controller);
  else if (input.desiredCount === undefined && controller !== "EXTERNAL")
    throw invalidParameter("desiredCount must be specified for the REPLICA scheduling strategy.");
}

function checkDaemon(input: Input, controller: DeploymentControllerType): void {
  if (controller !== "ECS")
    throw invalidParameter(
      `The DAEMON scheduling strategy is not supported for the ${controller} deployment controller.`,
    );
  if (input.desiredCount !== undefined)
    throw invalidParameter(
      "The daemon scheduling strategy does not support a desired count for services. Remove a desired count value and try again",
    );
}
