import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "@jest/globals";
import { connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { givenARunningGarden, images, REGISTRY, whenPushed } from "../support/steps.ts";

test("a tick that fails leaves its log and no letter, and the next one does what it left", async () => {
  const garden = await givenARunningGarden();
  const { simulator } = garden;
  const noPushes = { events: { lost: 1, source: "aws.ecr" } };
  simulator.faults.set({
    ...noPushes,
    calls: [{ operation: "dynamodb:*", fault: "errorBefore", principal: "tick" }],
  });
  const digest = whenPushed(garden);
  const lines = garden.log.length;
  await garden.advance(600);
  const errors = garden.log
    .slice(lines)
    .filter((line) => line.function === "tick" && line.message.startsWith("It will be tried again"));
  expect(errors).toHaveLength(10);
  expect(garden.aws.sqs.queue("ecs-gardener-dead-letters").counts().visible).toBe(0);

  simulator.faults.set(noPushes);
  await garden.advance(400);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${digest}`);
});

/** Three tries of Lambda's, which wait one and two minutes between them. */
const THREE_TRIES_SECONDS = 400;

test("an event that failed three times lies among the dead letters, and replaying it rolls the service", async () => {
  const garden = await givenARunningGarden();
  const { simulator } = garden;
  const options = inProcessClientOptions(simulator);
  const [sqs, lambda] = [new SQSClient(options), connectInProcess(simulator, new LambdaClient(options))];
  // No tick comes by meanwhile: its sweep would find the push, too.
  const noTicks = { events: { lost: 1, source: "aws.events" } };
  simulator.faults.set({
    ...noTicks,
    calls: [{ operation: "dynamodb:*", fault: "errorBefore", principal: "deploy" }],
  });
  const digest = whenPushed(garden);
  await garden.advance(THREE_TRIES_SECONDS);
  simulator.faults.set(noTicks);
  const QueueUrl = garden.aws.sqs.queue("ecs-gardener-dead-letters").url;
  const { Messages: letters = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  expect(letters.map(({ Body = "" }) => JSON.parse(Body) as unknown)).toEqual([
    expect.objectContaining({
      "detail-type": "ECR Image Action",
      detail: expect.objectContaining({ "image-digest": digest }),
    }),
  ]);
  expect((await images(garden, "api"))["web"]).not.toContain(digest);

  const FunctionName = "ecs-gardener-deploy";
  await lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload: letters[0]?.Body ?? "" }));
  await garden.advance(60);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${digest}`);
});
