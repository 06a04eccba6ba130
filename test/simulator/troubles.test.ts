import { PutParameterCommand } from "@aws-sdk/client-ssm";
import {
  type ContainerDefinition,
  type RegisterTaskDefinitionCommandInput,
  RunTaskCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, test } from "@jest/globals";
import type { TroubleName, TroubleRow } from "../../simulator/troubles/configuration.ts";
import { TroublesRefused } from "../../simulator/troubles/troubles.ts";
import { NETWORK, image } from "../support/ecs-region.ts";
import { evidenceOf, failingShop } from "../support/failing-shop.ts";
import { ACCOUNT } from "../support/region.ts";

const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:shop/database-AbC123`;
const PARAMETER = `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/shop/url`;
const NO_SECRETS =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:";
const NO_SECRET = `${NO_SECRETS} unable to retrieve secret from asm: service call has been retried`;
const NO_MANIFEST = "CannotPullContainerError: pull image manifest has been retried 5 time(s):";
const NO_EFS = "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr:";
const UNREACHED = "dial tcp 203.0.113.17:443: i/o timeout";

const withSecret = { container: { secrets: [{ name: "PASSWORD", valueFrom: `${SECRET}:password::` }] } };
const withParameter = { container: { secrets: [{ name: "URL", valueFrom: "/shop/url" }] } };
const withVolume = {
  definition: { volumes: [{ name: "data", efsVolumeConfiguration: { fileSystemId: "fs-0123456789abcdef0" } }] },
};

interface Setting {
  readonly container?: Partial<ContainerDefinition>;
  readonly definition?: Partial<RegisterTaskDefinitionCommandInput>;
  readonly platformVersion?: string;
}

/** A service in trouble; its task definition is as the setting says. */
async function inTrouble(trouble: TroubleName, { container = {}, definition, platformVersion }: Setting = {}) {
  const shop = await failingShop();
  await shop.clients.ssm.send(new PutParameterCommand({ Name: "/shop/url", Value: "x", Type: "String" }));
  shop.simulator.troubles.set({ troubles: [{ trouble }] });
  await shop.create(await shop.register([container], definition), { platformVersion });
  return shop;
}

const denied = (action: string, resource: string) =>
  `AccessDeniedException: User: arn:aws:sts::${ACCOUNT}:assumed-role/execution/TASK is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

describe("what keeps a task from starting", () => {
  const rows: readonly [trouble: TroubleName, of: string, setting: Setting, stoppedReason: string][] = [
    [
      "subnet-full",
      "any task",
      {},
      "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment disabled in subnet 'subnet-1': InsufficientFreeAddressesInSubnet",
    ],
    ["eni-timeout", "any task", {}, "Timeout waiting for network interface provisioning to complete."],
    [
      "no-route",
      "an image in ECR",
      {},
      `${NO_SECRETS} unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://api.ecr.us-east-1.amazonaws.com/": ${UNREACHED}. Please check your task network configuration.`,
    ],
    [
      "no-route",
      "an image of Docker Hub",
      { container: { image: "nginx:1.29" } },
      `${NO_MANIFEST} failed to resolve ref docker.io/library/nginx:1.29: failed to do request: Head "https://registry-1.docker.io/v2/library/nginx/manifests/1.29": ${UNREACHED}`,
    ],
    [
      "registry-rate-limit",
      "an image of Docker Hub",
      { container: { image: "team/web" } },
      `${NO_MANIFEST} httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/team/web/manifests/DIGEST: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit`,
    ],
    [
      "registry-rate-limit",
      "an image of ECR's gallery",
      { container: { image: "public.ecr.aws/nginx/nginx:1.29" } },
      `${NO_MANIFEST} httpReadSeeker: failed open: unexpected status code https://public.ecr.aws/v2/nginx/nginx/manifests/DIGEST: 429 Too Many Requests - Server message: toomanyrequests: Rate exceeded`,
    ],
    [
      "secret-missing",
      "a task with a secret",
      withSecret,
      `${NO_SECRET} 1 time(s): failed to fetch secret ${SECRET} from secrets manager: ResourceNotFoundException: The task can't retrieve the secret with ARN '${SECRET}' from AWS Secrets Manager. Check whether the secret exists in the specified Region.`,
    ],
    [
      "secret-denied",
      "a task with a secret",
      withSecret,
      `${NO_SECRET} 1 time(s): failed to fetch secret ${SECRET} from secrets manager: ${denied("secretsmanager:GetSecretValue", SECRET)}`,
    ],
    [
      "secret-denied",
      "a task with a parameter",
      withParameter,
      `${NO_SECRETS} unable to retrieve secrets from ssm: service call has been retried 1 time(s): ${denied("ssm:GetParameters", PARAMETER)}`,
    ],
    [
      "secrets-outage",
      "a task with a secret",
      withSecret,
      `${NO_SECRET} 5 time(s): failed to fetch secret ${SECRET} from secrets manager: InternalServiceError: An error occurred on the server side. status code: 500, request id: simulated`,
    ],
    [
      "efs-unresolved",
      "a task with a volume",
      withVolume,
      `${NO_EFS} Failed to resolve "fs-0123456789abcdef0.efs.us-east-1.amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID. See https://docs.aws.amazon.com/console/efs/mount-dns-name for more detail. Attempting to lookup mount target ip address using botocore. Failed to import necessary dependency botocore, please install botocore first. : unsuccessful EFS utils command execution; code: 1`,
    ],
    [
      "efs-denied",
      "a task with a volume",
      withVolume,
      `${NO_EFS} b'mount.nfs4: access denied by server while mounting 127.0.0.1:/' : unsuccessful EFS utils command execution; code: 32`,
    ],
  ];

  test.each(rows)("%s of %s", async (trouble, _of, setting, stoppedReason) => {
    const shop = await inTrouble(trouble, setting);
    const task = await shop.firstStopped();
    const { stoppedReason: told = "", ...evidence } = evidenceOf(task);
    expect(evidence).toEqual({ stopCode: "TaskFailedToStart", hasRun: false, containers: [{ name: "web" }] });
    const id = task.taskArn?.split("/").at(-1) ?? "";
    expect(told.replaceAll(id, "TASK").replaceAll(/sha256:[0-9a-f]{64}/g, "DIGEST")).toBe(stoppedReason);
    expect(await shop.sentences()).toContain(`(service api) was unable to place a task. Reason: ${told}.`);
    expect(shop.simulator.troubles.shown).toMatchObject([{ state: "in force", struck: expect.any(Number) }]);
  });

  test.each([
    [
      "1.4.0",
      "ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: context deadline exceeded",
    ],
    ["1.3.0", "DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s"],
  ])("runtime-timeout of platform version %s", async (platformVersion, reason) => {
    const shop = await inTrouble("runtime-timeout", { platformVersion });
    expect(evidenceOf(await shop.firstStopped())).toEqual({
      stopCode: "TaskFailedToStart",
      stoppedReason: reason,
      hasRun: false,
      containers: [{ name: "web", reason }],
    });
  });

  const spared: readonly TroubleName[] = [
    "secret-missing",
    "secret-denied",
    "secrets-outage",
    "efs-unresolved",
    "efs-denied",
    "fargate-spot-capacity",
    "spot-interruption",
  ];
  test.each(spared)("%s leaves a task alone that has nothing of the kind", async (trouble) => {
    const shop = await inTrouble(trouble);
    await shop.advance(120);
    expect(await shop.tasks("RUNNING")).toMatchObject([{ lastStatus: "RUNNING" }]);
    expect(shop.simulator.troubles.shown).toMatchObject([{ struck: 0 }]);
  });
});

describe("repeated failures", () => {
  test("back off, and from the third round on the service is impaired", async () => {
    const shop = await inTrouble("secrets-outage", withSecret);
    await shop.advance(3_600);
    const impaired = shop
      .details("ECS Service Action")
      .filter((detail) => "eventType" in detail && detail.eventType === "WARN");
    expect(impaired[0]).toEqual({
      eventType: "WARN",
      eventName: "SERVICE_TASK_START_IMPAIRED",
      clusterArn: `arn:aws:ecs:us-east-1:${ACCOUNT}:cluster/shop`,
      createdAt: expect.stringMatching(/^2026-\d\d-\d\dT/),
    });
    const sentences = await shop.sentences();
    expect(sentences).toContain("(service api) is unable to consistently start tasks successfully.");
    expect(sentences.filter((sentence) => sentence.includes("has started 1 tasks")).length).toBeLessThan(8);
  });
});

const GUIDE = "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";
const NO_INSTANCE = "was unable to place a task because no container instance met all of its requirements.";
const CLOSEST = `${NO_INSTANCE} The closest matching (container-instance ID)`;
const NO_CAPACITY = "Capacity is unavailable at this time. Please try again later or in a different availability zone";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/execution`;
const NOT_ASSUMED = `ECS was unable to assume the role '${ROLE}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`;

/** Without what differs from run to run. */
const plain = (text: string) =>
  text
    .replace(/arn:aws:ecs:us-east-1:\d+:container-instance\/shop\/[0-9a-f]{32}/, "INSTANCE")
    .replace(/(container-instance) [0-9a-f]{32}/, "$1 ID");

describe("what keeps a task from being placed", () => {
  const rows: readonly [trouble: TroubleName, sentence: string, reason: string, runTask: object][] = [
    [
      "fargate-capacity",
      `was unable to place a task. Reason: ${NO_CAPACITY}. ${GUIDE}`,
      "RESOURCE:FARGATE",
      { tasks: 0, failures: [{ reason: NO_CAPACITY }] },
    ],
    [
      "no-cpu",
      `${CLOSEST} has insufficient CPU units available. ${GUIDE}`,
      "RESOURCE:CPU",
      { tasks: 0, failures: [{ reason: "RESOURCE:CPU", arn: "INSTANCE" }] },
    ],
    [
      "no-memory",
      `${CLOSEST} has insufficient memory available. ${GUIDE}`,
      "RESOURCE:MEMORY",
      { tasks: 0, failures: [{ reason: "RESOURCE:MEMORY", arn: "INSTANCE" }] },
    ],
    [
      "eni-limit",
      `${CLOSEST} encountered error "RESOURCE:ENI". ${GUIDE}`,
      "RESOURCE:ENI",
      { tasks: 0, failures: [{ reason: "RESOURCE:ENI", arn: "INSTANCE" }] },
    ],
    [
      "missing-attribute",
      `${CLOSEST} is missing an attribute required by your task. ${GUIDE}`,
      "ATTRIBUTE",
      { tasks: 0, failures: [{ reason: "ATTRIBUTE", arn: "INSTANCE" }] },
    ],
    [
      "no-instances",
      `${NO_INSTANCE} Reason: No Container Instances were found in your cluster. ${GUIDE}`,
      "NO ACTIVE INSTANCES",
      { name: "InvalidParameterException", message: "No Container Instances were found in your cluster." },
    ],
    [
      "role-not-assumable",
      `failed to launch a task with (error ${NOT_ASSUMED}).`,
      NOT_ASSUMED,
      { name: "ClientException", message: NOT_ASSUMED },
    ],
  ];

  test.each(rows)("%s", async (trouble, sentence, reason, runTask) => {
    const shop = await inTrouble(trouble);
    await shop.advance(10);
    expect(await shop.tasks("RUNNING")).toEqual([]);
    const sentences = await shop.sentences();
    expect(sentences.map(plain)).toEqual([`(service api) ${sentence}`]);
    const actions = shop.details("ECS Service Action").slice(1);
    expect(JSON.parse(plain(JSON.stringify(actions)))).toEqual([
      {
        eventType: "ERROR",
        eventName:
          trouble === "role-not-assumable" ? "SERVICE_TASK_CONFIGURATION_FAILURE" : "SERVICE_TASK_PLACEMENT_FAILURE",
        reason,
        ...(sentence.startsWith(CLOSEST) ? { containerInstanceArns: ["INSTANCE"] } : {}),
        clusterArn: `arn:aws:ecs:us-east-1:${ACCOUNT}:cluster/shop`,
        createdAt: expect.stringMatching(/^2026-\d\d-\d\dT/),
      },
    ]);

    const ran = await shop.clients.ecs
      .send(
        new RunTaskCommand({
          cluster: "shop",
          taskDefinition: "web",
          launchType: "FARGATE",
          networkConfiguration: NETWORK,
        }),
      )
      .then(
        ({ tasks = [], failures }) => ({ tasks: tasks.length, failures }),
        ({ name, message }: Error) => ({ name, message }),
      );
    expect(JSON.parse(plain(JSON.stringify(ran)))).toEqual(runTask);
  });

  test("is tried every minute, told once, and over a minute after it healed", async () => {
    const shop = await failingShop();
    shop.simulator.troubles.set({ troubles: [{ trouble: "fargate-capacity", forSeconds: 600 }] });
    await shop.create(await shop.register([{}]));
    await shop.advance(590);
    expect((await shop.sentences()).length).toBe(1);
    expect(shop.details("ECS Service Action").slice(1)).toHaveLength(10);
    await shop.advance(120);
    expect((await shop.tasks("RUNNING")).length).toBe(1);
    expect(shop.simulator.troubles.shown).toMatchObject([{ state: "over", struck: 10 }]);
  });

  test("of Spot alone concerns its share; the event names the capacity providers", async () => {
    const shop = await failingShop();
    shop.simulator.troubles.set({ troubles: [{ trouble: "fargate-spot-capacity" }] });
    const capacityProviderStrategy = [
      { capacityProvider: "FARGATE", base: 1, weight: 0 },
      { capacityProvider: "FARGATE_SPOT", weight: 1 },
    ];
    await shop.create(await shop.register([{}]), { desiredCount: 3, capacityProviderStrategy });
    await shop.advance(10);
    expect(await shop.tasks("RUNNING")).toMatchObject([{ capacityProviderName: "FARGATE" }]);
    expect(shop.details("ECS Service Action").at(-1)).toMatchObject({
      eventName: "SERVICE_TASK_PLACEMENT_FAILURE",
      reason: "RESOURCE:FARGATE",
      capacityProviderArns: ["FARGATE", "FARGATE_SPOT"].map(
        (name) => `arn:aws:ecs:us-east-1:${ACCOUNT}:capacity-provider/${name}`,
      ),
    });
  });
});

describe("what ends tasks that run", () => {
  test("a Spot interruption is told two minutes before, and the task is replaced", async () => {
    const shop = await failingShop();
    const capacityProviderStrategy = [{ capacityProvider: "FARGATE_SPOT", weight: 1 }];
    await shop.create(await shop.register([{}]), { capacityProviderStrategy });
    await shop.advance(120);
    const [running] = await shop.tasks("RUNNING");
    shop.simulator.troubles.set({ troubles: [{ trouble: "spot-interruption", afterSeconds: 60 }] });
    await shop.advance(61);
    const told = shop.details("ECS Task State Change").findLast((detail) => "stopCode" in detail);
    expect(told).toMatchObject({
      taskArn: running?.taskArn,
      lastStatus: "RUNNING",
      desiredStatus: "STOPPED",
      stopCode: "SpotInterruption",
      stoppedReason: "Your Spot Task was interrupted.",
    });
    await shop.advance(110);
    expect(await shop.tasks("STOPPED")).toMatchObject([{ lastStatus: "RUNNING" }]);
    expect(await shop.tasks("RUNNING")).toMatchObject([{ lastStatus: "RUNNING" }]);
    expect(evidenceOf(await shop.firstStopped())).toMatchObject({
      stopCode: "SpotInterruption",
      containers: [{ exitCode: 143 }],
    });
    expect(shop.simulator.troubles.shown).toMatchObject([{ state: "over", struck: 1 }]);
  });

  test("maintenance of a host", async () => {
    const shop = await failingShop();
    await shop.create(await shop.register([{}]));
    await shop.advance(120);
    shop.simulator.troubles.set({ troubles: [{ trouble: "host-maintenance" }] });
    expect(evidenceOf(await shop.firstStopped())).toEqual({
      stopCode: "TerminationNotice",
      stoppedReason: "ECS is performing maintenance on the underlying infrastructure hosting the task.",
      hasRun: true,
      containers: [{ name: "web", exitCode: 143 }],
    });
    await shop.advance(120);
    expect(await shop.tasks("RUNNING")).toHaveLength(1);
  });
});

describe("whom and when", () => {
  const scopes: readonly [where: object, isStruck: boolean][] = [
    [{}, true],
    [{ cluster: "shop" }, true],
    [{ service: "api" }, true],
    [{ cluster: "shop", service: "api" }, true],
    [{ cluster: "other" }, false],
    [{ cluster: "shop", service: "web" }, false],
    [{ afterSeconds: 300 }, false],
    [{ forSeconds: 1 }, false],
  ];
  test.each(scopes)("%j: %s", async (where, isStruck) => {
    const shop = await failingShop();
    shop.simulator.troubles.set({ troubles: [{ trouble: "no-route", ...where }] });
    await shop.create(await shop.register([{}]));
    await shop.advance(100);
    expect((await shop.tasks("STOPPED")).length > 0).toBe(isStruck);
  });

  test("what heals while ECS still tries is no failure", async () => {
    const shop = await failingShop();
    shop.simulator.troubles.set({ troubles: [{ trouble: "registry-rate-limit", forSeconds: 40 }] });
    await shop.create(await shop.register([{ image: "nginx" }]));
    await shop.advance(180);
    expect(await shop.tasks("STOPPED")).toEqual([]);
    expect(await shop.tasks("RUNNING")).toMatchObject([{ lastStatus: "RUNNING" }]);
    expect(shop.simulator.troubles.shown).toMatchObject([{ struck: 1 }]);
  });

  test("a deployment of a running service fails, and the old tasks stay", async () => {
    const shop = await failingShop();
    await shop.create(await shop.register([{}]));
    await shop.advance(120);
    shop.simulator.troubles.set({ troubles: [{ trouble: "secret-missing" }] });
    const next = await shop.register([withSecret.container]);
    await shop.clients.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", taskDefinition: next }));
    await shop.advance(60);
    expect((await shop.tasks("RUNNING")).filter(({ lastStatus }) => lastStatus === "RUNNING")).toHaveLength(1);
    expect((await shop.tasks("STOPPED")).length).toBeGreaterThan(0);
  });

  test("without troubles a story is what it was", async () => {
    expect(await crashes([{ trouble: "no-route", cluster: "other" }])).toEqual(await crashes([]));
  });
});

/** The events of a service that crashes for a while. */
async function crashes(troubles: readonly TroubleRow[]) {
  const shop = await failingShop();
  shop.simulator.troubles.set({ troubles });
  await shop.create(await shop.register([{ behavior: "crash" }]));
  await shop.advance(300);
  return shop.events;
}

describe("reasons that are cut", () => {
  test("as older platform versions cut them", async () => {
    const shop = await failingShop();
    shop.simulator.troubles.set({ troubles: [{ trouble: "secret-denied" }, { trouble: "cut-reasons" }] });
    await shop.create(await shop.register([withSecret.container]));
    const { stoppedReason = "" } = await shop.firstStopped();
    expect(stoppedReason).toHaveLength(255);
    expect(stoppedReason).toMatch(/^ResourceInitializationError: .*\.\.\.$/);
    expect(await shop.sentences()).toContain(`(service api) was unable to place a task. Reason: ${stoppedReason}.`);
  });

  test("those of image failures too; and nothing is longer than 1,024 characters", async () => {
    const shop = await failingShop();
    const names = Array.from({ length: 30 }, (_, number) => `/shop/parameter-with-quite-a-long-name/number-${number}`);
    const secrets = names.map((valueFrom, number) => ({ name: `P${number}`, valueFrom }));
    await shop.create(await shop.register([{ secrets }]));
    expect((await shop.firstStopped()).stoppedReason).toHaveLength(1_024);
    shop.simulator.troubles.set({ troubles: [{ trouble: "cut-reasons" }] });
    const next = await shop.register([{ image: image("a-tag-that-is-nowhere-".repeat(5)) }]);
    await shop.clients.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", taskDefinition: next }));
    await shop.advance(120);
    const reasons = (await shop.tasks("STOPPED")).map(({ stoppedReason = "" }) => stoppedReason);
    expect(reasons.find((reason) => reason.startsWith("CannotPull"))).toHaveLength(255);
  });
});

describe("what cannot be right", () => {
  const rows: readonly [given: unknown, problems: readonly string[]][] = [
    [{ trouble: [] }, ["trouble is not known; known are troubles."]],
    [{ troubles: {} }, ["troubles must be a list of rows."]],
    [{ troubles: ["no-route"] }, ["troubles[0] must be an object."]],
    [{ troubles: [{}] }, ["troubles[0].trouble is missing."]],
    [
      { troubles: [{ trouble: "no-route", cluster: "", service: 1, afterSeconds: -1, forSeconds: "9", zone: "a" }] },
      [
        "troubles[0].cluster must be a text.",
        "troubles[0].service must be a text.",
        "troubles[0].afterSeconds must be a number of seconds from 0 to 31622400.",
        "troubles[0].forSeconds must be a number of seconds from 0 to 31622400.",
        "troubles[0].zone is not known; known are trouble, cluster, service, afterSeconds, forSeconds.",
      ],
    ],
    [
      { troubles: [{ trouble: "spot-interruption", forSeconds: 60 }] },
      ["troubles[0].forSeconds is not for spot-interruption, which happens at one moment; leave it out."],
    ],
  ];
  test.each(rows)("%j is refused", async (given, problems) => {
    const { simulator } = await failingShop();
    simulator.troubles.set({ troubles: [{ trouble: "no-cpu" }] });
    const refused = (): void => simulator.troubles.set(given as object);
    expect(refused).toThrow(new TroublesRefused(problems));
    expect(simulator.troubles.shown).toMatchObject([{ trouble: "no-cpu" }]);
  });
});
