import type { ResourceType } from "../resource-type.ts";

const NAME_CHARACTERS_MAX = 255;

/** Kept with its definition as the stack's resource. Alarms are not evaluated yet: it never leaves its first state. */
export const cloudwatchAlarm: ResourceType = {
  type: "AWS::CloudWatch::Alarm",
  properties: {
    AlarmName: "honoured",
    AlarmDescription: "honoured",
    ComparisonOperator: "honoured",
    DatapointsToAlarm: "honoured",
    Dimensions: "honoured",
    EvaluationPeriods: "honoured",
    MetricName: "honoured",
    Namespace: "honoured",
    Period: "honoured",
    Statistic: "honoured",
    Threshold: "honoured",
    TreatMissingData: "honoured",
    Unit: "honoured",
  },
  create: ({ properties, stack, generateName }) => {
    const name = properties.optionalText("AlarmName") ?? generateName(NAME_CHARACTERS_MAX);
    return { ref: name, attributes: { Arn: stack.aws.arn("cloudwatch", `alarm:${name}`) } };
  },
};
