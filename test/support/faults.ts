import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateRepositoryCommand, ECRClient } from "@aws-sdk/client-ecr";
import { CreateClusterCommand, ECSClient } from "@aws-sdk/client-ecs";
import { EventBridgeClient, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Outcome } from "../../simulator/clock.ts";
import { createSimulator, type Simulator } from "../../simulator/simulator.ts";
import { callers, connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { ACCOUNT, START } from "./region.ts";

/** A simulator with an SDK client of every service, for functions and people alike, and a table `garden`. */
export async function simulatorWithClients(seed = 1) {
  const simulator = await createSimulator({ start: START, seed, order: "seeded" });
  const options = inProcessClientOptions(simulator);
  const connect = <Client extends Parameters<typeof connectInProcess>[1]>(client: Client): Client =>
    connectInProcess(simulator, client);
  const clients = {
    dynamodb: connect(new DynamoDBClient(options)),
    ecr: connect(new ECRClient(options)),
    ecs: connect(new ECSClient(options)),
    events: connect(new EventBridgeClient(options)),
    logs: connect(new CloudWatchLogsClient(options)),
    sns: connect(new SNSClient(options)),
    sqs: connect(new SQSClient(options)),
    ssm: connect(new SSMClient(options)),
    sts: connect(new STSClient(options)),
    tagging: connect(new ResourceGroupsTaggingAPIClient(options)),
  };
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName: "garden",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    }),
  );
  return { simulator, clients, aws: simulator.region() };
}

export type Clients = Awaited<ReturnType<typeof simulatorWithClients>>["clients"];

/** One call of each service; those that write name what they write `shop`. */
export const CALLS: Readonly<Record<string, (clients: Clients) => Promise<unknown>>> = {
  "dynamodb:PutItem": ({ dynamodb }) =>
    dynamodb.send(new PutItemCommand({ TableName: "garden", Item: { pk: { S: "shop" } } })),
  "ecr:CreateRepository": ({ ecr }) => ecr.send(new CreateRepositoryCommand({ repositoryName: "shop" })),
  "ecs:CreateCluster": ({ ecs }) => ecs.send(new CreateClusterCommand({ clusterName: "shop" })),
  "events:PutRule": ({ events }) =>
    events.send(new PutRuleCommand({ Name: "shop", ScheduleExpression: "rate(1 hour)" })),
  "logs:CreateLogGroup": ({ logs }) => logs.send(new CreateLogGroupCommand({ logGroupName: "shop" })),
  "sns:CreateTopic": ({ sns }) => sns.send(new CreateTopicCommand({ Name: "shop" })),
  "sqs:CreateQueue": ({ sqs }) => sqs.send(new CreateQueueCommand({ QueueName: "shop" })),
  "ssm:PutParameter": ({ ssm }) => ssm.send(new PutParameterCommand({ Name: "/shop", Value: "1", Type: "String" })),
  "sts:GetCallerIdentity": ({ sts }) => sts.send(new GetCallerIdentityCommand({})),
  "tagging:GetResources": ({ tagging }) => tagging.send(new GetResourcesCommand({})),
};

/** Runs code as an invocation of a function; its outcome is there once it has ended. */
export function invoke(
  simulator: Simulator,
  name: string,
  code: () => Promise<unknown>,
  timeoutSeconds = 30,
): { outcome: Outcome | undefined } {
  const run: { outcome: Outcome | undefined } = { outcome: undefined };
  simulator.world.invoke(
    name,
    (invocation) => {
      const principal = { name, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/r/${name}`, invocation };
      return callers.run({ principal, account: ACCOUNT, region: "us-east-1" }, code);
    },
    { timeoutMilliseconds: timeoutSeconds * 1_000, done: (outcome) => (run.outcome = outcome) },
  );
  return run;
}
