import { join } from "node:path";
import type { PropertyReader } from "../properties.ts";
import type { ResourceType } from "../resource-type.ts";

/** What the simulator's own Node is, and therefore the only runtime it can offer. */
const RUNTIME = "nodejs24.x";

/** AWS's defaults (CloudFormation template reference, AWS::Lambda::Function). */
const DEFAULT_MEMORY_MEGABYTES = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

const NAME_CHARACTERS_MAX = 64;

export const lambdaFunction: ResourceType = {
  type: "AWS::Lambda::Function",
  properties: {
    FunctionName: "honoured",
    Handler: "honoured",
    Runtime: "honoured",
    Role: "honoured",
    MemorySize: "honoured",
    Timeout: "honoured",
    Environment: { members: { Variables: "honoured" } },
    DeadLetterConfig: { members: { TargetArn: "honoured" } },
    LoggingConfig: { members: { LogGroup: "honoured" } },
    Code: {
      members: {
        S3Key: "honoured",
        S3Bucket: { withoutEffect: "zips are read from the folder they were packaged to" },
      },
    },
    Architectures: { withoutEffect: "JavaScript runs on whatever processor this machine has" },
    Description: { withoutEffect: "no simulated operation shows it" },
  },
  create: ({ properties, stack, generateName }) => {
    const functionName = properties.optionalText("FunctionName") ?? generateName(NAME_CHARACTERS_MAX);
    if (properties.text("Runtime") !== RUNTIME) properties.refuse("Runtime", `is not ${RUNTIME}`);
    const created = stack.aws.lambda.createFunction({
      functionName,
      shortName: shortName(functionName, stack.stackName),
      handler: properties.text("Handler"),
      memorySizeMegabytes: properties.optionalNumber("MemorySize") ?? DEFAULT_MEMORY_MEGABYTES,
      timeoutSeconds: properties.optionalNumber("Timeout") ?? DEFAULT_TIMEOUT_SECONDS,
      environment: variables(properties.structure("Environment").structure("Variables")),
      roleArn: properties.text("Role"),
      logGroupName: properties.structure("LoggingConfig").optionalText("LogGroup") ?? `/aws/lambda/${functionName}`,
      deadLetterTargetArn: queueArn(properties.structure("DeadLetterConfig")),
      codePath: join(stack.codeDirectory, properties.structure("Code").text("S3Key")),
      runtime: stack.runtime,
    });
    return { ref: functionName, attributes: { Arn: created.arn } };
  },
};

/** The stack's functions are called `<stack>-<folder>`; calls are counted by the folder's name. */
const shortName = (functionName: string, stackName: string): string =>
  functionName.startsWith(`${stackName}-`) ? functionName.slice(stackName.length + 1) : functionName;

function variables(properties: PropertyReader): Record<string, string> {
  return Object.fromEntries(Object.keys(properties.all).map((name) => [name, properties.text(name)]));
}

function queueArn(configuration: PropertyReader): string | undefined {
  const arn = configuration.optionalText("TargetArn");
  if (arn !== undefined && arn.split(":")[2] !== "sqs") configuration.refuse("TargetArn", "is no SQS queue");
  return arn;
}
