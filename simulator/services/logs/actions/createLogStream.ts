import type { CreateLogStreamRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const createLogStream: Action<Checked<CreateLogStreamRequest>, object> = (input, { aws }) => {
  aws.logs.createStream(aws.logs.group(input.logGroupName), input.logStreamName);
  return {};
};
