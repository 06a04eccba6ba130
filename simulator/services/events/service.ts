import * as sdk from "@aws-sdk/client-eventbridge";
import type { ServiceDefinition } from "../../aws.ts";

export const service: ServiceDefinition = {
  id: "events",
  signingName: "events",
  sdk,
  protocols: [{ kind: "json", version: "1.1", target: "AWSEvents" }],
  invalidInputCode: "ValidationException",
};
