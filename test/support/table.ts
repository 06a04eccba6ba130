import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createTable, type Table } from "../../shared/aws/dynamodb.ts";
import { createSimulator, type Simulator } from "../../simulator/simulator.ts";
import { connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { START } from "./region.ts";

/** An empty table of the garden's shape in a simulator of its own, by a real client. */
export async function givenATable(): Promise<{ readonly table: Table; readonly simulator: Simulator }> {
  const simulator = await createSimulator({ start: START, seed: 1, order: "seeded" });
  const client = connectInProcess(simulator, new DynamoDBClient(inProcessClientOptions(simulator)));
  await simulator.region().dynamodb.createTable({
    TableName: "garden",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
  });
  return { table: createTable(client, "garden"), simulator };
}
