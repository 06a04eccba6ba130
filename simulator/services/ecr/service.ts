import * as sdk from "@aws-sdk/client-ecr";
import type { ServiceDefinition } from "../../aws.ts";

export const service: ServiceDefinition = {
  id: "ecr",
  signingName: "ecr",
  sdk,
  protocols: [{ kind: "json", version: "1.1", target: "AmazonEC2ContainerRegistry_V20150921" }],
  invalidInputCode: "InvalidParameterException",
};
