import { expect, test } from "@jest/globals";
import { CreateTopicCommand, PublishCommand, type PublishCommandInput, SNSClient } from "@aws-sdk/client-sns";
import { createSimulator } from "../../simulator/simulator.ts";
import { connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { START } from "../support/region.ts";

async function givenATopic() {
  const simulator = await createSimulator({ start: START, seed: 1, order: "seeded" });
  const client = connectInProcess(simulator, new SNSClient(inProcessClientOptions(simulator)));
  const { TopicArn: topicArn = "" } = await client.send(new CreateTopicCommand({ Name: "notices" }));
  const publish = (input: Partial<PublishCommandInput>) =>
    client.send(new PublishCommand({ TopicArn: topicArn, Message: "hello", ...input }));
  return { simulator, client, topicArn, publish };
}

test("what is published is kept, as its subscribers would get it", async () => {
  const { simulator, topicArn, publish } = await givenATopic();
  const { MessageId: messageId } = await publish({
    Subject: "a rollout",
    MessageAttributes: { kind: { DataType: "String", StringValue: "rollout" } },
  });
  await publish({ Message: "& <ü>" });
  expect(simulator.region().sns.published).toEqual([
    { messageId, topicArn, at: START, subject: "a rollout", message: "hello", attributes: { kind: "rollout" } },
    { messageId: expect.any(String), topicArn, at: START, subject: undefined, message: "& <ü>", attributes: {} },
  ]);
});

test("a topic that exists is found again", async () => {
  const { client, topicArn } = await givenATopic();
  expect(topicArn).toBe("arn:aws:sns:us-east-1:123456789012:notices");
  expect(await client.send(new CreateTopicCommand({ Name: "notices" }))).toMatchObject({ TopicArn: topicArn });
});

test.each([
  ["a topic that does not exist", { TopicArn: "arn:aws:sns:us-east-1:123456789012:none" }, "NotFoundException", 404],
  ["a topic elsewhere", { TopicArn: "arn:aws:sns:eu-west-1:123456789012:notices" }, "InvalidParameterException", 400],
  ["no message", { Message: "" }, "InvalidParameterException", 400],
  ["a message of more than 256 KB", { Message: "x".repeat(262_143) }, "InvalidParameterException", 400],
  ["a subject of 101 characters", { Subject: "x".repeat(101) }, "InvalidParameterException", 400],
  ["a subject over two lines", { Subject: "a\nb" }, "InvalidParameterException", 400],
  ["a subject that is no ASCII", { Subject: "ü" }, "InvalidParameterException", 400],
  [
    "an empty attribute",
    { MessageAttributes: { kind: { DataType: "String", StringValue: "" } } },
    "InvalidParameterException",
    400,
  ],
] as const)("%s is refused as SNS refuses it", async (_, input, name, status) => {
  const { publish } = await givenATopic();
  await expect(publish(input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
});

test.each([
  ["a phone", { TopicArn: undefined, PhoneNumber: "+4912345" }],
  ["a FIFO topic's group", { MessageGroupId: "a" }],
])("%s is not simulated, and says so", async (_, input) => {
  const { publish } = await givenATopic();
  await expect(publish(input)).rejects.toThrow("is not simulated");
});
