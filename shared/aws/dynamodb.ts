import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { kindOfError } from "./errors.ts";
import { chunksOf } from "./pages.ts";

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

/** What is added to an item. Names are those of its attributes. */
export interface Addition {
  /** Texts for sets of texts; never an empty list. Each is in its set once, however often it is added. */
  readonly sets?: Readonly<Record<string, readonly string[]>>;
  /** What is written over whatever is there. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** What is written only where nothing is there. */
  readonly firstValues?: Readonly<Record<string, unknown>>;
}

/** The calls to DynamoDB that we make: single items with conditions, and the items of one partition. */
export interface Table {
  /** The item as last written (a consistent read), if there is one. */
  get(key: Key): Promise<Item | undefined>;
  /** The same for many, in the order of asking. */
  getMany(keys: readonly Key[]): Promise<readonly (Item | undefined)[]>;
  /** Writes the whole item; false if the condition does not hold. */
  put(item: Item, condition?: Condition): Promise<boolean>;
  /**
   * Adds to an item in one step, or makes it: however many do so at once, nothing of theirs is lost. Returns the attributes
   * as they were before, none if there was no item; undefined if the condition does not hold. Sets come as Set.
   */
  add(key: Key, addition: Addition, condition?: Condition): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** False if the condition does not hold. */
  remove(key: Key, condition?: Condition): Promise<boolean>;
  /** Every item of a partition, in the order of the sort key. */
  partition(pk: string): Promise<readonly Item[]>;
}

/** BatchGetItem takes so many keys a call (Amazon DynamoDB API, BatchGetItem). */
const KEYS_PER_CALL = 100;

/** A plain object with a member `constructor`, as the name of a container, is taken for an instance of a class. */
const MARSHALLING = { removeUndefinedValues: true, convertClassInstanceToMap: true };

export function createTable(client: DynamoDBClient, tableName: string): Table {
  return {
    async get(key) {
      const answer = await client.send(
        new GetItemCommand({ TableName: tableName, Key: marshall(keyOf(key)), ConsistentRead: true }),
      );
      return answer.Item ? (unmarshall(answer.Item) as Item) : undefined;
    },

    async getMany(keys) {
      const found = new Map<string, Item>();
      for (const chunk of chunksOf(KEYS_PER_CALL, keys))
        for (const item of await getChunk(client, tableName, chunk)) found.set(nameOf(item), item);
      return keys.map((key) => found.get(nameOf(key)));
    },

    put(item, condition) {
      return unlessConflict(condition, () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall(item, MARSHALLING),
            ...conditionInput(condition),
          }),
        ),
      );
    },

    async add(key, addition, condition) {
      let before: Readonly<Record<string, unknown>> = {};
      const isAdded = await unlessConflict(condition, async () => {
        const answer = await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: marshall(keyOf(key)),
            ReturnValues: "ALL_OLD",
            ...additionInput(addition, condition),
          }),
        );
        before = answer.Attributes ? unmarshall(answer.Attributes) : {};
      });
      return isAdded ? before : undefined;
    },

    remove(key, condition) {
      return unlessConflict(condition, () =>
        client.send(
          new DeleteItemCommand({ TableName: tableName, Key: marshall(keyOf(key)), ...conditionInput(condition) }),
        ),
      );
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

const nameOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);

/** Up to a call's worth of keys; DynamoDB may leave some for another call when the items are large. */
async function getChunk(client: DynamoDBClient, tableName: string, keys: readonly Key[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  let requested: BatchGetItemCommandInput["RequestItems"] = {
    [tableName]: { Keys: keys.map((key) => marshall(keyOf(key))), ConsistentRead: true },
  };
  while (requested && Object.keys(requested).length > 0) {
    const answer: BatchGetItemCommandOutput = await client.send(new BatchGetItemCommand({ RequestItems: requested }));
    for (const item of answer.Responses?.[tableName] ?? []) items.push(unmarshall(item) as Item);
    requested = answer.UnprocessedKeys;
  }
  return items;
}

/** An update in DynamoDB's expression language; every attribute goes by a placeholder, since many words are reserved. */
function additionInput({ sets = {}, values = {}, firstValues = {} }: Addition, condition: Condition | undefined) {
  const names = Object.keys({ ...sets, ...values, ...firstValues });
  const written = [
    ...Object.keys(values).map((name) => `#${name} = :${name}`),
    ...Object.keys(firstValues).map((name) => `#${name} = if_not_exists(#${name}, :${name})`),
  ];
  const added = Object.keys(sets).map((name) => `#${name} :${name}`);
  const given = {
    ...Object.fromEntries(Object.entries(sets).map(([name, texts]) => [name, new Set(texts)])),
    ...values,
    ...firstValues,
  };
  return {
    UpdateExpression: [
      ...(written.length > 0 ? [`SET ${written.join(", ")}`] : []),
      ...(added.length > 0 ? [`ADD ${added.join(", ")}`] : []),
    ].join(" "),
    ...(condition ? { ConditionExpression: condition.expression } : {}),
    ExpressionAttributeNames: { ...Object.fromEntries(names.map((name) => [`#${name}`, name])), ...condition?.names },
    ExpressionAttributeValues: marshall(
      {
        ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`:${name}`, value])),
        ...condition?.values,
      },
      MARSHALLING,
    ),
  };
}

function conditionInput(condition: Condition | undefined) {
  if (!condition) return {};
  return {
    ConditionExpression: condition.expression,
    ...(condition.names ? { ExpressionAttributeNames: { ...condition.names } } : {}),
    ...(condition.values ? { ExpressionAttributeValues: marshall(condition.values) } : {}),
  };
}

/** Whether the condition held. */
async function unlessConflict(condition: Condition | undefined, write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (condition && kindOfError(error) === "conflict") return false;
    throw error;
  }
}
