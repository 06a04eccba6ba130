import { putRetentionPolicy } from "../../services/logs/actions/putRetentionPolicy.ts";
import type { ResourceType } from "../resource-type.ts";

const NAME_CHARACTERS_MAX = 512;

export const logsLogGroup: ResourceType = {
  type: "AWS::Logs::LogGroup",
  properties: { LogGroupName: "honoured", RetentionInDays: "honoured" },
  create: async ({ properties, stack, generateName }) => {
    const logGroupName = properties.optionalText("LogGroupName") ?? generateName(NAME_CHARACTERS_MAX);
    stack.aws.logs.createGroup(logGroupName);
    const retentionInDays = properties.optionalNumber("RetentionInDays");
    if (retentionInDays !== undefined) await putRetentionPolicy({ logGroupName, retentionInDays }, stack.call);
    return { ref: logGroupName, attributes: { Arn: stack.aws.arn("logs", `log-group:${logGroupName}:*`) } };
  },
};
