// One bad push, or one trouble around a push, of each family, through everything that is deployed: from push to message.
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  type ContainerDefinition,
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type PackagedGarden, startPackagedGarden } from "../support/packaged-garden.ts";

const REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
const LOG_GROUP = "/shop";

interface Story {
  readonly family: string;
  readonly name: string;
  readonly behavior?: string;
  readonly trouble?: string;
  /** Of its container and its task definition. */
  readonly container?: Partial<ContainerDefinition>;
  readonly task?: Partial<RegisterTaskDefinitionCommandInput>;
  /** Whether the service ends on the image before; else what surrounds it is told, and the new image runs once that has healed. */
  readonly goesBack: boolean;
  readonly says: RegExp;
}

const HEALTH_CHECK = { command: ["CMD", "/healthy"], interval: 10, timeout: 5, retries: 3 };
const SECRET = {
  secrets: [{ name: "DB", valueFrom: "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/db-AbCdEf" }],
};

const STORIES: readonly Story[] = [
  { family: "image", name: "image", behavior: "wrong-arch", goesBack: true, says: /another architecture/ },
  { family: "app", name: "app", behavior: "crash", goesBack: true, says: /ended with 1/ },
  { family: "resources", name: "memory", behavior: "oom", goesBack: true, says: /more memory than it may/ },
  {
    family: "health",
    name: "health",
    behavior: "unhealthy",
    container: { healthCheck: HEALTH_CHECK },
    goesBack: true,
    says: /health check/,
  },
  { family: "config", name: "config", trouble: "secret-missing", container: SECRET, goesBack: false, says: /secret/i },
  {
    family: "config",
    name: "secrets",
    trouble: "secrets-outage",
    container: SECRET,
    goesBack: false,
    says: /Secrets Manager|secret/i,
  },
  { family: "network", name: "network", trouble: "no-route", goesBack: false, says: /reach/ },
  {
    family: "storage",
    name: "storage",
    trouble: "efs-denied",
    task: { volumes: [{ name: "data", efsVolumeConfiguration: { fileSystemId: "fs-0a1b2c3d" } }] },
    goesBack: false,
    says: /EFS|file system/i,
  },
  { family: "iam", name: "iam", trouble: "role-not-assumable", goesBack: false, says: /role/ },
  { family: "platform", name: "platform", trouble: "runtime-timeout", goesBack: false, says: /timed out|runtime/i },
  { family: "resources", name: "capacity", trouble: "fargate-capacity", goesBack: false, says: /capacity/i },
];

/** Packaged functions start cold, each of them, and eleven services roll twice. */
const STORY_MILLISECONDS_MAX = 600_000;

let garden: PackagedGarden;

async function givenService({ name, container = {}, task = {} }: Story): Promise<void> {
  const image = `${REGISTRY}/team/${name}:latest`;
  const options = { "awslogs-group": LOG_GROUP, "awslogs-region": "us-east-1", "awslogs-stream-prefix": "ecs" };
  await garden.ask("images", { repository: `team/${name}`, tag: "latest", behavior: "healthy" });
  await garden.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: name,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      executionRoleArn: "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
      containerDefinitions: [
        { name: "web", image, essential: true, logConfiguration: { logDriver: "awslogs", options }, ...container },
      ],
      ...task,
    }),
  );
  await garden.ecs.send(
    new CreateServiceCommand({
      cluster: "shop",
      serviceName: name,
      taskDefinition: name,
      desiredCount: 2,
      launchType: "FARGATE",
      networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-0a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] } },
      tags: [{ key: "gardener:follow", value: "latest" }],
    }),
  );
}

async function imageOf(name: string): Promise<string> {
  const { services = [] } = await garden.ecs.send(new DescribeServicesCommand({ cluster: "shop", services: [name] }));
  const { taskDefinition } = services[0] ?? {};
  const answer = await garden.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  return answer.taskDefinition?.containerDefinitions?.[0]?.image ?? "";
}

interface Message {
  readonly text: string;
  readonly ts: string;
  readonly threadTs: string | null;
}

const push = async (name: string, behavior = "healthy"): Promise<string> =>
  (await garden.ask<{ digest: string }>("images", { repository: `team/${name}`, tag: "latest", behavior })).digest;

/** By service: the image that ran well, and the one that was pushed after it. */
const good = new Map<string, string>();
const pushed = new Map<string, string>();
let messages: readonly Message[] = [];
/** What runs, and what is told, a quarter of an hour after the push. */
const running = new Map<string, string>();

beforeAll(async () => {
  garden = await startPackagedGarden();
  const { endpoint } = garden;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const logs = new CloudWatchLogsClient({ endpoint, credentials, region: "us-east-1" });
  await logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
  await garden.ecs.send(new CreateClusterCommand({ clusterName: "shop" }));
  for (const story of STORIES) await givenService(story);
  await garden.advance(300);
  for (const { name } of STORIES) await push(name);
  await garden.advance(900);
  for (const { name } of STORIES) good.set(name, await imageOf(name));

  const troubles = STORIES.flatMap(({ trouble, name }) =>
    trouble ? [{ trouble, cluster: "shop", service: name }] : [],
  );
  await garden.ask("troubles", { troubles });
  for (const { name, behavior } of STORIES) pushed.set(name, await push(name, behavior));
  await garden.advance(900);
  messages = await garden.show<Message[]>("slack");
  for (const { name } of STORIES) running.set(name, await imageOf(name));
}, STORY_MILLISECONDS_MAX);
afterAll(() => garden.close());

/** The first messages about a service that say something; the newest last. */
const about = (name: string, all: readonly Message[]): readonly Message[] =>
  all.filter(({ threadTs, text }) => threadTs === null && text.startsWith(`shop/${name}`));

const thread = ({ ts }: Message): string =>
  messages
    .filter(({ threadTs }) => threadTs === ts)
    .map(({ text }) => text)
    .join("\n");

describe.each(STORIES.filter(({ goesBack }) => goesBack))("$family: $name", ({ name, says }) => {
  test("what the revision brought about ends on the image before, told in the rollout's own message", () => {
    expect(running.get(name)).toBe(good.get(name));
    const [, message, ...others] = about(name, messages);
    expect(others).toEqual([]);
    expect(message?.text).toMatch(says);
    expect(message?.text).toMatch(/failed to roll .* Rolled back: it runs /);
    expect(message && thread(message)).toContain("into quarantine");
  });
});

describe.each(STORIES.filter(({ goesBack }) => !goesBack))("$family: $name", ({ name, says }) => {
  test("what surrounds the service is told, and the rollout is not taken back", () => {
    expect(running.get(name)).toContain(pushed.get(name));
    const [, rollout, incident, ...others] = about(name, messages);
    expect(others).toEqual([]);
    expect(rollout?.text).toMatch(/is rolling to/);
    expect(incident?.text).toMatch(/tasks fail: /);
    expect(incident?.text).toMatch(says);
  });
});

test(
  "what surrounded them has healed: the new images run, the incidents are over, and no image of theirs was put away",
  async () => {
    await garden.ask("troubles", {});
    await garden.advance(2_400);
    const after = await garden.show<Message[]>("slack");
    for (const { name, goesBack } of STORIES) {
      expect(await imageOf(name)).toBe(goesBack ? good.get(name) : running.get(name));
      if (goesBack) continue;
      const [, rollout, incident] = about(name, after);
      expect(rollout?.text).toMatch(/completed its rollout/);
      expect(incident?.text).toMatch(/over after \d+ minutes/);
    }
  },
  STORY_MILLISECONDS_MAX,
);
