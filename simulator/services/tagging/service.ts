import * as sdk from "@aws-sdk/client-resource-groups-tagging-api";
import type { ServiceDefinition } from "../../aws.ts";

/** Resource Groups Tagging API. */
export const service: ServiceDefinition = {
  id: "tagging",
  signingName: "tagging",
  sdk,
  protocols: [{ kind: "json", version: "1.1", target: "ResourceGroupsTaggingAPI_20170126" }],
  invalidInputCode: "InvalidParameterException",
};
