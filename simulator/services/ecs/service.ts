import * as sdk from "@aws-sdk/client-ecs";
import type { ServiceDefinition } from "../../aws.ts";

/** Amazon Elastic Container Service. Task definitions keep members that the SDK does not know yet, as AWS's newer schema would. */
export const service: ServiceDefinition = {
  id: "ecs",
  signingName: "ecs",
  sdk,
  protocols: [{ kind: "json", version: "1.1", target: "AmazonEC2ContainerServiceV20141113" }],
  invalidInputCode: "InvalidParameterException",
  keepsUnknown: (operation, path) => operation === "RegisterTaskDefinition" || path.startsWith("/taskDefinition/"),
};
