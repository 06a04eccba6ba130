import * as sdk from "@aws-sdk/client-ssm";
import type { ServiceDefinition } from "../../aws.ts";

export const service: ServiceDefinition = {
  id: "ssm",
  signingName: "ssm",
  sdk,
  protocols: [{ kind: "json", version: "1.1", target: "AmazonSSM" }],
  invalidInputCode: "ValidationException",
};
