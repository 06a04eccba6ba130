import { DEFAULT_EVENT_INVOKE_CONFIGURATION } from "../../services/lambda/asynchronous.ts";
import type { ResourceType } from "../resource-type.ts";

export const lambdaEventInvokeConfig: ResourceType = {
  type: "AWS::Lambda::EventInvokeConfig",
  properties: {
    FunctionName: "honoured",
    Qualifier: "honoured",
    MaximumRetryAttempts: "honoured",
    MaximumEventAgeInSeconds: "honoured",
    DestinationConfig: { members: { OnFailure: { members: { Destination: "honoured" } } } },
  },
  create: ({ properties, stack, generateName }) => {
    if (properties.text("Qualifier") !== "$LATEST") properties.refuse("Qualifier", "is not $LATEST");
    const onFailure = properties.structure("DestinationConfig").structure("OnFailure");
    const destination = onFailure.optionalText("Destination");
    if (destination !== undefined && destination.split(":")[2] !== "sqs")
      onFailure.refuse("Destination", "is no SQS queue");
    const { maximumRetryAttempts, maximumEventAgeSeconds } = DEFAULT_EVENT_INVOKE_CONFIGURATION;
    stack.aws.lambda.putEventInvokeConfiguration(properties.text("FunctionName"), {
      maximumRetryAttempts: properties.optionalNumber("MaximumRetryAttempts") ?? maximumRetryAttempts,
      maximumEventAgeSeconds: properties.optionalNumber("MaximumEventAgeInSeconds") ?? maximumEventAgeSeconds,
      onFailureDestinationArn: destination,
    });
    return { ref: generateName(100), attributes: {} };
  },
};
