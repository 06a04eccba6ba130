import * as sdk from "@aws-sdk/client-sts";
import type { ServiceDefinition } from "../../aws.ts";

export const service: ServiceDefinition = {
  id: "sts",
  signingName: "sts",
  sdk,
  protocols: [{ kind: "query", version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/" }],
  invalidInputCode: "ValidationError",
};
