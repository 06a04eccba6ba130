import { describe, expect, test } from "@jest/globals";
import { read } from "../../events/index.ts";
import type { Reading } from "../../shared/core/model.ts";

const push = {
  "action-type": "PUSH",
  result: "SUCCESS",
  "repository-name": "team/web",
  "image-digest": `sha256:${"1".repeat(64)}`,
  "image-tag": "latest",
};

const imageAction = (detail: object = {}, envelope: object = {}) => ({
  version: "0",
  id: "13cde686-328b-6117-af20-0e5566167482",
  "detail-type": "ECR Image Action",
  source: "aws.ecr",
  account: "123456789012",
  time: "2026-11-16T01:54:34Z",
  region: "us-east-1",
  resources: [],
  detail: { ...push, ...detail },
  ...envelope,
});

const stateChange = (detail: object = {}, envelope: object = {}) =>
  imageAction(
    {},
    {
      "detail-type": "ECS Deployment State Change",
      source: "aws.ecs",
      resources: ["arn:aws:ecs:us-east-1:123456789012:service/prod/web"],
      detail: {
        eventType: "INFO",
        eventName: "SERVICE_DEPLOYMENT_COMPLETED",
        deploymentId: "ecs-svc/1637086347952626779",
        updatedAt: "2026-05-23T12:31:13.412Z",
        reason: "ECS deployment ecs-svc/1637086347952626779 completed.",
        ...detail,
      },
      ...envelope,
    },
  );

const serviceAction = (detail: object = {}, envelope: object = {}) =>
  stateChange(
    {},
    {
      "detail-type": "ECS Service Action",
      detail: {
        eventType: "ERROR",
        eventName: "SERVICE_TASK_PLACEMENT_FAILURE",
        clusterArn: "arn:aws:ecs:us-east-1:123456789012:cluster/prod",
        reason: "RESOURCE:FARGATE",
        ...detail,
      },
      ...envelope,
    },
  );

const taskChange = (detail: object = {}, envelope: object = {}) =>
  stateChange(
    {},
    {
      "detail-type": "ECS Task State Change",
      resources: ["arn:aws:ecs:us-east-1:123456789012:task/prod/a1173316d40a45dea9d9f7e1d2a5d362"],
      detail: {
        clusterArn: "arn:aws:ecs:us-east-1:123456789012:cluster/prod",
        taskArn: "arn:aws:ecs:us-east-1:123456789012:task/prod/a1173316d40a45dea9d9f7e1d2a5d362",
        taskDefinitionArn: "arn:aws:ecs:us-east-1:123456789012:task-definition/web:6",
        group: "service:web",
        startedBy: "ecs-svc/1637086347952626780",
        lastStatus: "STOPPED",
        containers: [{ name: "web", exitCode: 1 }],
        ...detail,
      },
      ...envelope,
    },
  );

const whyOf = (reading: Reading): string => (reading.kind === "trigger" ? "" : reading.why);

describe("what is no event at all is malformed, and never thrown", () => {
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a number", 42],
    ["a truth", true],
    ["a text", "ECR Image Action"],
    ["an event as JSON text", JSON.stringify(imageAction())],
    ["an empty object", {}],
    ["an empty list", []],
    ["a list of events", [imageAction()]],
    ["a message of SQS", { Records: [{ body: "{}" }] }],
    ["a function", () => imageAction()],
  ])("%s", (_, input) => {
    expect(read(input).kind).toBe("malformed");
    expect(whyOf(read(input))).toMatch(/^not an EventBridge event: ./);
  });

  test.each([
    ["no id", { id: undefined }, "id: "],
    ["an empty id", { id: "" }, "id: "],
    ["an id that is a number", { id: 7 }, "id: "],
    ["an id of 257 letters", { id: "a".repeat(257) }, "id: "],
    ["no detail-type", { "detail-type": undefined }, "detail-type: "],
    ["no source", { source: undefined }, "source: "],
    ["no time", { time: undefined }, "time: "],
    ["a time that is none", { time: "yesterday" }, "time: is no ISO 8601 time"],
    ["a time in other words", { time: "Nov 16, 2026 1:54:34 AM" }, "time: is no ISO 8601 time"],
    ["a day without its time", { time: "2026-11-16" }, "time: is no ISO 8601 time"],
    ["a time of no zone", { time: "2026-11-16T01:54:34" }, "time: is no ISO 8601 time"],
    ["a zone of two digits", { time: "2026-11-16T01:54:34+05" }, "time: is no ISO 8601 time"],
    ["a time that no clock shows", { time: "2026-11-16T25:54:34Z" }, "time: is no ISO 8601 time"],
    ["a time that is a number", { time: 1_763_258_074 }, "time: "],
    ["no account", { account: undefined }, "account: "],
    ["no region", { region: null }, "region: "],
    ["resources that are a text", { resources: "arn:aws:ecs:us-east-1:123456789012:service/prod/web" }, "resources: "],
    ["resources that are no texts", { resources: ["a", 1] }, "resources.1: "],
    ["no detail", { detail: undefined }, "detail: "],
    ["detail null", { detail: null }, "detail: "],
    ["detail as JSON text", { detail: JSON.stringify(push) }, "detail: "],
  ])("an envelope with %s", (_, envelope, wrong) => {
    const reading = read(imageAction({}, envelope));
    expect(reading.kind).toBe("malformed");
    expect(whyOf(reading)).toContain(`not an EventBridge event: ${wrong}`);
  });

  test("everything that is wrong is told at once", () => {
    expect(whyOf(read(imageAction({}, { id: 7, time: "yesterday", detail: null })))).toMatch(
      /id: .*; time: .*; detail: /,
    );
  });
});

describe("what is none of ours is ignored, by name", () => {
  test.each([
    "ECR Image Scan",
    "ECR Referrer Action",
    "ECR Replication Action",
    "ECS Container Instance State Change",
    "ecr image action",
    "",
    "constructor",
    "toString",
    "__proto__",
  ])("detail-type %j", (detailType) => {
    expect(read(imageAction({}, { "detail-type": detailType }))).toEqual({
      kind: "ignored",
      why: `nothing here acts on "${detailType}"`,
    });
  });

  test.each([
    [imageAction({}, { source: "team.ecr" }), "an ECR Image Action from team.ecr, not from ECR"],
    [stateChange({}, { source: "team.ecs" }), "an ECS Deployment State Change from team.ecs, not from ECS"],
    [serviceAction({}, { source: "team.ecs" }), "an ECS Service Action from team.ecs, not from ECS"],
    [taskChange({}, { source: "team.ecs" }), "an ECS Task State Change from team.ecs, not from ECS"],
    [
      imageAction({}, { "detail-type": "Scheduled Event", source: "aws.scheduler" }),
      "a Scheduled Event from aws.scheduler, not from EventBridge",
    ],
  ])("another source", (event, why) => {
    expect(read(event)).toEqual({ kind: "ignored", why });
  });
});

describe("an ECR Image Action", () => {
  test.each([
    ["no action", { "action-type": undefined }, "action-type: "],
    ["nothing in it", { "action-type": undefined, result: undefined, "repository-name": undefined }, "action-type: "],
    ["a result that is a truth", { result: true }, "result: "],
    ["no repository", { "repository-name": undefined }, "repository-name: "],
    ["an empty repository", { "repository-name": "" }, "repository-name: "],
    ["a repository of 257 letters", { "repository-name": "a".repeat(257) }, "repository-name: is no name"],
    ["a repository in capitals", { "repository-name": "Team/Web" }, "repository-name: is no name"],
    ["a repository that ends in a slash", { "repository-name": "team/" }, "repository-name: is no name"],
    ["a tag of 129 letters", { "image-tag": "a".repeat(129) }, "image-tag: is no tag"],
    ["a tag with a colon", { "image-tag": "team/web:latest" }, "image-tag: is no tag"],
    ["a list of tags, as a scan has", { "image-tag": ["latest"] }, "image-tag: "],
    ["a tag of null", { "image-tag": null }, "image-tag: "],
    ["a digest without its algorithm", { "image-digest": "1".repeat(64) }, "image-digest: is no sha256 digest"],
    ["a digest that is too short", { "image-digest": "sha256:1234" }, "image-digest: is no sha256 digest"],
    ["a digest behind its repository", { "image-digest": `team/web@sha256:${"1".repeat(64)}` }, "is no sha256 digest"],
    ["a digest that is too long", { "image-digest": `sha256:${"1".repeat(65)}` }, "is no sha256 digest"],
    ["a digest in capitals", { "image-digest": `sha256:${"A".repeat(64)}` }, "image-digest: is no sha256 digest"],
    ["a push of a tag without a digest", { "image-digest": undefined }, "detail.image-digest is missing in a push"],
  ])("with %s is malformed", (_, detail, wrong) => {
    const reading = read(imageAction(detail));
    expect(reading.kind).toBe("malformed");
    expect(whyOf(reading)).toMatch(/^ECR Image Action: /);
    expect(whyOf(reading)).toContain(wrong);
  });

  test.each([
    ["an empty tag", { "image-tag": "" }, "the push to team/web has no tag"],
    ["an archived image", { "action-type": "UPDATE_STORAGE_CLASS" }, "UPDATE_STORAGE_CLASS of an image in team/web"],
    ["an action of tomorrow", { "action-type": "SIGN" }, "SIGN of an image in team/web moves no tag"],
    ["a push in lower case", { "action-type": "push" }, "push of an image in team/web moves no tag"],
    ["a result of tomorrow", { result: "PARTIAL" }, "the push to team/web ended in PARTIAL"],
  ])("with %s is ignored", (_, detail, why) => {
    const reading = read(imageAction(detail));
    expect(reading.kind).toBe("ignored");
    expect(whyOf(reading)).toContain(why);
  });

  test("with the longest names that ECR allows is understood", () => {
    const longest = { "repository-name": `team-1/web_2.${"a".repeat(243)}`, "image-tag": `_${"a".repeat(127)}` };
    expect(read(imageAction(longest)).kind).toBe("trigger");
  });

  test("with members of tomorrow is understood", () => {
    expect(read(imageAction({ "image-size": 7 }, { "replay-name": "sunday" }))).toMatchObject({
      kind: "trigger",
      trigger: { kind: "ImagePushed", repository: "team/web", tag: "latest" },
    });
  });
});

describe("an ECS Deployment State Change", () => {
  test.each([
    ["no event name", { eventName: undefined }, "eventName: "],
    ["no deployment", { deploymentId: undefined }, "deploymentId: "],
    ["an empty deployment", { deploymentId: "" }, "deploymentId: "],
    ["a reason that is a list", { reason: ["no"] }, "reason: "],
  ])("with %s is malformed", (_, detail, wrong) => {
    const reading = read(stateChange(detail));
    expect(reading.kind).toBe("malformed");
    expect(whyOf(reading)).toContain(`ECS Deployment State Change: ${wrong}`);
  });

  test.each([
    ["no resources", []],
    ["a short ARN, whose service cannot be tagged", ["arn:aws:ecs:us-east-1:123456789012:service/web"]],
    ["a name that no service can have", [`arn:aws:ecs:us-east-1:123456789012:service/prod/${"a".repeat(256)}`]],
    ["a cluster", ["arn:aws:ecs:us-east-1:123456789012:cluster/prod"]],
    ["a task", ["arn:aws:ecs:us-east-1:123456789012:task/prod/0123456789abcdef"]],
    ["a service deployment", ["arn:aws:ecs:us-east-1:123456789012:service-deployment/prod/web/abc"]],
    ["something longer than a service", ["arn:aws:ecs:us-east-1:123456789012:service/prod/web/abc"]],
    ["another service of AWS's", ["arn:aws:ecr:us-east-1:123456789012:service/prod/web"]],
  ])("about %s is malformed", (_, resources) => {
    const reading = read(stateChange({}, { resources }));
    expect(reading.kind).toBe("malformed");
    expect(whyOf(reading)).toContain(`in resources (${resources.join(", ")})`);
  });

  test.each([
    ["another partition", ["arn:aws-cn:ecs:cn-north-1:123456789012:service/prod/web"]],
    [
      "several resources",
      ["arn:aws:ecs:us-east-1:123456789012:cluster/prod", "arn:aws:ecs:us-east-1:123456789012:service/prod/web"],
    ],
  ])("of %s names its service", (_, resources) => {
    expect(read(stateChange({}, { resources }))).toMatchObject({ trigger: { service: "prod/web" } });
  });

  test.each(["SERVICE_STEADY_STATE", "SERVICE_DEPLOYMENT_PAUSED", ""])("named %j is ignored", (eventName) => {
    expect(read(stateChange({ eventName }))).toEqual({
      kind: "ignored",
      why: `nothing here acts on ${eventName} of prod/web`,
    });
  });

  test("without a reason is understood", () => {
    expect(read(stateChange({ reason: undefined }))).toMatchObject({ kind: "trigger", trigger: { reason: "" } });
  });
});

describe("an ECS Service Action", () => {
  test.each([
    ["no type", { eventType: undefined }, "eventType: "],
    ["no name", { eventName: undefined }, "eventName: "],
    ["an empty name", { eventName: "" }, "eventName: "],
    ["a reason that is a list", { reason: ["no"] }, "reason: "],
  ])("with %s is malformed", (_, detail, wrong) => {
    const reading = read(serviceAction(detail));
    expect(reading.kind).toBe("malformed");
    expect(whyOf(reading)).toContain(`ECS Service Action: ${wrong}`);
  });

  test("about no service is malformed", () => {
    expect(whyOf(read(serviceAction({}, { resources: [] })))).toContain("no service ARN");
  });

  test.each(["INFO", "NOTICE", ""])("of the type %j is ignored", (eventType) => {
    expect(read(serviceAction({ eventType })).kind).toBe("ignored");
  });

  test.each([
    ["a name of tomorrow", { eventName: "SERVICE_MOON_UNREACHABLE" }, { eventName: "SERVICE_MOON_UNREACHABLE" }],
    ["members of tomorrow", { moons: [{}] }, {}],
    ["a warning", { eventType: "WARN" }, {}],
    ["no reason", { reason: undefined }, { reason: "" }],
    ["a reason of null", { reason: null }, { reason: "" }],
  ])("with %s is understood", (_, detail, expected) => {
    expect(read(serviceAction(detail))).toMatchObject({
      trigger: { kind: "ServiceImpaired", service: "prod/web", ...expected },
    });
  });
});

describe("an ECS Task State Change", () => {
  test.each([
    ["no status", { lastStatus: undefined }, "lastStatus: "],
    ["no cluster", { clusterArn: undefined }, "clusterArn: "],
    ["a cluster by name", { clusterArn: "prod" }, "clusterArn: is no ARN of a cluster"],
    ["a task by id", { taskArn: "a1173316d40a45dea9d9f7e1d2a5d362" }, "taskArn: is no ARN of a task"],
    ["no task definition", { taskDefinitionArn: "" }, "taskDefinitionArn: "],
    ["a group that is a number", { group: 7 }, "group: "],
    ["an exit code that is a text", { containers: [{ name: "web", exitCode: "1" }] }, "exitCode: is no number"],
  ])("with %s is malformed", (_, detail, wrong) => {
    const reading = read(taskChange(detail));
    expect(reading.kind).toBe("malformed");
    expect(whyOf(reading)).toMatch(/^ECS Task State Change: /);
    expect(whyOf(reading)).toContain(wrong);
  });

  test.each([
    ["in no group", { group: undefined }],
    ["in a group of a family", { group: "family:web" }],
    ["that a person started", { startedBy: "ana" }],
    ["that nobody is said to have started", { startedBy: null }],
  ])("of a task %s is ignored", (_, detail) => {
    const reading = read(taskChange(detail));
    expect(reading.kind).toBe("ignored");
    expect(whyOf(reading)).toContain("belongs to no service");
  });

  test.each(["PENDING", "DEPROVISIONING", "DELETED", "stopped"])("of the status %s is ignored", (lastStatus) => {
    expect(read(taskChange({ lastStatus }))).toEqual({
      kind: "ignored",
      why: `task a1173316d40a45dea9d9f7e1d2a5d362 of prod/web is ${lastStatus}, it has not stopped`,
    });
  });

  test("with an old short ARN and members of tomorrow is understood", () => {
    const taskArn = "arn:aws-cn:ecs:cn-north-1:123456789012:task/a1173316-d40a-45de-a9d9-f7e1d2a5d362";
    expect(read(taskChange({ taskArn, moon: "full", stopCode: "Eclipse" }))).toMatchObject({
      trigger: { taskId: "a1173316-d40a-45de-a9d9-f7e1d2a5d362", evidence: { stopCode: "Eclipse" } },
    });
  });
});
