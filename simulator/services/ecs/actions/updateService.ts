import type { UpdateServiceRequest, UpdateServiceResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { describeService } from "../services/describe-service.ts";
import { updateServiceRecord } from "../services/update-service.ts";

export const updateService: Action<Checked<UpdateServiceRequest>, UpdateServiceResponse> = (input, { aws }) => ({
  service: describeService(updateServiceRecord(aws, input)),
});
