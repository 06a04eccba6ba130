import type { Target } from "@aws-sdk/client-eventbridge";
import type { Checked } from "../../checked.ts";
import { putRule } from "../../services/events/actions/putRule.ts";
import { putTargets } from "../../services/events/actions/putTargets.ts";
import type { PropertyReader } from "../properties.ts";
import type { ResourceType } from "../resource-type.ts";

const NAME_CHARACTERS_MAX = 64;

export const eventsRule: ResourceType = {
  type: "AWS::Events::Rule",
  properties: {
    Name: "honoured",
    Description: "honoured",
    EventBusName: "honoured",
    EventPattern: "honoured",
    ScheduleExpression: "honoured",
    State: "honoured",
    Targets: {
      members: {
        Id: "honoured",
        Arn: "honoured",
        Input: "honoured",
        DeadLetterConfig: { members: { Arn: "honoured" } },
        RetryPolicy: { members: { MaximumRetryAttempts: "honoured", MaximumEventAgeInSeconds: "honoured" } },
        SqsParameters: { members: { MessageGroupId: "honoured" } },
      },
    },
  },
  create: async ({ properties, stack, generateName }) => {
    const Name = properties.optionalText("Name") ?? generateName(NAME_CHARACTERS_MAX);
    const EventBusName = properties.optionalText("EventBusName");
    const { RuleArn = "" } = await putRule(
      {
        Name,
        EventBusName,
        Description: properties.optionalText("Description"),
        EventPattern: properties.optionalJson("EventPattern"),
        ScheduleExpression: properties.optionalText("ScheduleExpression"),
        State: stateOf(properties),
      },
      stack.call,
    );
    const Targets = properties.structures("Targets").map(target);
    if (Targets.length > 0) await putTargets({ Rule: Name, EventBusName, Targets }, stack.call);
    return { ref: Name, attributes: { Arn: RuleArn } };
  },
};

function stateOf(properties: PropertyReader): "ENABLED" | "DISABLED" {
  const state = properties.optionalText("State") ?? "ENABLED";
  return state === "ENABLED" || state === "DISABLED"
    ? state
    : properties.refuse("State", "is neither ENABLED nor DISABLED");
}

function target(properties: PropertyReader): Checked<Target> {
  const retries = properties.optionalStructure("RetryPolicy");
  const deadLetters = properties.optionalStructure("DeadLetterConfig");
  const queue = properties.optionalStructure("SqsParameters");
  return {
    Id: properties.text("Id"),
    Arn: properties.text("Arn"),
    Input: properties.optionalJson("Input"),
    DeadLetterConfig: deadLetters && { Arn: deadLetters.optionalText("Arn") },
    RetryPolicy: retries && {
      MaximumRetryAttempts: retries.optionalNumber("MaximumRetryAttempts"),
      MaximumEventAgeInSeconds: retries.optionalNumber("MaximumEventAgeInSeconds"),
    },
    SqsParameters: queue && { MessageGroupId: queue.optionalText("MessageGroupId") },
  };
}
