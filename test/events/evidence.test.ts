import { describe, expect, test } from "@jest/globals";
import { readEvidence } from "../../events/evidence.ts";

const TASK_ARN = "arn:aws:ecs:us-east-1:123456789012:task/prod/a1173316d40a45dea9d9f7e1d2a5d362";

/** As the ECS developer guide has it (ecs_task_events), with the members of a stopped task. */
const stopped = {
  version: "0",
  id: "3317b2af-7005-947d-b652-f55e762e571a",
  "detail-type": "ECS Task State Change",
  source: "aws.ecs",
  account: "123456789012",
  time: "2026-05-06T11:09:02Z",
  region: "us-east-1",
  resources: [TASK_ARN],
  detail: {
    attachments: [
      {
        id: "1",
        type: "AmazonElasticBlockStorage",
        status: "FAILED",
        details: [{ name: "statusReason", value: "no role" }],
      },
      { id: "2", type: "eni", status: "DELETED", details: [{ name: "subnetId", value: "subnet-1" }] },
    ],
    containers: [
      {
        name: "web",
        lastStatus: "STOPPED",
        exitCode: 1,
        cpu: "null",
        networkInterfaces: [],
        image: "team/web:v42",
      },
      { name: "aws-guardduty-agent-x", lastStatus: "STOPPED", exitCode: null, imageDigest: "sha256:00" },
    ],
    group: "service:web",
    startedBy: "ecs-svc/1637086347952626780",
    launchType: "FARGATE",
    desiredStatus: "STOPPED",
    lastStatus: "STOPPED",
    stopCode: "EssentialContainerExited",
    stoppedReason: "Essential container in task exited",
    startedAt: "2026-05-06T11:07:34.32Z",
    taskArn: TASK_ARN,
    version: 6,
  },
};

const evidenceOf = (input: unknown): object => {
  const read = readEvidence(input, "item 7");
  if ("why" in read) throw new Error(read.why);
  return read.evidence;
};

const whyNot = (input: unknown): string => {
  const read = readEvidence(input, "item 7");
  return "why" in read ? read.why : "";
};

describe("what is read", () => {
  const { detail } = stopped;
  const task = {
    isLone: false,
    lastStatus: "STOPPED",
    stopCode: "EssentialContainerExited",
    stoppedReason: "Essential container in task exited",
    launchType: "FARGATE",
    hasStarted: true,
    containers: [{ name: "web", exitCode: 1, image: "team/web:v42" }, { name: "aws-guardduty-agent-x" }],
    failedAttachments: [{ type: "AmazonElasticBlockStorage", reason: "no role" }],
    logTail: [],
  };

  test("of an event of a task", () => expect(evidenceOf(stopped)).toEqual({ ...task, id: stopped.id }));

  test("of a task as DescribeTasks returns it", () => {
    const described = { ...detail, startedAt: 1_778_065_654.32, healthStatus: "UNHEALTHY" };
    expect(evidenceOf(described)).toEqual({ ...task, id: TASK_ARN, healthStatus: "UNHEALTHY" });
  });

  test.each([
    ["ECS Service Action", "ERROR", "SERVICE_TASK_PLACEMENT_FAILURE", "RESOURCE:FARGATE", false],
    ["ECS Deployment State Change", "INFO", "SERVICE_DEPLOYMENT_IN_PROGRESS", "rolling back", true],
  ])("of an event of a service: %s", (detailType, eventType, eventName, reason, isInformation) =>
    expect(evidenceOf({ id: "1", "detail-type": detailType, detail: { eventType, eventName, reason } })).toMatchObject({
      id: "1",
      isLone: false,
      serviceEvent: { text: `${eventName}: ${reason}`, isInformation },
    }),
  );

  test("of a plain object, which may lack everything", () => {
    expect(evidenceOf({})).toEqual({ id: "item 7", isLone: true, containers: [], failedAttachments: [], logTail: [] });
    expect(evidenceOf({ id: "a", stopCode: "", stoppedReason: null, containers: null, serviceEvent: " " })).toEqual(
      evidenceOf({ id: "a" }),
    );
  });

  test("what only people know", () =>
    expect(
      evidenceOf({
        id: "a",
        isNewRevision: true,
        containers: [
          { name: "web", essential: true, dependsOn: [{ containerName: "db", condition: "HEALTHY" }], stoppedAt: 2 },
        ],
      }),
    ).toMatchObject({
      isNewRevision: true,
      containers: [{ essential: true, dependsOn: [{ container: "db", condition: "HEALTHY" }], stoppedAt: 2000 }],
    }));

  test.each([
    [{ group: "service:web" }, false],
    [{ startedBy: "ecs-svc/1" }, false],
    [{ service: "web" }, false],
    [{ serviceEvent: "RESOURCE:CPU" }, false],
    [{ stopCode: "ServiceSchedulerInitiated" }, false],
    [{ group: "family:job", startedBy: "ana" }, true],
    [{ stopCode: "EssentialContainerExited" }, true],
  ])("whose task it is: %j", (input, isLone) => expect(evidenceOf(input)).toMatchObject({ isLone }));

  test.each([
    ["one\ntwo", [{ lines: ["one", "two"] }]],
    [["one", "two"], [{ lines: ["one", "two"] }]],
    [
      { web: "one\ntwo", db: [] },
      [
        { container: "web", lines: ["one", "two"] },
        { container: "db", lines: [] },
      ],
    ],
    [null, []],
  ])("the log: %j", (logTail, expected) => expect(evidenceOf({ logTail })).toMatchObject({ logTail: expected }));

  test("the log of a container by any name", () => {
    const input: unknown = JSON.parse('{"logTail": {"__proto__": ["one"], "constructor": "two"}}');
    expect(evidenceOf(input)).toMatchObject({
      logTail: [
        { container: "__proto__", lines: ["one"] },
        { container: "constructor", lines: ["two"] },
      ],
    });
  });
});

describe("what is refused, with all that is wrong", () => {
  test.each([
    ["a text", "is no object"],
    [null, "is no object"],
    [[], "is no object"],
    [{ name: "ecs-gardener" }, "has none of the members that tell of a task"],
    [
      { stopCode: 1, containers: [{ exitCode: "1" }, 2] },
      "stopCode: is no text; containers.0.name: is missing; containers.0.exitCode: is no number; containers.1: is no object",
    ],
    [{ startedAt: "soon" }, "startedAt: is no time"],
    [{ logTail: { web: [1] } }, "logTail: is neither text nor lines by container"],
    [{ ...stopped, detail: null }, "detail: "],
    [{ ...stopped, "detail-type": "ECR Image Action" }, '"ECR Image Action" says nothing of failed tasks'],
    [{ ...stopped, "detail-type": "ECS Service Action", detail: { eventName: 1 } }, "detail.eventName: is no text"],
    [{ ...stopped, "detail-type": "ECS Service Action", detail: {} }, "detail: has neither eventName nor reason"],
  ])("%j", (input, why) => expect(whyNot(input)).toContain(why));
});
