// The walk of docs/guide/first-rollout.md through everything that is deployed: packaged zips, compiled template, real wire.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateRepositoryCommand, PutImageCommand } from "@aws-sdk/client-ecr";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Service,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type PackagedGarden, startPackagedGarden } from "../support/packaged-garden.ts";

const TUTORIAL = readFileSync(join(import.meta.dirname, "../../docs/guide/first-rollout.md"), "utf8");

let garden: PackagedGarden;
beforeEach(async () => {
  garden = await startPackagedGarden();
});
afterEach(() => garden.close());

/** A file that the tutorial lets its reader write, byte for byte. */
function fileOfTutorial(name: string): string {
  const text = new RegExp(`^cat > ${name} <<'JSON'\\n(.*?)^JSON$`, "ms").exec(TUTORIAL)?.[1];
  if (text === undefined) throw new Error(`docs/guide/first-rollout.md writes no ${name}`);
  return text;
}

async function createService(serviceName: string, desiredCount: number, repository = "team/web"): Promise<void> {
  const task = JSON.parse(
    fileOfTutorial("task.json").replace("/team/web:", `/${repository}:`),
  ) as RegisterTaskDefinitionCommandInput;
  await garden.ecs.send(new RegisterTaskDefinitionCommand({ ...task, family: serviceName }));
  await garden.ecs.send(
    new CreateServiceCommand({
      cluster: "shop",
      serviceName,
      taskDefinition: serviceName,
      desiredCount,
      launchType: "FARGATE",
      networkConfiguration: {
        awsvpcConfiguration: { subnets: ["subnet-0a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] },
      },
      tags: [{ key: "gardener:follow", value: "latest" }],
    }),
  );
}

async function describe(name: string): Promise<Service> {
  const { services = [] } = await garden.ecs.send(
    new DescribeServicesCommand({ cluster: "shop", services: [name], include: ["TAGS"] }),
  );
  const [found] = services;
  if (!found) throw new Error(`shop has no service ${name}`);
  return found;
}

async function imagesOf({ taskDefinition }: Service): Promise<readonly (string | undefined)[]> {
  const answer = await garden.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  return (answer.taskDefinition?.containerDefinitions ?? []).map(({ image }) => image);
}

async function pushManifest(): Promise<string> {
  const { image } = await garden.ecr.send(
    new PutImageCommand({
      repositoryName: "team/web",
      imageTag: "latest",
      imageManifest: fileOfTutorial("manifest.json"),
    }),
  );
  return image?.imageId?.imageDigest ?? "";
}

const push = async (behavior: string): Promise<string> =>
  (await garden.ask<{ digest: string }>("images", { repository: "team/web", tag: "latest", behavior })).digest;

/** First messages of all threads, as people see them. */
const told = async (): Promise<readonly string[]> =>
  (await garden.show<{ text: string; threadTs: string | null }[]>("slack"))
    .filter(({ threadTs }) => threadTs === null)
    .map(({ text }) => text);

async function deployerCalls(): Promise<Readonly<Record<string, number>>> {
  const calls = await garden.show<{ principal: string; operation: string; count: number }[]>("calls");
  const counts = { "ecs:RegisterTaskDefinition": 0, "ecs:UpdateService": 0 };
  for (const { principal, operation, count } of calls)
    if (principal !== "administrator" && operation in counts) counts[operation as keyof typeof counts] += count;
  return counts;
}

const pinned = (digest: string): readonly string[] => [
  `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web@${digest}`,
  "public.ecr.aws/docker/library/nginx:stable",
];

test("a repository, a cluster, a service and a push: the rest happens by itself, and so does the way back", async () => {
  await garden.ecr.send(new CreateRepositoryCommand({ repositoryName: "team/web" }));
  await garden.ecs.send(new CreateClusterCommand({ clusterName: "shop" }));
  await createService("api", 3);
  await garden.advance(20);
  const digest = await pushManifest();
  await garden.advance(600);

  const rolled = await describe("api");
  expect(rolled.deployments).toMatchObject([{ status: "PRIMARY", rolloutState: "COMPLETED", runningCount: 3 }]);
  expect(await imagesOf(rolled)).toEqual(pinned(digest));
  expect(rolled.tags).toEqual([{ key: "gardener:follow", value: "latest" }]);
  expect(await told()).toEqual([expect.stringMatching(/^shop\/api completed its rollout/)]);

  await push("crash");
  await garden.advance(1_800);
  expect((await told())[1]).toMatch(/^shop\/api failed to roll .*3 tasks failed: .*Rolled back: it runs api:2/);
  expect(await imagesOf(await describe("api"))).toEqual(pinned(digest));

  const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } };
  await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", deploymentConfiguration }));
  await push("crash");
  await garden.advance(1_800);
  expect((await told())[2]).toMatch(/^shop\/api rolled back: .* failed\. .*circuit breaker/);
  const back = await describe("api");
  expect(await imagesOf(back)).toEqual(pinned(digest));
  expect(back.runningCount).toBe(3);
  expect(await told()).toHaveLength(3);
});

test("of ten services those three roll that follow the repository, and one made ten seconds before the push", async () => {
  await garden.ecs.send(new CreateClusterCommand({ clusterName: "shop" }));
  await push("healthy");
  await garden.ask("images", { repository: "team/other", tag: "latest" });
  const names = Array.from({ length: 10 }, (_, index) => `service-${index + 1}`);
  for (const [index, name] of names.entries()) await createService(name, 1, index < 3 ? "team/web" : "team/other");
  await garden.advance(300);
  await createService("newcomer", 1);
  await garden.advance(10);
  const digest = await push("healthy");
  await garden.advance(600);

  const rolled: string[] = [];
  for (const name of ["newcomer", ...names])
    if ((await imagesOf(await describe(name)))[0]?.endsWith(`team/web@${digest}`)) rolled.push(name);
  expect(rolled).toEqual(["newcomer", "service-1", "service-2", "service-3"]);
  expect(await deployerCalls()).toEqual({ "ecs:RegisterTaskDefinition": 4, "ecs:UpdateService": 4 });
});
