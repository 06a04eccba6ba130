import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { changeMessageVisibility } from "../../simulator/services/sqs/actions/changeMessageVisibility.ts";
import { changeMessageVisibilityBatch } from "../../simulator/services/sqs/actions/changeMessageVisibilityBatch.ts";
import { createQueue } from "../../simulator/services/sqs/actions/createQueue.ts";
import { deleteMessage } from "../../simulator/services/sqs/actions/deleteMessage.ts";
import { deleteMessageBatch } from "../../simulator/services/sqs/actions/deleteMessageBatch.ts";
import { deleteQueue } from "../../simulator/services/sqs/actions/deleteQueue.ts";
import { getQueueAttributes } from "../../simulator/services/sqs/actions/getQueueAttributes.ts";
import { getQueueUrl } from "../../simulator/services/sqs/actions/getQueueUrl.ts";
import { listQueues } from "../../simulator/services/sqs/actions/listQueues.ts";
import { listQueueTags } from "../../simulator/services/sqs/actions/listQueueTags.ts";
import { purgeQueue } from "../../simulator/services/sqs/actions/purgeQueue.ts";
import { receiveMessage } from "../../simulator/services/sqs/actions/receiveMessage.ts";
import { sendMessage } from "../../simulator/services/sqs/actions/sendMessage.ts";
import { sendMessageBatch } from "../../simulator/services/sqs/actions/sendMessageBatch.ts";
import { setQueueAttributes } from "../../simulator/services/sqs/actions/setQueueAttributes.ts";
import { tagQueue } from "../../simulator/services/sqs/actions/tagQueue.ts";
import { untagQueue } from "../../simulator/services/sqs/actions/untagQueue.ts";
import type { QueueAttributes } from "../../simulator/services/sqs/attributes.ts";
import { ACCOUNT, regionWithCalls, START } from "../support/region.ts";

const URL_PREFIX = `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}`;
const ARN_PREFIX = `arn:aws:sqs:us-east-1:${ACCOUNT}`;
const FIFO: QueueAttributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };

async function withQueue(QueueName = "notify", Attributes: QueueAttributes = {}) {
  const made = regionWithCalls();
  const { QueueUrl = "" } = await made.call(createQueue, { QueueName, Attributes });
  const send = (MessageBody: string, MessageGroupId?: string) =>
    made.call(sendMessage, { QueueUrl, MessageBody, ...(MessageGroupId === undefined ? {} : { MessageGroupId }) });
  const receive = async (maximum = 10) => {
    const { Messages = [] } = await made.call(receiveMessage, { QueueUrl, MaxNumberOfMessages: maximum });
    return Messages;
  };
  const bodies = async (maximum = 10) => (await receive(maximum)).map((message) => message.Body);
  const counts = async () => {
    const { Attributes: all = {} } = await made.call(getQueueAttributes, { QueueUrl, AttributeNames: ["All"] });
    return [
      all.ApproximateNumberOfMessages,
      all.ApproximateNumberOfMessagesNotVisible,
      all.ApproximateNumberOfMessagesDelayed,
    ].map(Number);
  };
  return { ...made, QueueUrl, send, receive, bodies, counts };
}

describe("queues", () => {
  test("are made, found, listed by page, tagged, changed and deleted", async () => {
    const { call, refusal, world } = regionWithCalls();
    for (const QueueName of ["b", "a", "other"]) await call(createQueue, { QueueName });
    const made = await call(createQueue, {
      QueueName: "jobs",
      Attributes: { VisibilityTimeout: "60" },
      tags: { team: "web" },
    });
    expect(made.QueueUrl).toBe(`${URL_PREFIX}/jobs`);
    const QueueUrl = made.QueueUrl ?? "";
    expect(await call(getQueueUrl, { QueueName: "jobs" })).toEqual({ QueueUrl });

    const first = await call(listQueues, { MaxResults: 3 });
    expect(first.QueueUrls).toHaveLength(3);
    expect(await call(listQueues, { MaxResults: 3, NextToken: first.NextToken })).toMatchObject({
      QueueUrls: [`${URL_PREFIX}/other`],
    });
    expect((await call(listQueues, { QueueNamePrefix: "jo" })).QueueUrls).toEqual([QueueUrl]);

    await call(tagQueue, { QueueUrl, Tags: { stage: "live" } });
    await call(untagQueue, { QueueUrl, TagKeys: ["team"] });
    expect(await call(listQueueTags, { QueueUrl })).toEqual({ Tags: { stage: "live" } });

    await world.advance(5_000);
    await call(setQueueAttributes, { QueueUrl, Attributes: { DelaySeconds: "5" } });
    expect((await call(getQueueAttributes, { QueueUrl, AttributeNames: ["All"] })).Attributes).toEqual({
      QueueArn: `${ARN_PREFIX}:jobs`,
      CreatedTimestamp: String(START / 1000),
      LastModifiedTimestamp: String(START / 1000 + 5),
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      DelaySeconds: "5",
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      ReceiveMessageWaitTimeSeconds: "0",
      SqsManagedSseEnabled: "true",
      VisibilityTimeout: "60",
    });
    expect(await call(getQueueAttributes, { QueueUrl, AttributeNames: ["Policy"] })).toEqual({});

    await call(deleteQueue, { QueueUrl });
    expect(await refusal(getQueueUrl, { QueueName: "jobs" })).toMatchObject({
      name: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
    });
    expect((await refusal(createQueue, { QueueName: "jobs" })).name).toBe("QueueDeletedRecently");
    await world.advance(60_000);
    await call(createQueue, { QueueName: "jobs" });
  });

  test("of one name are one queue, unless an attribute differs", async () => {
    const { call, refusal, QueueUrl } = await withQueue("jobs", { VisibilityTimeout: "60" });
    expect(await call(createQueue, { QueueName: "jobs" })).toEqual({ QueueUrl });
    expect(await refusal(createQueue, { QueueName: "jobs", Attributes: { VisibilityTimeout: "61" } })).toMatchObject({
      name: "QueueNameExists",
      message: "A queue already exists with the same name and a different value for attribute VisibilityTimeout",
    });
  });

  test.each<[string, string, QueueAttributes, string]>([
    ["a name with a dot", "a.b", {}, "InvalidParameterValue"],
    ["a FIFO queue without its suffix", "jobs", FIFO, "InvalidParameterValue"],
    ["a number out of range", "jobs", { VisibilityTimeout: "43201" }, "InvalidAttributeValue"],
    ["an attribute of FIFO queues", "jobs", { ContentBasedDeduplication: "true" }, "InvalidAttributeName"],
    ["an attribute that is only read", "jobs", { QueueArn: "x" }, "InvalidAttributeName"],
    ["a policy that is no JSON", "jobs", { Policy: "{" }, "InvalidAttributeValue"],
    ["a redrive policy without a count", "jobs", redrive("dead", undefined), "InvalidParameterValue"],
    ["a redrive policy to nowhere", "jobs", redrive("nowhere", 3), "InvalidParameterValue"],
    [
      "a FIFO queue's letters in a standard queue",
      "jobs.fifo",
      { ...FIFO, ...redrive("dead", 3) },
      "InvalidParameterValue",
    ],
    [
      "a restriction of dead letters",
      "jobs",
      { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' },
      "NotImplementedException",
    ],
  ])("CreateQueue refuses %s", async (_, QueueName, Attributes, code) => {
    const { refusal } = await withQueue("dead");
    expect((await refusal(createQueue, { QueueName, Attributes })).name).toBe(code);
  });
});

function redrive(name: string, maxReceiveCount: number | undefined): QueueAttributes {
  return { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN_PREFIX}:${name}`, maxReceiveCount }) };
}

describe("messages of a standard queue", () => {
  test("are received with checksums and the attributes that were asked for, and deleted", async () => {
    const { call, QueueUrl, world, counts } = await withQueue();
    const attribute = { DataType: "Number", StringValue: "1493147359900" };
    const sent = await call(sendMessage, {
      QueueUrl,
      MessageBody: "hello",
      MessageAttributes: { timestamp: attribute, "order.id": { DataType: "Binary", BinaryValue: Buffer.from("7") } },
    });
    expect(sent.MD5OfMessageBody).toBe(createHash("md5").update("hello").digest("hex"));
    await world.advance(2_000);
    const { Messages } = await call(receiveMessage, {
      QueueUrl,
      MessageSystemAttributeNames: ["SentTimestamp", "SenderId", "ApproximateReceiveCount"],
      MessageAttributeNames: ["time.*", "timestamp"],
    });
    expect(Messages).toEqual([
      {
        MessageId: sent.MessageId,
        ReceiptHandle: expect.any(String),
        MD5OfBody: sent.MD5OfMessageBody,
        Body: "hello",
        Attributes: { SenderId: "administrator", SentTimestamp: String(START), ApproximateReceiveCount: "1" },
        MessageAttributes: { timestamp: attribute },
        MD5OfMessageAttributes: "235c5c510d26fb653d073faed50ae77c",
      },
    ]);
    expect(await counts()).toEqual([0, 1, 0]);
    const ReceiptHandle = Messages?.[0]?.ReceiptHandle ?? "";
    await call(deleteMessage, { QueueUrl, ReceiptHandle });
    await call(deleteMessage, { QueueUrl, ReceiptHandle });
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test("come back when their visibility timeout ends, and count their receives", async () => {
    const { call, send, receive, world, QueueUrl } = await withQueue();
    await send("a");
    const [first] = await receive();
    expect(await receive()).toEqual([]);
    await world.advance(30_000);
    const { Messages } = await call(receiveMessage, { QueueUrl, AttributeNames: ["All"] });
    expect(Messages?.[0]?.Attributes).toMatchObject({
      ApproximateReceiveCount: "2",
      ApproximateFirstReceiveTimestamp: String(START),
    });
    await call(deleteMessage, { QueueUrl, ReceiptHandle: first?.ReceiptHandle ?? "" });
    await world.advance(30_000);
    expect(await receive()).toHaveLength(1);
  });

  test("can be hidden longer or shown at once while in flight", async () => {
    const { call, refusal, send, receive, world, QueueUrl } = await withQueue();
    await send("a");
    const [message] = await receive();
    const ReceiptHandle = message?.ReceiptHandle ?? "";
    await world.advance(29_000);
    await call(changeMessageVisibility, { QueueUrl, ReceiptHandle, VisibilityTimeout: 60 });
    await world.advance(59_000);
    expect(await receive()).toEqual([]);
    const beyond = { QueueUrl, ReceiptHandle, VisibilityTimeout: 43_200 };
    expect((await refusal(changeMessageVisibility, beyond)).message).toContain("beyond the limit");
    await call(changeMessageVisibility, { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    const again = { QueueUrl, ReceiptHandle, VisibilityTimeout: 10 };
    expect((await refusal(changeMessageVisibility, again)).name).toBe("MessageNotInflight");
    expect(await receive()).toHaveLength(1);
  });

  test("wait for the end of their delay", async () => {
    const { call, counts, bodies, world, QueueUrl } = await withQueue("notify", { DelaySeconds: "10" });
    await call(sendMessage, { QueueUrl, MessageBody: "by the queue" });
    await call(sendMessage, { QueueUrl, MessageBody: "at once", DelaySeconds: 0 });
    expect(await counts()).toEqual([1, 0, 1]);
    expect(await bodies()).toEqual(["at once"]);
    await world.advance(10_000);
    expect(await bodies()).toEqual(["by the queue"]);
  });

  test("are dropped after the retention period, and by a purge", async () => {
    const { call, refusal, send, bodies, world, QueueUrl } = await withQueue("notify", {
      MessageRetentionPeriod: "60",
    });
    await send("old");
    await world.advance(59_000);
    await send("young");
    await world.advance(1_000);
    expect(await bodies(1)).toEqual(["young"]);
    await send("purged");
    await call(purgeQueue, { QueueUrl });
    expect(await bodies()).toEqual([]);
    expect((await refusal(purgeQueue, { QueueUrl })).name).toBe("PurgeQueueInProgress");
  });

  test("go to the dead-letter queue when they were received too often", async () => {
    const { call, aws, world } = regionWithCalls();
    const dead = await call(createQueue, { QueueName: "dead" });
    const { QueueUrl = "" } = await call(createQueue, { QueueName: "jobs", Attributes: redrive("dead", 2) });
    await call(sendMessage, { QueueUrl, MessageBody: "poison" });
    for (const expected of [1, 1, 0]) {
      expect(aws.sqs.receive(`${ARN_PREFIX}:jobs`, { maximum: 10 })).toHaveLength(expected);
      await world.advance(30_000);
    }
    const { Messages } = await call(receiveMessage, { QueueUrl: dead.QueueUrl ?? "", AttributeNames: ["All"] });
    expect(Messages).toMatchObject([
      { Body: "poison", Attributes: { DeadLetterQueueSourceArn: `${ARN_PREFIX}:jobs`, SentTimestamp: String(START) } },
    ]);
  });

  test.each([
    ["an empty body", { MessageBody: "" }, "MissingParameter"],
    ["control characters", { MessageBody: "a\u0000" }, "InvalidMessageContents"],
    ["too long a body", { MessageBody: "a".repeat(1_025) }, "InvalidParameterValue"],
    ["too long a delay", { MessageBody: "a", DelaySeconds: 901 }, "InvalidParameterValue"],
    ["a deduplication identifier", { MessageBody: "a", MessageDeduplicationId: "1" }, "InvalidParameterValue"],
    [
      "an attribute without a type",
      { MessageBody: "a", MessageAttributes: { x: { DataType: "Text", StringValue: "1" } } },
      "InvalidParameterValue",
    ],
    [
      "an attribute without a value",
      { MessageBody: "a", MessageAttributes: { x: { DataType: "String" } } },
      "InvalidParameterValue",
    ],
  ])("SendMessage refuses %s", async (_, input, code) => {
    const { refusal, QueueUrl } = await withQueue("notify", { MaximumMessageSize: "1024" });
    expect((await refusal(sendMessage, { QueueUrl, ...input })).name).toBe(code);
  });

  test.each([
    ["too many messages", receiveMessage, { MaxNumberOfMessages: 11 }, "InvalidParameterValue"],
    ["too long a wait", receiveMessage, { WaitTimeSeconds: 21 }, "InvalidParameterValue"],
    ["attempts by identifier", receiveMessage, { ReceiveRequestAttemptId: "1" }, "NotImplementedException"],
  ])("ReceiveMessage refuses %s", async (_, action, input, code) => {
    const { refusal, QueueUrl } = await withQueue();
    expect((await refusal(action, { QueueUrl, ...input })).name).toBe(code);
  });

  test("a receipt handle of nobody is refused", async () => {
    const { refusal, QueueUrl } = await withQueue();
    expect((await refusal(deleteMessage, { QueueUrl, ReceiptHandle: "x" })).name).toBe("ReceiptHandleIsInvalid");
  });
});

describe("a long poll", () => {
  test("ends with the first message", async () => {
    const { call, send, world, QueueUrl } = await withQueue();
    const poll = call(receiveMessage, { QueueUrl, WaitTimeSeconds: 20 });
    world.after(5_000, () => void send("late"));
    await world.advance(5_000);
    expect((await poll).Messages?.map((message) => message.Body)).toEqual(["late"]);
  });

  test("ends empty after its time", async () => {
    const { call, world, QueueUrl } = await withQueue("notify", { ReceiveMessageWaitTimeSeconds: "20" });
    const poll = call(receiveMessage, { QueueUrl });
    await world.advance(20_000);
    expect(await poll).toEqual({});
  });
});

describe("a FIFO queue", () => {
  test("keeps the order of each group, and a group in flight gives no other message", async () => {
    const { call, send, receive, bodies, QueueUrl } = await withQueue("notify.fifo", FIFO);
    await send("a1", "#a");
    await send("b1", "#b");
    await send("a2", "#a");
    const [a1] = await receive(1);
    expect(a1?.Body).toBe("a1");
    expect(await bodies()).toEqual(["b1"]);
    await call(deleteMessage, { QueueUrl, ReceiptHandle: a1?.ReceiptHandle ?? "" });
    expect(await bodies()).toEqual(["a2"]);
  });

  test("gives several messages of a group to one receive, in order", async () => {
    const { send, bodies } = await withQueue("notify.fifo", FIFO);
    for (const body of ["1", "2", "3"]) await send(body, "#a");
    expect(await bodies(2)).toEqual(["1", "2"]);
    expect(await bodies(2)).toEqual([]);
  });

  test("drops repetitions for five minutes, even after the first was deleted", async () => {
    const { call, send, receive, world, QueueUrl } = await withQueue("notify.fifo", FIFO);
    const first = await send("a", "#a");
    const [message] = await receive();
    await call(deleteMessage, { QueueUrl, ReceiptHandle: message?.ReceiptHandle ?? "" });
    await world.advance(299_000);
    const repeated = await send("a", "#a");
    expect(repeated).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    expect(await receive()).toEqual([]);
    await world.advance(1_000);
    const later = await send("a", "#a");
    expect(BigInt(later.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.SequenceNumber ?? 0));
    expect(await receive()).toHaveLength(1);
  });

  test("can deduplicate within each group", async () => {
    const { send, bodies } = await withQueue("notify.fifo", { ...FIFO, DeduplicationScope: "messageGroup" });
    await send("a", "#a");
    await send("a", "#b");
    await send("a", "#b");
    expect(await bodies()).toEqual(["a", "a"]);
  });

  test("does not delete by a receipt handle that has expired", async () => {
    const { refusal, send, receive, world, QueueUrl } = await withQueue("notify.fifo", FIFO);
    await send("a", "#a");
    const [message] = await receive();
    await world.advance(30_000);
    const expired = { QueueUrl, ReceiptHandle: message?.ReceiptHandle ?? "" };
    expect((await refusal(deleteMessage, expired)).message).toContain("The receipt handle has expired.");
  });

  test.each([
    ["no group", {}, "MissingParameter"],
    ["no deduplication", { MessageGroupId: "a" }, "InvalidParameterValue"],
    ["a delay", { MessageGroupId: "a", MessageDeduplicationId: "1", DelaySeconds: 5 }, "InvalidParameterValue"],
    ["a group with a space", { MessageGroupId: "a b", MessageDeduplicationId: "1" }, "InvalidParameterValue"],
  ])("refuses a message with %s", async (_, input, code) => {
    const { refusal, QueueUrl } = await withQueue("notify.fifo", { FifoQueue: "true" });
    expect((await refusal(sendMessage, { QueueUrl, MessageBody: "a", ...input })).name).toBe(code);
  });
});

describe("batches", () => {
  test("take what they can and list the rest", async () => {
    const { call, receive, QueueUrl } = await withQueue();
    const sent = await call(sendMessageBatch, {
      QueueUrl,
      Entries: [
        { Id: "good", MessageBody: "a" },
        { Id: "bad", MessageBody: "b", DelaySeconds: 901 },
      ],
    });
    expect(sent.Successful?.map((entry) => entry.Id)).toEqual(["good"]);
    expect(sent.Failed).toMatchObject([{ Id: "bad", SenderFault: true, Code: "InvalidParameterValue" }]);
    const [message] = await receive();
    const ReceiptHandle = message?.ReceiptHandle ?? "";
    expect(
      await call(changeMessageVisibilityBatch, {
        QueueUrl,
        Entries: [
          { Id: "good", ReceiptHandle, VisibilityTimeout: 60 },
          { Id: "bad", ReceiptHandle },
        ],
      }),
    ).toMatchObject({ Successful: [{ Id: "good" }], Failed: [{ Id: "bad", Code: "MissingParameter" }] });
    const Entries = [
      { Id: "good", ReceiptHandle },
      { Id: "bad", ReceiptHandle: "x" },
    ];
    expect(await call(deleteMessageBatch, { QueueUrl, Entries })).toMatchObject({
      Successful: [{ Id: "good" }],
      Failed: [{ Id: "bad", Code: "ReceiptHandleIsInvalid" }],
    });
  });

  test.each([
    ["EmptyBatchRequest", []],
    ["TooManyEntriesInBatchRequest", Array.from({ length: 11 }, (_, index) => String(index))],
    ["BatchEntryIdsNotDistinct", ["a", "a"]],
    ["InvalidBatchEntryId", ["a b"]],
  ])("answer %s to %j", async (code, ids) => {
    const { refusal, QueueUrl } = await withQueue();
    const Entries = ids.map((Id) => ({ Id, MessageBody: "a" }));
    expect((await refusal(sendMessageBatch, { QueueUrl, Entries })).name).toBe(code);
  });

  test("answer BatchRequestTooLong to more than 1 MiB", async () => {
    const { refusal, QueueUrl } = await withQueue();
    const Entries = ["a", "b"].map((Id) => ({ Id, MessageBody: "a".repeat(600_000) }));
    expect((await refusal(sendMessageBatch, { QueueUrl, Entries })).name).toBe("BatchRequestTooLong");
  });
});

describe("AWS services send", () => {
  const RULE = `arn:aws:events:us-east-1:${ACCOUNT}:rule/pushes`;
  const events = { service: "events.amazonaws.com", sourceArn: RULE };
  const allow = {
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: `${ARN_PREFIX}:notify`,
  };

  test.each<[string, object[] | undefined, boolean]>([
    ["no policy", undefined, false],
    ["a policy for the service", [allow], true],
    ["a policy for another service", [{ ...allow, Principal: { Service: "sns.amazonaws.com" } }], false],
    ["a policy for this source", [{ ...allow, Condition: { ArnEquals: { "aws:SourceArn": RULE } } }], true],
    [
      "a policy for sources like it",
      [{ ...allow, Condition: { ArnLike: { "AWS:SourceArn": `${RULE.slice(0, -3)}*` } } }],
      true,
    ],
    ["a policy for another source", [{ ...allow, Condition: { ArnEquals: { "aws:SourceArn": `${RULE}2` } } }], false],
    [
      "a policy for this account",
      [{ ...allow, Condition: { StringEquals: { "aws:SourceAccount": [ACCOUNT] } } }],
      true,
    ],
    ["a policy for everybody", [{ ...allow, Principal: "*", Action: ["sqs:*"] }], true],
    ["a policy for a role", [{ ...allow, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/x` } }], false],
    ["a policy for receiving", [{ ...allow, Action: "sqs:ReceiveMessage" }], false],
    ["a policy for another queue", [{ ...allow, Resource: `${ARN_PREFIX}:other` }], false],
    ["a denial", [allow, { ...allow, Effect: "Deny" }], false],
    [
      "a denial of plain text only",
      [allow, { ...allow, Effect: "Deny", Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
      true,
    ],
  ])("under %s", async (_, Statement, isAllowed) => {
    const Policy = Statement && JSON.stringify({ Version: "2012-10-17", Statement });
    const { aws, bodies } = await withQueue("notify", Policy === undefined ? {} : { Policy });
    const sent = Promise.resolve().then(() => aws.sqs.send(`${ARN_PREFIX}:notify`, { body: "event" }, events));
    const outcome = sent.then(
      () => "sent",
      (error: Error) => error.name,
    );
    expect(await outcome).toBe(isAllowed ? "sent" : "AccessDenied");
    expect(await bodies()).toEqual(isAllowed ? ["event"] : []);
  });

  test.each([
    ["condition operator", { ...allow, Condition: { DateLessThan: {} } }, "DateLessThan"],
    ["condition key", { ...allow, Condition: { StringEquals: { "aws:PrincipalOrgID": "o" } } }, "aws:PrincipalOrgID"],
    ["statement member", { ...allow, NotAction: "sqs:*" }, "NotAction"],
  ])("a policy with an unknown %s is refused by its name", async (_, statement, name) => {
    const { refusal } = regionWithCalls();
    const Attributes = { Policy: JSON.stringify({ Statement: [statement] }) };
    expect(await refusal(createQueue, { QueueName: "notify", Attributes })).toMatchObject({
      name: "NotImplementedException",
      message: expect.stringContaining(name),
    });
  });
});

describe("listeners", () => {
  test("hear of messages, of ended delays and of ended visibility timeouts, and nobody polls", async () => {
    const { aws, call, world, QueueUrl } = await withQueue();
    const heard: number[] = [];
    const queueArn = `${ARN_PREFIX}:notify`;
    const stop = aws.sqs.onAvailable(queueArn, () => {
      const messages = aws.sqs.receive(queueArn, { maximum: 10 });
      if (messages.length > 0) heard.push((world.now - START) / 1000);
    });
    await call(sendMessage, { QueueUrl, MessageBody: "a", DelaySeconds: 5 });
    await world.advance(10_000);
    expect(heard).toEqual([5]);
    await world.advance(60_000);
    expect(heard).toEqual([5, 35, 65]);
    stop();
    await world.advance(60_000);
    expect(heard).toHaveLength(3);
  });

  test("hear that a group of a FIFO queue is free again", async () => {
    const { aws, send, world } = await withQueue("notify.fifo", FIFO);
    const queueArn = `${ARN_PREFIX}:notify.fifo`;
    const heard: (string | undefined)[] = [];
    await send("1", "#a");
    await send("2", "#a");
    aws.sqs.onAvailable(queueArn, () => {
      for (const { Body, ReceiptHandle = "" } of aws.sqs.receive(queueArn, { maximum: 1 })) {
        heard.push(Body);
        world.after(2_000, () => aws.sqs.delete(queueArn, ReceiptHandle));
      }
    });
    await world.advance(1_000);
    expect(heard).toEqual(["1"]);
    await world.advance(1_000);
    expect(heard).toEqual(["1", "2"]);
  });

  test("hear of a message that is handed back", async () => {
    const { aws, send, world } = await withQueue();
    const queueArn = `${ARN_PREFIX}:notify`;
    await send("a");
    const [message] = aws.sqs.receive(queueArn, { maximum: 1 });
    let calls = 0;
    aws.sqs.onAvailable(queueArn, () => calls++);
    await world.advance(1_000);
    expect(calls).toBe(0);
    aws.sqs.changeVisibility(queueArn, message?.ReceiptHandle ?? "", 3);
    await world.advance(3_000);
    expect(calls).toBe(1);
  });
});
