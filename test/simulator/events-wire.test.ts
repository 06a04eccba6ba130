import { expect, test } from "@jest/globals";
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  InvalidEventPatternException,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceNotFoundException,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { createSimulator } from "../../simulator/simulator.ts";
import { connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { createFunction } from "../support/functions.ts";
import { START } from "../support/region.ts";

test("every operation answers the SDK's own client", async () => {
  const simulator = await createSimulator({ start: START, seed: 1, order: "seeded" });
  const client = connectInProcess(simulator, new EventBridgeClient(inProcessClientOptions(simulator)));
  const seen: unknown[] = [];
  const { arn } = createFunction(simulator.region(), "track", (event) => seen.push(event));
  const Name = "ours";
  const EventPattern = '{"source":["ecs.gardener"]}';

  const { RuleArn } = await client.send(new PutRuleCommand({ Name, EventPattern }));
  await client.send(
    new PutTargetsCommand({
      Rule: Name,
      Targets: [{ Id: "track", Arn: arn, RetryPolicy: { MaximumRetryAttempts: 5 } }],
    }),
  );
  await client.send(new DisableRuleCommand({ Name }));
  expect(await client.send(new DescribeRuleCommand({ Name }))).toMatchObject({ Arn: RuleArn, State: "DISABLED" });
  await client.send(new EnableRuleCommand({ Name }));
  expect(await client.send(new ListRulesCommand({}))).toMatchObject({ Rules: [{ Name, State: "ENABLED" }] });
  expect(await client.send(new ListTargetsByRuleCommand({ Rule: Name }))).toMatchObject({
    Targets: [{ Id: "track", Arn: arn, RetryPolicy: { MaximumRetryAttempts: 5 } }],
  });

  const Entries = [
    { Source: "ecs.gardener", DetailType: "Rollout Changed", Detail: "{}", Time: new Date(START) },
    { Source: "aws.ecs", DetailType: "x", Detail: "{}" },
  ];
  expect(await client.send(new PutEventsCommand({ Entries }))).toMatchObject({
    FailedEntryCount: 1,
    Entries: [{ EventId: expect.any(String) }, { ErrorCode: "NotAuthorizedForSourceException" }],
  });
  await simulator.world.advance(1_000);
  expect(seen).toEqual([expect.objectContaining({ "detail-type": "Rollout Changed", time: "2026-11-16T01:54:34Z" })]);

  const Event = JSON.stringify(seen[0]);
  expect(await client.send(new TestEventPatternCommand({ EventPattern, Event }))).toMatchObject({ Result: true });
  await client.send(new RemoveTargetsCommand({ Rule: Name, Ids: ["track"] }));
  await client.send(new DeleteRuleCommand({ Name }));
  await expect(client.send(new DescribeRuleCommand({ Name }))).rejects.toThrow(ResourceNotFoundException);
  await expect(client.send(new PutRuleCommand({ Name, EventPattern: "{}" }))).rejects.toThrow(
    InvalidEventPatternException,
  );
});
