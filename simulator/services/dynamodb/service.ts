import * as sdk from "@aws-sdk/client-dynamodb";
import type { ServiceDefinition } from "../../aws.ts";

/** The wire hands every request to `DynamodbState.answer`, so there is no folder of actions. */
export const service: ServiceDefinition = {
  id: "dynamodb",
  signingName: "dynamodb",
  sdk,
  protocols: [{ kind: "json", version: "1.0", target: "DynamoDB_20120810" }],
  invalidInputCode: "ValidationException",
};
