import * as sdk from "@aws-sdk/client-sns";
import type { ServiceDefinition } from "../../aws.ts";

export const service: ServiceDefinition = {
  id: "sns",
  signingName: "sns",
  sdk,
  protocols: [{ kind: "query", version: "2010-03-31", namespace: "http://sns.amazonaws.com/doc/2010-03-31/" }],
  invalidInputCode: "ValidationError",
};
