import { expect, test } from "@jest/globals";
import {
  ConditionalCheckFailedException,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { createSimulator } from "../../simulator/simulator.ts";
import { connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { START } from "../support/region.ts";

/** A client of a simulator whose default Region holds an empty table `garden`, in an account of its own. */
async function clientOfTable() {
  const simulator = await createSimulator({ start: START, seed: 1, order: "seeded" });
  const client = connectInProcess(simulator, new DynamoDBClient(inProcessClientOptions(simulator)));
  await simulator.region().dynamodb.perform("CreateTable", {
    TableName: "garden",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  });
  return { simulator, client };
}

const TableName = "garden";

test("a conditional write holds once", async () => {
  const { client } = await clientOfTable();
  const claim = (owner: string) =>
    client.send(
      new PutItemCommand({
        TableName,
        Item: { pk: { S: "claim" }, owner: { S: owner } },
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    );
  await claim("a");
  await expect(claim("b")).rejects.toThrow(ConditionalCheckFailedException);
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: { pk: { S: "claim" } } }));
  expect(Item).toEqual({ pk: { S: "claim" }, owner: { S: "a" } });
});

test("tables have ARNs of their own account and Region", async () => {
  const { client } = await clientOfTable();
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  expect(Table).toMatchObject({
    TableStatus: "ACTIVE",
    TableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/garden",
  });
});

test("Regions share nothing", async () => {
  const { simulator } = await clientOfTable();
  const elsewhere = simulator.region("123456789012", "eu-west-1").dynamodb;
  await expect(elsewhere.perform("DescribeTable", { TableName })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("time to live is kept, and cannot be set twice", async () => {
  const { client } = await clientOfTable();
  const enable = new UpdateTimeToLiveCommand({
    TableName,
    TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
  });
  const describe = () => client.send(new DescribeTimeToLiveCommand({ TableName }));
  expect((await describe()).TimeToLiveDescription).toEqual({ TimeToLiveStatus: "DISABLED" });
  await client.send(enable);
  expect((await describe()).TimeToLiveDescription).toEqual({
    TimeToLiveStatus: "ENABLED",
    AttributeName: "expiresAt",
  });
  await expect(client.send(enable)).rejects.toMatchObject({
    name: "ValidationException",
    message: "TimeToLive is already enabled",
  });
});

test("point-in-time recovery is kept", async () => {
  const { client } = await clientOfTable();
  await client.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
  const { ContinuousBackupsDescription } = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
  expect(ContinuousBackupsDescription).toMatchObject({
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" },
  });
});

test("settings of a table that does not exist are not found", async () => {
  const { client } = await clientOfTable();
  await expect(client.send(new DescribeTimeToLiveCommand({ TableName: "weeds" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("what would be ignored is refused by name", async () => {
  const { client } = await clientOfTable();
  const put = new PutItemCommand({
    TableName,
    Item: { pk: { S: "a" } },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  await expect(client.send(put)).rejects.toMatchObject({
    name: "NotImplementedException",
    message: "PutItem: parameter ReturnValuesOnConditionCheckFailure is not simulated",
  });
});
