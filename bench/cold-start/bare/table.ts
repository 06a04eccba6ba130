import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";

/** The garden's table as plain code would use it. */
const client = new DynamoDBClient({});
const TableName = process.env["GARDEN_TABLE"] ?? "";

export type Item = Readonly<Record<string, unknown>>;

export async function get(pk: string, sk: string): Promise<Item | undefined> {
  const answer = await client.send(new GetItemCommand({ TableName, Key: marshall({ pk, sk }), ConsistentRead: true }));
  return answer.Item && unmarshall(answer.Item);
}

export async function getMany(keys: readonly Item[]): Promise<readonly Item[]> {
  const Keys = keys.map((key) => marshall(key));
  const answer = await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
  return (answer.Responses?.[TableName] ?? []).map((item) => unmarshall(item));
}

export async function put(item: Item, onlyIf?: string, values?: Item): Promise<void> {
  await client.send(
    new PutItemCommand({
      TableName,
      Item: marshall(item, { removeUndefinedValues: true }),
      ...(onlyIf === undefined ? {} : { ConditionExpression: onlyIf }),
      ...(values ? { ExpressionAttributeValues: marshall(values) } : {}),
    }),
  );
}

/** Adds a text to a set of an item. */
export async function addToSet(key: Item, set: string, text: string): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key: marshall(key),
      UpdateExpression: "ADD #set :text",
      ExpressionAttributeNames: { "#set": set },
      ExpressionAttributeValues: marshall({ ":text": new Set([text]) }),
    }),
  );
}

export async function remove(pk: string, sk: string): Promise<void> {
  await client.send(new DeleteItemCommand({ TableName, Key: marshall({ pk, sk }) }));
}

export async function query(pk: string): Promise<readonly Item[]> {
  const answer = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: marshall({ ":pk": pk }),
      ConsistentRead: true,
    }),
  );
  return (answer.Items ?? []).map((item) => unmarshall(item));
}
