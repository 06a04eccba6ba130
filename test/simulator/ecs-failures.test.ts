import { DeleteLogGroupCommand, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "@jest/globals";
import { LOGS, LOG_GROUP, evidenceOf, failingShop } from "../support/failing-shop.ts";

const PARAMETER_ARN = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/password";
const FROM_SSM =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters:";
const OTHER_GROUP = { ...LOGS, options: { ...LOGS.options, "awslogs-group": "/shop/gone" } };

describe("what is not there", () => {
  const rows: readonly [what: string, container: Partial<ContainerDefinition>, stoppedReason: string][] = [
    [
      "a parameter",
      {
        secrets: [
          { name: "URL", valueFrom: "/shop/url" },
          { name: "PASSWORD", valueFrom: PARAMETER_ARN },
        ],
      },
      `${FROM_SSM} ${PARAMETER_ARN}`,
    ],
    [
      "a log group",
      { logConfiguration: OTHER_GROUP },
      "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1",
    ],
  ];

  test.each(rows)("%s", async (_what, container, stoppedReason) => {
    const shop = await failingShop();
    await shop.clients.ssm.send(new PutParameterCommand({ Name: "/shop/url", Value: "x", Type: "String" }));
    await shop.create(await shop.register([container]));
    expect(evidenceOf(await shop.firstStopped())).toEqual({
      stopCode: "TaskFailedToStart",
      stoppedReason,
      hasRun: false,
      containers: [{ name: "web" }],
    });
    expect(await shop.sentences()).toContain(`(service api) was unable to place a task. Reason: ${stoppedReason}.`);
  });

  test("but a log group that the log driver may make, and parameters that exist, are no trouble", async () => {
    const shop = await failingShop();
    const { logs, ssm } = shop.clients;
    await ssm.send(new PutParameterCommand({ Name: "/shop/password", Value: "x", Type: "SecureString" }));
    const logConfiguration = { ...OTHER_GROUP, options: { ...OTHER_GROUP.options, "awslogs-create-group": "true" } };
    const secrets = [{ name: "PASSWORD", valueFrom: PARAMETER_ARN }];
    await shop.create(await shop.register([{ logConfiguration, secrets }]));
    await shop.advance(120);
    expect(await shop.tasks("RUNNING")).toMatchObject([{ lastStatus: "RUNNING" }]);
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/shop/gone" }));
    expect(logGroups).toHaveLength(1);
  });
});

describe("the lines of a container", () => {
  test("keep the time they were written at, and can be read up to half a minute later", async () => {
    const shop = await failingShop();
    await shop.create(await shop.register([{ behavior: "crash" }]));
    const task = await shop.firstStopped();
    await shop.advance(30);
    expect(await shop.lines(task)).toEqual([
      "Server starting",
      "Error: simulated crash: cannot read configuration",
      "    at start (/app/server.js:1:1)",
    ]);
    const stream = shop.aws.logs.group(LOG_GROUP).stream(`ecs/web/${task.taskArn?.split("/").at(-1)}`);
    const [first, last] = [stream.events[0], stream.events.at(-1)];
    expect((last?.timestamp ?? 0) - (first?.timestamp ?? 0)).toBe(5_000);
    const delays = stream.events.map(({ timestamp, ingestionTime }) => ingestionTime - timestamp);
    expect(Math.min(...delays)).toBeGreaterThan(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(30_000);
  });

  test("are lost with their group", async () => {
    const shop = await failingShop();
    await shop.create(await shop.register([{ behavior: "crash:60" }]));
    await shop.advance(60);
    await shop.clients.logs.send(new DeleteLogGroupCommand({ logGroupName: LOG_GROUP }));
    await shop.advance(120);
    expect(shop.aws.logs.groups()).toEqual([]);
  });
});
