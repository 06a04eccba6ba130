import { uuid } from "../../random.ts";
import { DEFAULT_POLLER_CONCURRENCY } from "../../services/lambda/queue-poller.ts";
import type { ResourceType } from "../resource-type.ts";

/** CloudFormation template reference, AWS::Lambda::EventSourceMapping: the default for SQS, and what needs no batching window. */
const BATCH_SIZE_MAX = 10;

export const lambdaEventSourceMapping: ResourceType = {
  type: "AWS::Lambda::EventSourceMapping",
  properties: {
    FunctionName: "honoured",
    EventSourceArn: "honoured",
    BatchSize: "honoured",
    Enabled: "honoured",
    FunctionResponseTypes: "honoured",
    ScalingConfig: { members: { MaximumConcurrency: "honoured" } },
  },
  create: ({ properties, stack }) => {
    const queueArn = properties.text("EventSourceArn");
    if (queueArn.split(":")[2] !== "sqs") properties.refuse("EventSourceArn", "is no SQS queue");
    const batchSize = properties.optionalNumber("BatchSize") ?? BATCH_SIZE_MAX;
    if (batchSize < 1 || batchSize > BATCH_SIZE_MAX) properties.refuse("BatchSize", `is not 1 to ${BATCH_SIZE_MAX}`);
    const concurrency = properties.structure("ScalingConfig").optionalNumber("MaximumConcurrency");
    if (properties.optionalBoolean("Enabled") ?? true)
      stack.aws.lambda.createEventSourceMapping(properties.text("FunctionName"), {
        queueArn,
        batchSize,
        reportsBatchItemFailures: properties.texts("FunctionResponseTypes").includes("ReportBatchItemFailures"),
        maximumConcurrency: concurrency ?? DEFAULT_POLLER_CONCURRENCY,
      });
    const id = uuid(stack.aws.world.random);
    return { ref: id, attributes: { Id: id } };
  },
};
