import type { DeleteServiceRequest, DeleteServiceResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { invalidParameter, serviceNotActive } from "../errors.ts";
import { serviceOf } from "../find.ts";
import { describeService } from "../services/describe-service.ts";

/** The service drains: its tasks stop, then it is INACTIVE. */
export const deleteService: Action<Checked<DeleteServiceRequest>, DeleteServiceResponse> = (input, { aws }) => {
  const service = serviceOf(aws, input);
  if (service.status !== "ACTIVE") throw serviceNotActive();
  if (!input.force && service.desiredCount > 0 && service.schedulingStrategy === "REPLICA")
    throw invalidParameter("The service cannot be stopped while it is scaled above 0.");
  service.status = "DRAINING";
  service.desiredCount = 0;
  service.scheduler.wake();
  return { service: describeService(service) };
};
