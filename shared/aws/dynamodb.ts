import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { kindOfError } from "./errors.ts";

/** Partition and sort key of an item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type Item = Key & Readonly<Record<string, unknown>>;

/** A condition on the item as it is, in DynamoDB's expression language. Names and values are given by placeholder. */
export interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** The calls to DynamoDB that we make: single items with conditions, and the items of one partition. */
export interface Table {
  /** The item as last written (a consistent read), if there is one. */
  get(key: Key): Promise<Item | undefined>;
  /** Writes the whole item; false if the condition does not hold. */
  put(item: Item, condition?: Condition): Promise<boolean>;
  remove(key: Key): Promise<void>;
  /** Every item of a partition, in the order of the sort key. */
  partition(pk: string): Promise<readonly Item[]>;
}

export function createTable(client: DynamoDBClient, tableName: string): Table {
  return {
    async get(key) {
      const answer = await client.send(
        new GetItemCommand({ TableName: tableName, Key: marshall(keyOf(key)), ConsistentRead: true }),
      );
      return answer.Item ? (unmarshall(answer.Item) as Item) : undefined;
    },

    async put(item, condition) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall(item, { removeUndefinedValues: true }),
            ...(condition
              ? {
                  ConditionExpression: condition.expression,
                  ...(condition.names ? { ExpressionAttributeNames: { ...condition.names } } : {}),
                  ...(condition.values ? { ExpressionAttributeValues: marshall(condition.values) } : {}),
                }
              : {}),
          }),
        );
        return true;
      } catch (error) {
        if (condition && kindOfError(error) === "conflict") return false;
        throw error;
      }
    },

    async remove(key) {
      await client.send(new DeleteItemCommand({ TableName: tableName, Key: marshall(keyOf(key)) }));
    },

    async partition(pk) {
      const items: Item[] = [];
      let from: QueryCommand["input"]["ExclusiveStartKey"];
      do {
        const answer = await client.send(
          new QueryCommand({
            TableName: tableName,
            KeyConditionExpression: "pk = :pk",
            ExpressionAttributeValues: marshall({ ":pk": pk }),
            ConsistentRead: true,
            ...(from ? { ExclusiveStartKey: from } : {}),
          }),
        );
        for (const item of answer.Items ?? []) items.push(unmarshall(item) as Item);
        from = answer.LastEvaluatedKey;
      } while (from);
      return items;
    },
  };
}

const keyOf = ({ pk, sk }: Key): Key => ({ pk, sk });
