import type { StopServiceDeploymentRequest, StopServiceDeploymentResponse } from "@aws-sdk/client-ecs";
import { type Action, AwsError } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { invalidParameter } from "../errors.ts";
import { findServiceDeployment } from "../find.ts";

/** Asks for a rollback; harmless where one is under way (ECS developer guide, stop-service-deployment; texts inferred). */
export const stopServiceDeployment: Action<Checked<StopServiceDeploymentRequest>, StopServiceDeploymentResponse> = (
  { serviceDeploymentArn, stopType = "ROLLBACK" },
  { aws, world },
) => {
  // The enumeration has ABORT too, which the guide does not allow.
  if (stopType !== "ROLLBACK") throw invalidParameter("The only supported stopType is ROLLBACK.");
  const found = findServiceDeployment(aws, serviceDeploymentArn);
  if (!found) throw new AwsError("ServiceDeploymentNotFoundException", "Service deployment not found.");
  const { service, serviceDeployment } = found;
  switch (serviceDeployment.status) {
    case "PENDING":
    case "IN_PROGRESS":
      serviceDeployment.status = "ROLLBACK_REQUESTED";
      serviceDeployment.updatedAt = world.now;
      service.scheduler.wake();
      break;
    case "STOP_REQUESTED":
    case "ROLLBACK_REQUESTED":
    case "ROLLBACK_IN_PROGRESS":
      break;
    case "SUCCESSFUL":
    case "STOPPED":
    case "ROLLBACK_SUCCESSFUL":
    case "ROLLBACK_FAILED":
      throw new AwsError(
        "ConflictException",
        `The service deployment can't be stopped in status ${serviceDeployment.status}.`,
        400,
        { resourceIds: [serviceDeploymentArn] },
      );
    default:
      return serviceDeployment.status satisfies never;
  }
  return { serviceDeploymentArn };
};
