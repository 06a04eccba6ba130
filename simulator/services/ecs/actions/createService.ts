import type { CreateServiceRequest, CreateServiceResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { createServiceRecord } from "../services/create-service.ts";
import { describeService } from "../services/describe-service.ts";

export const createService: Action<Checked<CreateServiceRequest>, CreateServiceResponse> = (
  input,
  { aws, principal },
) => {
  const service = createServiceRecord(aws, input, principal.arn);
  return { service: { ...describeService(service), tags: service.tags } };
};
