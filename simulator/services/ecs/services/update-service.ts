import { isDeepStrictEqual } from "node:util";
import type { UpdateServiceRequest } from "@aws-sdk/client-ecs";
import type { Checked } from "../../../checked.ts";
import { notSimulated } from "../../../not-simulated.ts";
import type { AwsRegion } from "../../../region.ts";
import { chooseCapacity } from "../capacity.ts";
import { invalidParameter, serviceNotActive } from "../errors.ts";
import { activeTaskDefinitionOf, serviceOf } from "../find.ts";
import { checkLaunch, platformVersionOf } from "../launch-checks.ts";
import type { RevisionSettings, ServiceRecord, ServiceSettings } from "../model.ts";
import { startDeployment } from "../scheduler/deployments.ts";
import { mergeDeploymentConfiguration } from "./deployment-configuration.ts";
import { refuseWhatIsNotSimulated } from "./not-simulated.ts";

type Input = Checked<UpdateServiceRequest>;

const OPERATION = "UpdateService";

/**
 * Changes a service; omitted members keep their values. Everything is checked before anything is changed.
 * A deployment is started by another task definition, network configuration or platform version, and by
 * forceNewDeployment; by nothing else that is simulated (API reference, UpdateService).
 */
export function updateServiceRecord(aws: AwsRegion, input: Input): ServiceRecord {
  const service = serviceOf(aws, input);
  if (service.status !== "ACTIVE") throw serviceNotActive();
  checkController(service, input);
  refuseWhatIsNotSimulated(OPERATION, input);
  if ((input.desiredCount ?? 0) < 0) throw invalidParameter("desiredCount can not be negative.");
  if (input.desiredCount !== undefined && service.schedulingStrategy === "DAEMON")
    throw invalidParameter(
      "The daemon scheduling strategy does not support a desired count for services. Remove a desired count value and try again",
    );

  const [primary] = service.deployments;
  const current = primary?.revision.taskDefinition;
  const taskDefinition = input.taskDefinition ? activeTaskDefinitionOf(aws, input.taskDefinition) : current;
  const revisionSettings = changedRevisionSettings(service, input);
  if (taskDefinition) checkLaunch(taskDefinition, revisionSettings, revisionSettings);
  const settings = changedSettings(service, input);

  const needsDeployment =
    input.forceNewDeployment === true ||
    taskDefinition !== current ||
    startsDeployment(service.revisionSettings, revisionSettings);
  service.settings = settings;
  service.revisionSettings = revisionSettings;
  if (input.desiredCount !== undefined) setDesiredCount(service, input.desiredCount);
  if (taskDefinition && needsDeployment && service.deploymentController === "ECS")
    startDeployment(aws, service, taskDefinition);
  service.scheduler.wake();
  return service;
}

function setDesiredCount(service: ServiceRecord, desiredCount: number): void {
  service.desiredCount = desiredCount;
  const [primary] = service.deployments;
  if (primary) primary.desiredCount = desiredCount;
}

function changedRevisionSettings(service: ServiceRecord, input: Input): RevisionSettings {
  const capacity = input.capacityProviderStrategy
    ? chooseCapacity(OPERATION, service.cluster, { capacityProviderStrategy: input.capacityProviderStrategy })
    : service.revisionSettings;
  return {
    launchType: capacity.launchType,
    capacityProviderStrategy: capacity.capacityProviderStrategy,
    networkConfiguration: input.networkConfiguration ?? service.revisionSettings.networkConfiguration,
    platformVersion: input.platformVersion
      ? platformVersionOf(input.platformVersion)
      : service.revisionSettings.platformVersion,
  };
}

const startsDeployment = (before: RevisionSettings, after: RevisionSettings): boolean =>
  before.platformVersion !== after.platformVersion ||
  !isDeepStrictEqual(before.networkConfiguration, after.networkConfiguration);

const changedSettings = (
  { settings, schedulingStrategy, deploymentController }: ServiceRecord,
  input: Input,
): ServiceSettings => ({
  deploymentConfiguration: mergeDeploymentConfiguration(
    OPERATION,
    settings.deploymentConfiguration,
    input.deploymentConfiguration,
    { strategy: schedulingStrategy, controller: deploymentController },
  ),
  healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? settings.healthCheckGracePeriodSeconds,
  enableECSManagedTags: input.enableECSManagedTags ?? settings.enableECSManagedTags,
  enableExecuteCommand: input.enableExecuteCommand ?? settings.enableExecuteCommand,
  propagateTags: input.propagateTags ?? settings.propagateTags,
  availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? settings.availabilityZoneRebalancing,
});

/** Under other controllers UpdateService cannot deploy (API reference, UpdateService; the text for EXTERNAL is inferred). */
function checkController({ deploymentController }: ServiceRecord, input: Input): void {
  if (input.deploymentController && input.deploymentController.type !== deploymentController)
    throw notSimulated(OPERATION, "parameter deploymentController");
  const deploys =
    input.taskDefinition !== undefined ||
    input.networkConfiguration !== undefined ||
    input.platformVersion !== undefined ||
    input.forceNewDeployment === true;
  if (!deploys) return;
  switch (deploymentController) {
    case "ECS":
      return;
    case "CODE_DEPLOY":
      throw invalidParameter(
        input.taskDefinition === undefined
          ? "Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment."
          : "Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.",
      );
    case "EXTERNAL":
      throw invalidParameter(
        "Unable to update task definition on services with an EXTERNAL deployment controller. Use task sets to deploy.",
      );
    default:
      return deploymentController satisfies never;
  }
}
