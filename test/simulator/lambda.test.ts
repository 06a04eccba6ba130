import { describe, expect, test } from "@jest/globals";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import type { Invocation, World } from "../../simulator/clock.ts";
import type { AwsRegion } from "../../simulator/region.ts";
import { failedItems } from "../../simulator/services/lambda/batch-response.ts";
import { allowsInvocation } from "../../simulator/services/lambda/permission.ts";
import type { LambdaRuntime } from "../../simulator/services/lambda/runtime/runtime.ts";
import { inProcessRuntime } from "../../simulator/services/lambda/runtime/in-process.ts";
import { createFunction, logLines } from "../support/functions.ts";
import { ACCOUNT, regionWithCalls, START } from "../support/region.ts";

const BY_RULE = { service: "events.amazonaws.com", sourceArn: `arn:aws:events:us-east-1:${ACCOUNT}:rule/pushes` };

const fails = (): never => {
  throw new TypeError("no such service");
};

/** A handler waits for virtual time, as for a slow answer. */
const pause = (world: World, invocation: Invocation, milliseconds: number): Promise<void> =>
  world.within(invocation, () => world.sleep(invocation, milliseconds));

/** What a function is given by a queue. */
const recordsOf = (event: unknown): readonly SQSRecord[] => {
  const { Records }: SQSEvent = JSON.parse(JSON.stringify(event));
  return Records;
};

const bodiesOf = (event: unknown): string[] => recordsOf(event).map((record) => record.body);

/** Messages of a queue, taken from it. */
const bodies = (aws: AwsRegion, arn: string): unknown[] =>
  aws.sqs.receive(arn, { maximum: 10 }).map((message) => JSON.parse(message.Body ?? "") as unknown);

describe("asynchronous invocation", () => {
  test("runs the function once and writes its log", async () => {
    const { aws, world } = regionWithCalls();
    const seen: unknown[] = [];
    const deploy = createFunction(aws, "deploy", (event, run) => {
      seen.push(event);
      run.log("hello");
    });

    expect(aws.lambda.invokeAsynchronously(deploy.arn, { id: 1 }, BY_RULE)).toEqual({ accepted: true });
    await world.advance(600_000);

    expect(seen).toEqual([{ id: 1 }]);
    const uuid = "[0-9a-f-]{36}";
    expect(logLines(aws, deploy)).toEqual([
      expect.stringMatching(new RegExp(`^START RequestId: ${uuid} Version: \\$LATEST$`)),
      "hello",
      expect.stringMatching(new RegExp(`^END RequestId: ${uuid}$`)),
      expect.stringMatching(
        new RegExp(
          `^REPORT RequestId: ${uuid}\tDuration: 0.00 ms\tBilled Duration: 0 ms\tMemory Size: 256 MB\tMax Memory Used: 256 MB\t$`,
        ),
      ),
    ]);
  });

  test("a function error is tried again after one and after two minutes, with the same request id", async () => {
    const { aws, world } = regionWithCalls();
    const attempts: { at: number; requestId: string }[] = [];
    const deploy = createFunction(aws, "deploy", (_event, { requestId }) => {
      attempts.push({ at: world.now, requestId });
      fails();
    });

    aws.lambda.invokeAsynchronously(deploy.arn, {}, BY_RULE);
    await world.advance(3_600_000);

    const [first] = attempts;
    expect(attempts.map(({ at }) => at - (first?.at ?? 0))).toEqual([0, 60_000, 180_000]);
    expect(new Set(attempts.map(({ requestId }) => requestId)).size).toBe(1);
  });

  test("an attempt that succeeds ends the tries", async () => {
    const { aws, world } = regionWithCalls();
    let attempts = 0;
    const deploy = createFunction(aws, "deploy", () => (++attempts === 1 ? fails() : undefined));
    aws.lambda.invokeAsynchronously(deploy.arn, {}, BY_RULE);
    await world.advance(3_600_000);
    expect(attempts).toBe(2);
  });

  test("a run over time ends at its time-out and counts as a function error", async () => {
    const { aws, world } = regionWithCalls();
    const ended: boolean[] = [];
    const deploy = createFunction(aws, "deploy", async (_event, run) => {
      await pause(world, run.invocation, 40_000);
      ended.push(run.ended.aborted);
    });
    aws.lambda.putEventInvokeConfiguration(deploy.arn, {
      maximumRetryAttempts: 0,
      maximumEventAgeSeconds: 3_600,
      onFailureDestinationArn: undefined,
    });

    aws.lambda.invokeAsynchronously(deploy.arn, {}, BY_RULE);
    await world.advance(60_000);

    expect(ended).toEqual([true]);
    expect(logLines(aws, deploy).join("\n")).toMatch(
      /Task timed out after 30\.00 seconds\nEND .*\n.*Duration: 30000\.00 ms/,
    );
  });

  test("what was given up goes to the dead-letter queue as it came, and to the destination as a record", async () => {
    const { aws, world } = regionWithCalls();
    const deadLetters = aws.sqs.createQueue("dead-letters", {});
    const failures = aws.sqs.createQueue("failures", {});
    const deploy = createFunction(aws, "deploy", fails, { deadLetterTargetArn: deadLetters.arn });
    aws.lambda.putEventInvokeConfiguration(deploy.arn, {
      maximumRetryAttempts: 1,
      maximumEventAgeSeconds: 21_600,
      onFailureDestinationArn: failures.arn,
    });

    aws.lambda.invokeAsynchronously(deploy.arn, { id: 1 }, BY_RULE);
    await world.advance(59_000);
    expect(bodies(aws, deadLetters.arn)).toEqual([]);
    await world.advance(2_000);

    const [letter] = aws.sqs.receive(deadLetters.arn, { maximum: 1 });
    expect(letter?.Body).toBe('{"id":1}');
    expect(letter?.MessageAttributes).toMatchObject({
      ErrorCode: { DataType: "Number", StringValue: "200" },
      ErrorMessage: { DataType: "String", StringValue: "no such service" },
    });
    expect(bodies(aws, failures.arn)).toEqual([
      {
        version: "1.0",
        timestamp: expect.stringContaining("2026-11-16T01:55:34"),
        requestContext: {
          requestId: letter?.MessageAttributes?.["RequestID"]?.StringValue,
          functionArn: `${deploy.arn}:$LATEST`,
          condition: "RetriesExhausted",
          approximateInvokeCount: 2,
        },
        requestPayload: { id: 1 },
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        responsePayload: { errorType: "TypeError", errorMessage: "no such service" },
      },
    ]);
  });

  test("an event too old for another try is given up", async () => {
    const { aws, world } = regionWithCalls();
    const failures = aws.sqs.createQueue("failures", {});
    const deploy = createFunction(aws, "deploy", fails);
    aws.lambda.putEventInvokeConfiguration(deploy.arn, {
      maximumRetryAttempts: 2,
      maximumEventAgeSeconds: 90,
      onFailureDestinationArn: failures.arn,
    });
    aws.lambda.invokeAsynchronously(deploy.arn, {}, BY_RULE);
    await world.advance(600_000);
    expect(bodies(aws, failures.arn)).toMatchObject([
      { requestContext: { condition: "EventAgeExceeded", approximateInvokeCount: 2 } },
    ]);
  });
});

const SOURCE = "arn:aws:events:us-east-1:123456789012:rule/pushes";
const permission = {
  action: "lambda:InvokeFunction",
  principal: "events.amazonaws.com",
  sourceArn: undefined,
  sourceAccount: undefined,
};

test.each([
  ["the service", permission, true],
  ["everybody", { ...permission, principal: "*" }, true],
  ["another service", { ...permission, principal: "s3.amazonaws.com" }, false],
  ["every action", { ...permission, action: "lambda:*" }, true],
  ["another action", { ...permission, action: "lambda:GetFunction" }, false],
  ["this rule", { ...permission, sourceArn: SOURCE }, true],
  ["rules of this kind", { ...permission, sourceArn: "arn:aws:events:*:123456789012:rule/push?s" }, true],
  ["another rule", { ...permission, sourceArn: `${SOURCE}-2` }, false],
  ["a dot is a dot", { ...permission, sourceArn: SOURCE.replace("pushes", "push.s") }, false],
  ["this account", { ...permission, sourceAccount: "123456789012" }, true],
  ["another account", { ...permission, sourceAccount: "210987654321" }, false],
])("a permission for %s", (_who, given, expected) => {
  expect(allowsInvocation(given, { service: "events.amazonaws.com", sourceArn: SOURCE })).toBe(expected);
});

describe("a queue as event source", () => {
  const mapping = { batchSize: 10, reportsBatchItemFailures: true, maximumConcurrency: 5 };

  const administrator = { principal: { name: "administrator", arn: "arn:x", invocation: undefined } };

  test("hands over records, and what was taken is gone", async () => {
    const { aws, world } = regionWithCalls();
    const queue = aws.sqs.createQueue("notices", { VisibilityTimeout: "60" });
    const seen: unknown[] = [];
    const notify = createFunction(aws, "notify", (event) => {
      seen.push(event);
    });
    aws.lambda.createEventSourceMapping(notify.arn, { ...mapping, queueArn: queue.arn });
    const attributes = { kind: { DataType: "String", StringValue: "started" } };

    const messageId = aws.sqs.send(queue.arn, { body: "hello", attributes }, administrator);
    await world.advance(3_600_000);

    expect(seen).toEqual([
      {
        Records: [
          expect.objectContaining({
            messageId,
            body: "hello",
            attributes: expect.objectContaining({ ApproximateReceiveCount: "1", SentTimestamp: String(START) }),
            messageAttributes: { kind: expect.objectContaining({ stringValue: "started", dataType: "String" }) },
            md5OfBody: "5d41402abc4b2a76b9719d911017c592",
            eventSource: "aws:sqs",
            eventSourceARN: queue.arn,
            awsRegion: "us-east-1",
          }),
        ],
      },
    ]);
    expect(queue.counts()).toEqual({ visible: 0, notVisible: 0, delayed: 0 });
  });

  test("messages that failed come back when their visibility timeout ends, the others do not", async () => {
    const { aws, world } = regionWithCalls();
    const queue = aws.sqs.createQueue("notices", { VisibilityTimeout: "60" });
    const runs: { at: number; bodies: string[] }[] = [];
    const notify = createFunction(aws, "notify", (event) => {
      runs.push({ at: Math.round((world.now - START) / 1_000), bodies: bodiesOf(event) });
      const [first] = recordsOf(event);
      return runs.length === 1
        ? { batchItemFailures: [{ itemIdentifier: first?.messageId }] }
        : { batchItemFailures: [] };
    });
    for (const body of ["a", "b"]) aws.sqs.send(queue.arn, { body }, administrator);
    aws.lambda.createEventSourceMapping(notify.arn, { ...mapping, queueArn: queue.arn });

    await world.advance(600_000);

    expect(runs).toEqual([
      { at: 0, bodies: ["a", "b"] },
      { at: 60, bodies: ["a"] },
    ]);
  });

  test("a function error fails the whole batch, up to the queue's redrive", async () => {
    const { aws, world } = regionWithCalls();
    const deadLetters = aws.sqs.createQueue("dead-letters", {});
    const queue = aws.sqs.createQueue("notices", {
      VisibilityTimeout: "60",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 2 }),
    });
    const notify = createFunction(aws, "notify", fails);
    aws.lambda.createEventSourceMapping(notify.arn, { ...mapping, queueArn: queue.arn });
    for (const body of ["1", "2"]) aws.sqs.send(queue.arn, { body }, administrator);

    await world.advance(600_000);

    expect(bodies(aws, deadLetters.arn)).toEqual([1, 2]);
    expect(logLines(aws, notify).filter((line) => line.startsWith("START"))).toHaveLength(2);
  });

  test("groups of a FIFO queue keep their order, and work side by side", async () => {
    const { aws, world } = regionWithCalls();
    const queue = aws.sqs.createQueue("notices.fifo", { FifoQueue: "true", VisibilityTimeout: "60" });
    const order: string[] = [];
    let [running, mostRunning] = [0, 0];
    const notify = createFunction(aws, "notify", async (event, run) => {
      mostRunning = Math.max(mostRunning, ++running);
      await pause(world, run.invocation, 5_000);
      order.push(...bodiesOf(event));
      running--;
    });
    aws.lambda.createEventSourceMapping(notify.arn, { ...mapping, batchSize: 1, queueArn: queue.arn });
    for (const body of ["a1", "b1", "a2", "b2", "a3"])
      aws.sqs.send(queue.arn, { body, messageGroupId: body.slice(0, 1), messageDeduplicationId: body }, administrator);

    await world.advance(60_000);

    expect(order.filter((body) => body.startsWith("a"))).toEqual(["a1", "a2", "a3"]);
    expect(order.filter((body) => body.startsWith("b"))).toEqual(["b1", "b2"]);
    expect(mostRunning).toBe(2);
  });

  test("no more batches at a time than allowed", async () => {
    const { aws, world } = regionWithCalls();
    const queue = aws.sqs.createQueue("notices", { VisibilityTimeout: "60" });
    let [running, mostRunning, done] = [0, 0, 0];
    const notify = createFunction(aws, "notify", async (_event, run) => {
      mostRunning = Math.max(mostRunning, ++running);
      await pause(world, run.invocation, 1_000);
      running--;
      done++;
    });
    aws.lambda.createEventSourceMapping(notify.arn, {
      ...mapping,
      batchSize: 1,
      maximumConcurrency: 2,
      queueArn: queue.arn,
    });
    for (let count = 0; count < 7; count++) aws.sqs.send(queue.arn, { body: "x" }, administrator);
    await world.advance(60_000);
    expect({ mostRunning, done }).toEqual({ mostRunning: 2, done: 7 });
  });

  test("that is deleted meanwhile is read no more, and what became of its messages no longer matters", async () => {
    const { aws, world } = regionWithCalls();
    const queue = aws.sqs.createQueue("notices", { VisibilityTimeout: "60" });
    const notify = createFunction(aws, "notify", (_event, run) => pause(world, run.invocation, 10_000));
    aws.lambda.createEventSourceMapping(notify.arn, { ...mapping, queueArn: queue.arn });
    aws.sqs.send(queue.arn, { body: "x" }, administrator);
    await world.advance(5_000);
    aws.sqs.deleteQueue(queue);
    await world.advance(60_000);
    expect(logLines(aws, notify).filter((line) => line.startsWith("END"))).toHaveLength(1);
  });

  test("is refused where its messages come back before the function ends", () => {
    const { aws } = regionWithCalls();
    const queue = aws.sqs.createQueue("notices", { VisibilityTimeout: "29" });
    const notify = createFunction(aws, "notify", () => undefined);
    expect(() => aws.lambda.createEventSourceMapping(notify.arn, { ...mapping, queueArn: queue.arn })).toThrow(
      "Queue visibility timeout: 29 seconds is less than Function timeout: 30 seconds",
    );
  });
});

const answers: readonly [answer: unknown, failed: readonly string[] | "all"][] = [
  [null, []],
  [{}, []],
  [{ batchItemFailures: null }, []],
  [{ batchItemFailures: [] }, []],
  [{ batchItemFailures: [{ itemIdentifier: "m2" }] }, ["m2"]],
  ["done", "all"],
  [[], "all"],
  [{ batchItemFailures: "m1" }, "all"],
  [{ batchItemFailures: ["m1"] }, "all"],
  [{ batchItemFailures: [{ itemIdentifier: "" }] }, "all"],
  [{ batchItemFailures: [{ itemIdentifier: null }] }, "all"],
  [{ batchItemFailures: [{ identifier: "m1" }] }, "all"],
  [{ batchItemFailures: [{ itemIdentifier: "m1" }, { itemIdentifier: "unknown" }] }, "all"],
];

test.each(answers)("the answer %j to a batch", (answer, failed) => {
  expect(failedItems(answer, ["m1", "m2"])).toEqual(failed);
});

/** A function that counts its runs per environment; each run takes a second. */
function counting() {
  const { aws, world } = regionWithCalls();
  const seen: string[] = [];
  let environments = 0;
  const runtime = inProcessRuntime({
    deploy: () => {
      const environment = ++environments;
      let runs = 0;
      return async () => {
        const run = ++runs;
        const [invocation] = invocations.splice(0, 1);
        if (invocation) await world.sleep(invocation, 1_000);
        seen.push(`environment ${environment}, run ${run}`);
      };
    },
  });
  const invocations: Invocation[] = [];
  const run: LambdaRuntime["run"] = (lambdaFunction, event, given) => {
    invocations.push(given.invocation);
    return runtime.run(lambdaFunction, event, given);
  };
  const deploy = createFunction(aws, "deploy", () => undefined, {
    runtime: { run, renew: () => runtime.renew(), close: () => runtime.close() },
  });
  return { aws, world, seen, invoke: () => aws.lambda.invokeAsynchronously(deploy.arn, {}, BY_RULE) };
}

describe("the in-process runtime", () => {
  test("gives handlers an event and a context of their own, in virtual time", async () => {
    const { aws, world } = regionWithCalls();
    const event = { list: [1] };
    const remaining: number[] = [];
    const runtime = inProcessRuntime({
      deploy: () => async (given, context) => {
        expect(given).toEqual(event);
        expect(given).not.toBe(event);
        expect(context).toMatchObject({
          functionName: "ecs-gardener-deploy",
          memoryLimitInMB: "256",
          invokedFunctionArn: deploy.arn,
          logGroupName: "/aws/lambda/ecs-gardener-deploy",
          logStreamName: expect.stringMatching(/^2026\/11\/16\/\[\$LATEST\][0-9a-f]{32}$/),
        });
        remaining.push(context.getRemainingTimeInMillis());
      },
    });
    const deploy = createFunction(aws, "deploy", () => undefined, { runtime });
    aws.lambda.invokeAsynchronously(deploy.arn, event, BY_RULE);
    await world.advance(1_000);
    expect(remaining).toEqual([30_000]);
    expect(logLines(aws, deploy)).toHaveLength(3);
  });

  test("logs what a handler throws", async () => {
    const { aws, world } = regionWithCalls();
    const deploy = createFunction(aws, "deploy", () => undefined, {
      runtime: inProcessRuntime({ deploy: () => fails }),
    });
    aws.lambda.invokeAsynchronously(deploy.arn, {}, BY_RULE);
    await world.advance(1_000);
    expect(logLines(aws, deploy)[1]).toMatch(
      /\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"no such/,
    );
  });

  test("keeps environments warm, one run at a time each", async () => {
    const { world, seen, invoke } = counting();
    invoke();
    invoke();
    await world.advance(2_000);
    invoke();
    await world.advance(2_000);
    expect(seen).toEqual(["environment 1, run 1", "environment 2, run 1", "environment 2, run 2"]);
  });

  test("throws warm environments away with new code, and lets runs under way finish", async () => {
    const { aws, world, seen, invoke } = counting();
    invoke();
    await world.advance(500);
    aws.lambda.redeploy();
    await world.advance(2_000);
    invoke();
    await world.advance(2_000);
    expect(seen).toEqual(["environment 1, run 1", "environment 2, run 1"]);
  });

  test("never uses an environment again that was killed", async () => {
    const { world, seen, invoke } = counting();
    invoke();
    await world.advance(500);
    expect(world.killAll("Killed")).toEqual(["deploy"]);
    await world.advance(120_000);
    expect(seen.at(-1)).toBe("environment 2, run 1");
  });
});
