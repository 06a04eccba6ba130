import { describe, expect, test } from "@jest/globals";
import { createSimulator } from "../../simulator/simulator.ts";
import { deployStack, type DeployedStack } from "../../simulator/stack/deploy.ts";
import { resolve, references } from "../../simulator/stack/intrinsics.ts";
import { runtimeOf } from "../support/functions.ts";
import { START } from "../support/region.ts";

const scope = {
  ref: (name: string) => (name === "AWS::NoValue" ? undefined : `ref:${name}`),
  attribute: (logicalId: string, attribute: string) => `attribute:${logicalId}.${attribute}`,
  condition: (name: string) => name === "IsProduction",
};

const intrinsics: readonly [value: unknown, resolved: unknown][] = [
  ["text", "text"],
  [{ Ref: "Queue" }, "ref:Queue"],
  [{ "Fn::GetAtt": ["Queue", "Arn"] }, "attribute:Queue.Arn"],
  [{ "Fn::GetAtt": "Queue.Arn" }, "attribute:Queue.Arn"],
  [{ "Fn::Sub": "${Queue}/${Queue.Arn}/${!Literal}" }, "ref:Queue/attribute:Queue.Arn/${Literal}"],
  [{ "Fn::Sub": ["${name}!", { name: { Ref: "Queue" } }] }, "ref:Queue!"],
  [{ "Fn::Join": ["-", ["a", { Ref: "B" }]] }, "a-ref:B"],
  [{ "Fn::Select": [1, { "Fn::Split": [":", "a:b"] }] }, "b"],
  [{ "Fn::If": ["IsProduction", 1, 2] }, 1],
  [{ "Fn::If": ["IsRehearsal", 1, 2] }, 2],
  [{ "Fn::Equals": [{ Ref: "A" }, "ref:A"] }, true],
  [{ "Fn::Not": [{ Condition: "IsProduction" }] }, false],
  [{ "Fn::And": [{ Condition: "IsProduction" }, { "Fn::Equals": ["a", "b"] }] }, false],
  [{ "Fn::Or": [{ Condition: "IsProduction" }, { "Fn::Equals": ["a", "b"] }] }, true],
  [{ a: { Ref: "AWS::NoValue" }, b: [{ Ref: "AWS::NoValue" }, 1] }, { b: [1] }],
  [
    { Condition: { ArnLike: { "aws:SourceArn": { Ref: "A" } } } },
    { Condition: { ArnLike: { "aws:SourceArn": "ref:A" } } },
  ],
];

test.each(intrinsics)("%j", (value, resolved) => {
  expect(resolve(value, scope)).toEqual(resolved);
});

test("an intrinsic function that is not simulated is named", () => {
  expect(() => resolve({ "Fn::ImportValue": "x" }, scope)).toThrow(
    "intrinsic function Fn::ImportValue is not simulated",
  );
});

test("references are found wherever they are", () => {
  const value = {
    a: { Ref: "A" },
    b: [{ "Fn::Sub": ["${B.Arn}${c}", { c: { "Fn::GetAtt": ["C", "Arn"] } }] }],
  };
  expect(references(value)).toEqual(["A", "B", "C"]);
});

const QUEUE = { Type: "AWS::SQS::Queue", Properties: { QueueName: "dead-letters" } };

const TEMPLATE = {
  Parameters: {
    ArtifactBucket: { Type: "String" },
    TableName: { Type: "String", Default: "" },
  },
  Conditions: { NamesTable: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "TableName" }, ""] }] } },
  Resources: {
    Tick: {
      Type: "AWS::Lambda::Function",
      Properties: {
        FunctionName: { "Fn::Sub": "${AWS::StackName}-tick" },
        Code: { S3Bucket: { Ref: "ArtifactBucket" }, S3Key: "tick.zip" },
        Handler: "handler.handler",
        Runtime: "nodejs24.x",
        Role: { "Fn::GetAtt": ["TickRole", "Arn"] },
        Environment: { Variables: { GARDEN_TABLE: { Ref: "Table" }, QUEUE_URL: { Ref: "DeadLetterQueue" } } },
        DeadLetterConfig: { TargetArn: { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] } },
      },
      DependsOn: "TickLogGroup",
    },
    TickLogGroup: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/aws/lambda/ecs-gardener-tick" } },
    TickRole: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {}, Policies: [] } },
    TickConfiguration: {
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: { FunctionName: { Ref: "Tick" }, Qualifier: "$LATEST", MaximumRetryAttempts: "0" },
    },
    EveryMinute: {
      Type: "AWS::Events::Rule",
      Properties: {
        ScheduleExpression: "rate(1 minute)",
        Targets: [{ Id: "tick", Arn: { "Fn::GetAtt": ["Tick", "Arn"] } }],
      },
    },
    EveryMinuteMayInvoke: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        FunctionName: { "Fn::GetAtt": ["Tick", "Arn"] },
        Action: "lambda:InvokeFunction",
        Principal: "events.amazonaws.com",
        SourceArn: { "Fn::GetAtt": ["EveryMinute", "Arn"] },
      },
    },
    DeadLetterQueue: QUEUE,
    Table: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName: { "Fn::If": ["NamesTable", { Ref: "TableName" }, { Ref: "AWS::NoValue" }] },
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
      },
    },
    Setting: {
      Type: "AWS::SSM::Parameter",
      Condition: "NamesTable",
      Properties: { Name: "/garden", Type: "String", Value: { Ref: "Table" } },
    },
  },
  Outputs: {
    QueueUrl: { Value: { Ref: "DeadLetterQueue" } },
    Named: { Condition: "NamesTable", Value: "yes" },
  },
};

async function deploy(
  template: object,
  more: { parameters?: Record<string, string>; region?: string; runs?: unknown[] } = {},
) {
  const simulator = await createSimulator({ start: START, seed: 1, order: "seeded" });
  const { parameters = {}, region = "us-east-1", runs = [] } = more;
  const runtime = runtimeOf((event) => {
    runs.push(event);
    throw new Error("weeds");
  });
  const stack = await deployStack({ simulator, template, codeDirectory: "/code", runtime, parameters, region });
  return { simulator, aws: simulator.region(undefined, region), stack };
}

const physicalId = (stack: DeployedStack, logicalId: string): string =>
  stack.resources.find((resource) => resource.logicalId === logicalId)?.physicalId ?? "";

describe("a stack", () => {
  test("is made in the order of its references, and works", async () => {
    const runs: unknown[] = [];
    const { simulator, aws, stack } = await deploy(TEMPLATE, { runs });

    const url = "https://sqs.us-east-1.amazonaws.com/123456789012/dead-letters";
    expect(stack.outputs).toEqual({ QueueUrl: url });
    expect(stack.functions).toEqual([
      expect.objectContaining({
        functionName: "ecs-gardener-tick",
        shortName: "tick",
        memorySizeMegabytes: 128,
        timeoutSeconds: 3,
        codePath: "/code/tick.zip",
        roleArn: expect.stringMatching(/^arn:aws:iam::123456789012:role\/ecs-gardener-TickRole-[A-Z0-9]{12}$/),
        environment: { GARDEN_TABLE: physicalId(stack, "Table"), QUEUE_URL: url },
      }),
    ]);
    expect(stack.resources.map((resource) => resource.logicalId)).not.toContain("Setting");

    await simulator.world.advance(62_000);
    expect(runs).toEqual([expect.objectContaining({ "detail-type": "Scheduled Event" })]);
    expect(aws.sqs.queue("dead-letters").counts()).toMatchObject({ visible: 1 });
  });

  test("takes parameters, and is made in the Region it was deployed to", async () => {
    const { aws, stack } = await deploy(TEMPLATE, { parameters: { TableName: "garden" }, region: "eu-west-1" });
    expect(stack.outputs).toMatchObject({ Named: "yes" });
    expect(aws.ssm.read("/garden", false)).toMatchObject({ Value: "garden" });
    expect(await aws.dynamodb.perform("DescribeTimeToLive", { TableName: "garden" })).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: "ENABLED" },
    });
  });

  test("with anything that is not simulated is refused, all problems at once, before anything is made", async () => {
    const template = {
      Transform: "AWS::Serverless-2016-10-31",
      Resources: {
        Topic: { Type: "AWS::SNS::Topic" },
        Queue: { ...QUEUE, UpdatePolicy: {}, Properties: { ...QUEUE.Properties, KmsMasterKeyId: "x" } },
        Rule: {
          Type: "AWS::Events::Rule",
          Properties: {
            ScheduleExpression: "rate(1 minute)",
            Targets: [{ Id: "a", Arn: { Ref: "Nowhere" }, InputPath: "$" }],
          },
        },
        Setting: { Type: "AWS::SSM::Parameter", Properties: { Value: { "Fn::Base64": "x" } } },
      },
    };
    await expect(deploy(template, { parameters: { Unheard: "x" } })).rejects.toMatchObject({
      name: "InvalidTemplate",
      problems: [
        "section Transform is not simulated",
        "Queue (AWS::SQS::Queue): UpdatePolicy is not simulated",
        "parameter Unheard does not exist in the template",
        "Topic: resource type AWS::SNS::Topic is not simulated",
        "Queue (AWS::SQS::Queue): property KmsMasterKeyId is not simulated",
        "Rule (AWS::Events::Rule): property Targets.InputPath is not simulated",
        "Setting (AWS::SSM::Parameter): intrinsic function Fn::Base64 is not simulated",
        "Rule: Nowhere is no resource here, and no parameter with a value",
      ],
    });
  });

  test("that turns in a circle is refused", async () => {
    const template = {
      Resources: {
        A: { ...QUEUE, DependsOn: "B" },
        B: { ...QUEUE, DependsOn: ["A"] },
      },
    };
    await expect(deploy(template)).rejects.toMatchObject({ problems: ["circular dependency: A -> B -> A"] });
  });

  test.each([
    [{}, "Setting (AWS::SSM::Parameter): property Type is missing"],
    [{ Type: "SecureString" }, "Setting (AWS::SSM::Parameter): property Type is neither String nor StringList"],
    [{ Type: "String", Value: ["a"] }, "Setting (AWS::SSM::Parameter): property Value must be a text"],
  ])("a resource with %j is refused with its name", async (properties, message) => {
    const Setting = { Type: "AWS::SSM::Parameter", Properties: { Name: "/a", Value: "b", ...properties } };
    await expect(deploy({ Resources: { Setting } })).rejects.toThrow(message);
  });
});
