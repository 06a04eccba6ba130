import { DeleteLogGroupCommand, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "@jest/globals";
import { image } from "../support/ecs-region.ts";
import { LOGS, LOG_GROUP, evidenceOf, failingShop } from "../support/failing-shop.ts";

const PARAMETER_ARN = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/password";
const FROM_SSM =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters:";
const OTHER_GROUP = { ...LOGS, options: { ...LOGS.options, "awslogs-group": "/shop/gone" } };

const EXITED = {
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  hasRun: true,
};
const NOT_STARTED =
  "CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process:";
const CRASHED = ["Server starting", "Error: simulated crash: cannot read configuration"];

/** The end of a task whose only container ended by itself. */
const exited = (exitCode: number, reason?: string) => ({ ...EXITED, containers: [{ name: "web", exitCode, reason }] });

/** The end of a task that never ran; its container has the reason as well where it was the container's. */
const notStarted = (stoppedReason: unknown, reason?: unknown) => ({
  stopCode: "TaskFailedToStart",
  stoppedReason,
  hasRun: false,
  containers: [{ name: "web", reason }],
});

const cannotStart = (why: string) => notStarted(`${NOT_STARTED} ${why}: unknown`, `${NOT_STARTED} ${why}: unknown`);

describe("what images bring about", () => {
  const rows: readonly [behavior: string, evidence: object, lines: readonly unknown[]][] = [
    ["crash", exited(1), CRASHED],
    ["crash:70", exited(1), CRASHED],
    ["oom", exited(137, "OutOfMemoryError: Container killed due to memory usage"), ["Server starting"]],
    ["oom:90", exited(137, "OutOfMemoryError: Container killed due to memory usage"), ["Server starting"]],
    ["oom-at-start", cannotStart("container init was OOM-killed (memory limit too low?)"), []],
    ["no-command", cannotStart('exec: "server": executable file not found in $PATH'), []],
    ["not-executable", cannotStart('exec: "/app/server": permission denied'), []],
    ["wrong-arch", exited(1), ["exec /usr/local/bin/server: exec format error"]],
    [
      "wrong-platform",
      notStarted(
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'",
      ),
      [],
    ],
    [
      "too-big",
      notStarted(
        expect.stringMatching(
          /^CannotPullContainerError: ref pull has been retried 1 time\(s\): failed to extract layer sha256:[0-9a-f]{64}: write .*: no space left on device: unknown$/,
        ),
      ),
      [],
    ],
    ["disk-full", exited(1), ["Server listening", "Error: ENOSPC: no space left on device, write '/data/cache.db'"]],
    ["exit:0", exited(0), ["Job started", "Job ended with 0"]],
    ["exit:1", exited(1), ["Job started", "Error: simulated failure: unexpected end of input"]],
    ["exit:2", exited(2), ["Job started", "server: unknown option '--prot'"]],
    ["exit:126", exited(126), ["Job started", "/app/start.sh: line 3: /app/server: Permission denied"]],
    ["exit:127", exited(127), ["Job started", "/app/start.sh: line 3: server: command not found"]],
    [
      "exit:134",
      exited(134),
      ["Job started", "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"],
    ],
    ["exit:137", exited(137), ["Job started", "Killed"]],
    ["exit:139", exited(139), ["Job started", "Segmentation fault (core dumped)"]],
    ["exit:143", exited(143), ["Job started", "Received SIGTERM, shutting down"]],
    ["exit:255", exited(255), ["Job started", "panic: exit code out of range"]],
    [
      "leaks-secrets",
      exited(1),
      ["Starting with AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", expect.stringMatching(/^Authorization: Bearer eyJ/)],
    ],
  ];

  test.each(rows)("%s", async (behavior, evidence, lines) => {
    const shop = await failingShop();
    await shop.create(await shop.register([{ behavior }]));
    const task = await shop.firstStopped();
    expect(evidenceOf(task)).toEqual(evidence);
    await shop.advance(30);
    const written = await shop.lines(task);
    expect(written.slice(0, lines.length)).toEqual(lines);
    expect(written.length > 0).toBe(lines.length > 0);
  });

  test("a failing health check: replaced by the scheduler", async () => {
    const shop = await failingShop();
    const healthCheck = { command: ["CMD-SHELL", "curl -f localhost"], interval: 10, retries: 2 };
    await shop.create(await shop.register([{ behavior: "unhealthy", healthCheck }]));
    const task = await shop.firstStopped();
    expect(evidenceOf(task)).toEqual({
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Task failed container health checks",
      hasRun: true,
      containers: [{ name: "web", exitCode: 143 }],
    });
    expect(task.containers?.[0]?.healthStatus).toBe("UNHEALTHY");
  });

  test("a database that never gets ready: the application never ran, and is reported with 143", async () => {
    const shop = await failingShop();
    const healthCheck = { command: ["CMD-SHELL", "pg_isready"], interval: 10, retries: 10 };
    await shop.create(
      await shop.register([
        { dependsOn: [{ containerName: "database", condition: "HEALTHY" }] },
        { name: "database", behavior: "database-not-ready", healthCheck, startTimeout: 60 },
      ]),
    );
    const task = await shop.firstStopped();
    const reason = `CannotStartContainerError: dependency graph: container ordering dependency [database(${image("database-database-not-ready")}) (RUNNING->RUNNING)] for target [web(${image("web-healthy")}) (NONE->RUNNING)] has timed out.`;
    expect(evidenceOf(task)).toEqual({
      stopCode: "TaskFailedToStart",
      stoppedReason: reason,
      hasRun: false,
      containers: [
        { name: "web", exitCode: 143, reason },
        { name: "database", exitCode: 143 },
      ],
    });
    await shop.advance(30);
    expect(await shop.lines(task, "database")).toContain("FATAL:  the database system is starting up");
  });
});

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
    expect(evidenceOf(await shop.firstStopped())).toEqual(notStarted(stoppedReason));
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
