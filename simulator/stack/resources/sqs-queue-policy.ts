import type { ResourceType } from "../resource-type.ts";

export const sqsQueuePolicy: ResourceType = {
  type: "AWS::SQS::QueuePolicy",
  properties: { Queues: "honoured", PolicyDocument: "honoured" },
  create: ({ properties, stack, generateName }) => {
    const { sqs } = stack.aws;
    const Policy = properties.optionalJson("PolicyDocument") ?? "";
    for (const url of properties.texts("Queues")) sqs.setAttributes(sqs.queue(url), { Policy });
    const ref = generateName(100);
    return { ref, attributes: { Id: ref } };
  },
};
