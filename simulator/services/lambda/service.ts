import * as sdk from "@aws-sdk/client-lambda";
import type { ServiceDefinition } from "../../aws.ts";

export const service: ServiceDefinition = {
  id: "lambda",
  signingName: "lambda",
  sdk,
  protocols: [{ kind: "rest-json" }],
  invalidInputCode: "InvalidParameterValueException",
};
