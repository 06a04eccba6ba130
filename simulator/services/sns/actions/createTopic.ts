import type { CreateTopicInput, CreateTopicResponse } from "@aws-sdk/client-sns";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { refuseParameters } from "../../../not-simulated.ts";

export const createTopic: Action<Checked<CreateTopicInput>, CreateTopicResponse> = (input, { aws }) => {
  refuseParameters("CreateTopic", input, ["Attributes", "DataProtectionPolicy", "Tags"]);
  return { TopicArn: aws.sns.create(input.Name) };
};
