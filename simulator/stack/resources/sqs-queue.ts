import type { QueueAttributeName } from "@aws-sdk/client-sqs";
import type { PropertyReader } from "../properties.ts";
import type { ResourceType } from "../resource-type.ts";

/** Properties that are attributes of the queue by the same name. */
const ATTRIBUTES = [
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "DelaySeconds",
  "FifoQueue",
  "FifoThroughputLimit",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "ReceiveMessageWaitTimeSeconds",
  "RedrivePolicy",
  "VisibilityTimeout",
] as const satisfies readonly QueueAttributeName[];

const NAME_CHARACTERS_MAX = 80;

export const sqsQueue: ResourceType = {
  type: "AWS::SQS::Queue",
  properties: {
    QueueName: "honoured",
    ...Object.fromEntries(ATTRIBUTES.map((name) => [name, "honoured"] as const)),
    SqsManagedSseEnabled: { withoutEffect: "encryption at rest is not to be seen from outside" },
  },
  create: ({ properties, stack, generateName }) => {
    const suffix = properties.optionalBoolean("FifoQueue") ? ".fifo" : "";
    const name = properties.optionalText("QueueName") ?? generateName(NAME_CHARACTERS_MAX - suffix.length) + suffix;
    const queue = stack.aws.sqs.createQueue(name, attributes(properties));
    return { ref: queue.url, attributes: { Arn: queue.arn, QueueName: queue.name, QueueUrl: queue.url } };
  },
};

function attributes(properties: PropertyReader): Partial<Record<QueueAttributeName, string>> {
  const given: Partial<Record<QueueAttributeName, string>> = {};
  for (const name of ATTRIBUTES) {
    // A standard queue is one that says nothing of FIFO.
    if (name === "FifoQueue" && !properties.optionalBoolean(name)) continue;
    const value = properties.all[name];
    if (value !== undefined) given[name] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return given;
}
