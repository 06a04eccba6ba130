import * as sdk from "@aws-sdk/client-cloudwatch-logs";
import type { ServiceDefinition } from "../../aws.ts";

export const service: ServiceDefinition = {
  id: "logs",
  signingName: "logs",
  sdk,
  protocols: [{ kind: "json", version: "1.1", target: "Logs_20140328" }],
  invalidInputCode: "InvalidParameterException",
};
