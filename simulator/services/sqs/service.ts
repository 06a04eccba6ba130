import * as sdk from "@aws-sdk/client-sqs";
import type { ServiceDefinition } from "../../aws.ts";

export const service: ServiceDefinition = {
  id: "sqs",
  signingName: "sqs",
  sdk,
  protocols: [
    { kind: "json", version: "1.0", target: "AmazonSQS", queryCompatible: true },
    { kind: "query", version: "2012-11-05", namespace: "http://queue.amazonaws.com/doc/2012-11-05/" },
  ],
  invalidInputCode: "MissingParameter",
};
