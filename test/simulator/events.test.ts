import { describe, expect, test } from "@jest/globals";
import { AwsError } from "../../simulator/aws.ts";
import { deleteRule } from "../../simulator/services/events/actions/deleteRule.ts";
import { describeRule } from "../../simulator/services/events/actions/describeRule.ts";
import { disableRule } from "../../simulator/services/events/actions/disableRule.ts";
import { enableRule } from "../../simulator/services/events/actions/enableRule.ts";
import { listRules } from "../../simulator/services/events/actions/listRules.ts";
import { listTargetsByRule } from "../../simulator/services/events/actions/listTargetsByRule.ts";
import { putEvents } from "../../simulator/services/events/actions/putEvents.ts";
import { putRule } from "../../simulator/services/events/actions/putRule.ts";
import { putTargets } from "../../simulator/services/events/actions/putTargets.ts";
import { removeTargets } from "../../simulator/services/events/actions/removeTargets.ts";
import { testEventPattern } from "../../simulator/services/events/actions/testEventPattern.ts";
import { createFunction } from "../support/functions.ts";
import { ACCOUNT, regionWithCalls, START } from "../support/region.ts";

const PUSH = {
  source: "aws.ecr",
  detailType: "ECR Image Action",
  resources: [],
  detail: { "action-type": "PUSH", "repository-name": "shop/api" },
};
const EVERY_PUSH = JSON.stringify({ source: ["aws.ecr"], detail: { "action-type": ["PUSH"] } });
const RULE_ARN = `arn:aws:events:us-east-1:${ACCOUNT}:rule/pushes`;

/** A region with the rule `pushes`, and a queue for dead letters that EventBridge may write to. */
async function regionWithRule() {
  const region = regionWithCalls();
  const { aws, call } = region;
  await call(putRule, { Name: "pushes", EventPattern: EVERY_PUSH });
  const deadLetters = aws.sqs.createQueue("dead-letters", { Policy: policyFor("dead-letters") });
  const letters = () => aws.sqs.receive(deadLetters.arn, { maximum: 10 });
  return { ...region, deadLetterArn: deadLetters.arn, letters };
}

const policyFor = (queueName: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:${queueName}`,
        Condition: { ArnEquals: { "aws:SourceArn": RULE_ARN } },
      },
    ],
  });

describe("delivery", () => {
  test("an event reaches the function of a rule that matches, in an envelope, within a second", async () => {
    const { aws, call, world } = await regionWithRule();
    const seen: unknown[] = [];
    const { arn } = createFunction(aws, "deploy", (event) => seen.push(event));
    await call(putTargets, { Rule: "pushes", Targets: [{ Id: "deploy", Arn: arn }] });

    aws.events.emit(PUSH);
    expect(seen).toEqual([]);
    await world.advance(1_000);

    expect(seen).toEqual([
      {
        version: "0",
        id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        "detail-type": "ECR Image Action",
        source: "aws.ecr",
        account: ACCOUNT,
        time: "2026-11-16T01:54:34Z",
        region: "us-east-1",
        resources: [],
        detail: PUSH.detail,
      },
    ]);
  });

  test("an event that no rule matches, and one while the rule is disabled, reach nobody", async () => {
    const { aws, call, world } = await regionWithRule();
    const seen: unknown[] = [];
    const { arn } = createFunction(aws, "deploy", (event) => seen.push(event));
    await call(putTargets, { Rule: "pushes", Targets: [{ Id: "deploy", Arn: arn }] });

    aws.events.emit({ ...PUSH, detail: { "action-type": "DELETE" } });
    await call(disableRule, { Name: "pushes" });
    aws.events.emit(PUSH);
    await call(enableRule, { Name: "pushes" });
    await world.advance(60_000);

    expect(seen).toEqual([]);
  });

  test("Input replaces the event", async () => {
    const { aws, call, world } = await regionWithRule();
    const seen: unknown[] = [];
    const { arn } = createFunction(aws, "deploy", (event) => seen.push(event));
    await call(putTargets, { Rule: "pushes", Targets: [{ Id: "deploy", Arn: arn, Input: '{"kind":"sweep"}' }] });

    aws.events.emit(PUSH);
    await world.advance(1_000);

    expect(seen).toEqual([{ kind: "sweep" }]);
  });

  test("a queue gets the event as its body", async () => {
    const { aws, call, world, deadLetterArn, letters } = await regionWithRule();
    await call(putTargets, { Rule: "pushes", Targets: [{ Id: "queue", Arn: deadLetterArn }] });

    const event = aws.events.emit(PUSH);
    await world.advance(1_000);

    expect(letters().map((letter) => JSON.parse(letter.Body ?? "") as unknown)).toEqual([event]);
  });
});

describe("dead letters", () => {
  const unreachable: readonly [why: string, arn: string, code: string, prepare: "nothing" | "function" | "queue"][] = [
    ["a function that is gone", "arn:aws:lambda:us-east-1:123456789012:function:gone", "NO_RESOURCE", "nothing"],
    [
      "a function that lets nobody in",
      "arn:aws:lambda:us-east-1:123456789012:function:closed",
      "NO_PERMISSIONS",
      "function",
    ],
    ["a queue that is gone", "arn:aws:sqs:us-east-1:123456789012:gone", "NO_RESOURCE", "nothing"],
    ["a queue that lets nobody in", "arn:aws:sqs:us-east-1:123456789012:closed", "NO_PERMISSIONS", "queue"],
  ];

  test.each(unreachable)("%s: at once, with the reason", async (_why, arn, code, prepare) => {
    const { aws, call, world, deadLetterArn, letters } = await regionWithRule();
    if (prepare === "function") {
      const { arn: _arn, aws: _aws, streamSuffix: _suffix, ...open } = createFunction(aws, "open", () => undefined);
      aws.lambda.createFunction({ ...open, functionName: "closed" });
    }
    if (prepare === "queue") aws.sqs.createQueue("closed", {});
    await call(putTargets, {
      Rule: "pushes",
      Targets: [{ Id: "target", Arn: arn, DeadLetterConfig: { Arn: deadLetterArn } }],
    });

    const event = aws.events.emit(PUSH);
    await world.advance(1_000);

    const [letter] = letters();
    expect(JSON.parse(letter?.Body ?? "")).toEqual(event);
    expect(texts(letter?.MessageAttributes)).toEqual({
      RULE_ARN,
      TARGET_ARN: arn,
      ERROR_CODE: code,
      ERROR_MESSAGE: expect.any(String),
      RETRY_ATTEMPTS: "0",
    });
  });

  test.each([
    [{ MaximumRetryAttempts: 3 }, "MaximumRetryAttempts", "3"],
    [{ MaximumEventAgeInSeconds: 60 }, "MaximumEventAgeInSeconds", "6"],
  ])("a target that throttles is tried again until %j", async (RetryPolicy, condition, attempts) => {
    const { aws, call, world, deadLetterArn, letters } = await regionWithRule();
    const busy = aws.sqs.createQueue("busy", { Policy: policyFor("busy") });
    const send = aws.sqs.send.bind(aws.sqs);
    aws.sqs.send = (queue, message, by) => {
      if (queue === busy.arn) throw new AwsError("RequestThrottled", "Request is throttled.", 403);
      return send(queue, message, by);
    };
    await call(putTargets, {
      Rule: "pushes",
      Targets: [{ Id: "busy", Arn: busy.arn, RetryPolicy, DeadLetterConfig: { Arn: deadLetterArn } }],
    });

    aws.events.emit(PUSH);
    await world.advance(300_000);

    expect(texts(letters()[0]?.MessageAttributes)).toMatchObject({
      ERROR_CODE: "THROTTLING",
      EXHAUSTED_RETRY_CONDITION: condition,
      RETRY_ATTEMPTS: attempts,
    });
  });

  test("without a queue the event is dropped", async () => {
    const { aws, call, world, letters } = await regionWithRule();
    await call(putTargets, {
      Rule: "pushes",
      Targets: [{ Id: "gone", Arn: "arn:aws:lambda:us-east-1:123456789012:function:gone" }],
    });
    aws.events.emit(PUSH);
    await world.advance(86_400_000);
    expect(letters()).toEqual([]);
  });
});

describe("schedules", () => {
  test("a rule fires at each slot for as long as it is enabled", async () => {
    const { aws, call, world } = regionWithCalls();
    const seen: unknown[] = [];
    const { arn } = createFunction(aws, "tick", (event) => seen.push(event));
    await call(putRule, { Name: "minute", ScheduleExpression: "rate(1 minute)" });
    await call(putTargets, { Rule: "minute", Targets: [{ Id: "tick", Arn: arn }] });

    await world.advance(59_000);
    expect(seen).toHaveLength(0);
    await world.advance(3_000);
    expect(seen).toEqual([
      expect.objectContaining({
        "detail-type": "Scheduled Event",
        source: "aws.events",
        time: "2026-11-16T01:55:34Z",
        resources: [`arn:aws:events:us-east-1:${ACCOUNT}:rule/minute`],
        detail: {},
      }),
    ]);
    await world.advance(120_000);
    expect(seen).toHaveLength(3);
    await call(disableRule, { Name: "minute" });
    await world.advance(600_000);
    expect(seen).toHaveLength(3);
  });
});

describe("PutEvents", () => {
  test("entries fail one by one", async () => {
    const { aws, call, world } = regionWithCalls();
    const seen: unknown[] = [];
    const { arn } = createFunction(aws, "track", (event) => seen.push(event));
    await call(putRule, { Name: "ours", EventPattern: '{"source":["ecs.gardener"]}' });
    await call(putTargets, { Rule: "ours", Targets: [{ Id: "track", Arn: arn }] });
    const good = { Source: "ecs.gardener", DetailType: "Rollout Changed", Detail: '{"a":1}' };

    const { FailedEntryCount, Entries } = await call(putEvents, {
      Entries: [
        { ...good, Time: new Date(START - 1_500), Resources: ["arn:x"] },
        { ...good, Source: "aws.ecs" },
        { ...good, Detail: "[]" },
        { Source: "ecs.gardener", DetailType: "x" },
        { ...good, EventBusName: "elsewhere" },
      ],
    });
    await world.advance(1_000);

    expect(FailedEntryCount).toBe(3);
    expect(Entries?.map((entry) => entry.ErrorCode ?? "accepted")).toEqual([
      "accepted",
      "NotAuthorizedForSourceException",
      "MalformedDetail",
      "InvalidArgument",
      "accepted",
    ]);
    expect(seen).toEqual([
      expect.objectContaining({ time: "2026-11-16T01:54:32Z", resources: ["arn:x"], detail: { a: 1 } }),
    ]);
  });

  test("takes 1 to 10 entries of less than a megabyte", async () => {
    const { refusal } = regionWithCalls();
    const entry = { Source: "s", DetailType: "d", Detail: "{}" };
    const large = { ...entry, Detail: JSON.stringify({ text: "x".repeat(1_048_576) }) };
    for (const Entries of [[], Array.from({ length: 11 }, () => entry), [large]])
      expect(await refusal(putEvents, { Entries })).toMatchObject({ name: "ValidationException" });
  });
});

describe("rules", () => {
  test("are described, listed in pages, and deleted once they have no targets", async () => {
    const { call, refusal } = await regionWithRule();
    await call(putRule, { Name: "minute", ScheduleExpression: "rate(1 minute)", State: "DISABLED" });
    const Arn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:ecs-gardener-deploy`;
    await call(putTargets, { Rule: "pushes", Targets: [{ Id: "deploy", Arn }] });

    expect(await call(describeRule, { Name: "pushes" })).toMatchObject({
      Arn: RULE_ARN,
      EventPattern: EVERY_PUSH,
      State: "ENABLED",
      EventBusName: "default",
    });
    const first = await call(listRules, { Limit: 1 });
    const second = await call(listRules, { NextToken: first.NextToken });
    expect([first, second].map(({ Rules }) => Rules?.map((rule) => rule.Name))).toEqual([["minute"], ["pushes"]]);
    expect(await call(listRules, { NamePrefix: "push" })).toMatchObject({ Rules: [{ Name: "pushes" }] });
    expect(await call(listTargetsByRule, { Rule: "pushes" })).toMatchObject({ Targets: [{ Id: "deploy", Arn }] });

    expect(await refusal(deleteRule, { Name: "pushes" })).toMatchObject({ name: "ValidationException" });
    expect(await call(removeTargets, { Rule: "pushes", Ids: ["deploy", "gone"] })).toMatchObject({
      FailedEntryCount: 1,
      FailedEntries: [{ TargetId: "gone", ErrorCode: "ResourceNotFoundException" }],
    });
    await call(deleteRule, { Name: "pushes" });
    await call(deleteRule, { Name: "never was" });
    expect(await refusal(describeRule, { Name: "pushes" })).toMatchObject({
      name: "ResourceNotFoundException",
      message: "Rule pushes does not exist on EventBus default.",
    });
  });

  test.each([
    [{ Name: "a b", EventPattern: EVERY_PUSH }, "ValidationException"],
    [{ Name: "a" }, "ValidationException"],
    [{ Name: "a", EventPattern: "{}" }, "InvalidEventPatternException"],
    [{ Name: "a", ScheduleExpression: "rate(1 minutes)" }, "ValidationException"],
    [{ Name: "a", EventPattern: EVERY_PUSH, Tags: [{ Key: "a", Value: "b" }] }, "NotImplementedException"],
  ])("%j is refused", async (input, name) => {
    const { refusal } = regionWithCalls();
    expect(await refusal(putRule, input)).toMatchObject({ name });
  });

  test("of a bus that does not exist are not found", async () => {
    const { refusal } = regionWithCalls();
    const given = { Name: "pushes", EventPattern: EVERY_PUSH, EventBusName: "elsewhere" };
    expect(await refusal(putRule, given)).toMatchObject({
      name: "ResourceNotFoundException",
      message: "Event bus elsewhere does not exist.",
    });
  });

  const LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:f";
  test.each([
    [{ Id: "a", Arn: "nonsense" }, "ValidationException", "is not in correct format"],
    [{ Id: "a", Arn: "arn:aws:sns:us-east-1:123456789012:t" }, "NotImplementedException", "service sns"],
    [{ Id: "a", Arn: LAMBDA, InputPath: "$.detail" }, "NotImplementedException", "InputPath"],
    [{ Id: "a", Arn: LAMBDA, Input: "{" }, "ValidationException", "JSON syntax error"],
    [
      { Id: "a", Arn: LAMBDA, RetryPolicy: { MaximumRetryAttempts: 186 } },
      "ValidationException",
      "maximumRetryAttempts",
    ],
    [{ Id: "a", Arn: LAMBDA, RetryPolicy: { MaximumEventAgeInSeconds: 59 } }, "ValidationException", "between 60"],
  ])("refuse the target %j", async (target, name, message) => {
    const { refusal } = await regionWithRule();
    expect(await refusal(putTargets, { Rule: "pushes", Targets: [target] })).toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });

  test("have five targets at most", async () => {
    const { refusal } = await regionWithRule();
    const Targets = ["a", "b", "c", "d", "e", "f"].map((Id) => ({ Id, Arn: LAMBDA }));
    expect(await refusal(putTargets, { Rule: "pushes", Targets })).toMatchObject({ name: "LimitExceededException" });
  });

  test("TestEventPattern answers without a rule", async () => {
    const { aws, call, refusal } = regionWithCalls();
    const Event = JSON.stringify(aws.events.emit(PUSH));
    expect(await call(testEventPattern, { EventPattern: EVERY_PUSH, Event })).toEqual({ Result: true });
    expect(await call(testEventPattern, { EventPattern: '{"source":["x"]}', Event })).toEqual({ Result: false });
    expect(await refusal(testEventPattern, { EventPattern: EVERY_PUSH, Event: '{"source":"x"}' })).toMatchObject({
      name: "ValidationException",
    });
  });
});

const texts = (attributes: Record<string, { StringValue?: string | undefined }> | undefined): object =>
  Object.fromEntries(Object.entries(attributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]));
