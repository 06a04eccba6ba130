import { describe, expect, test } from "@jest/globals";
import { putImage } from "../../simulator/services/ecr/actions/putImage.ts";
import { describeTasks } from "../../simulator/services/ecs/actions/describeTasks.ts";
import { runTask } from "../../simulator/services/ecs/actions/runTask.ts";
import { stopTask } from "../../simulator/services/ecs/actions/stopTask.ts";
import type { TaskDefinitionInput } from "../../simulator/services/ecs/model.ts";
import { NETWORK, image, shopRegion } from "../support/ecs-region.ts";

type Container = TaskDefinitionInput["containerDefinitions"][number];

const LOGS: Container["logConfiguration"] = {
  logDriver: "awslogs",
  options: { "awslogs-group": "/shop/web", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "ecs" },
};

/** Runs one task of these containers; each image's tag is the name of its behaviour. */
async function runOne(containers: readonly Container[]) {
  const shop = await shopRegion();
  shop.aws.logs.createGroup("/shop/web");
  for (const { image: text = "" } of containers) {
    const tag = text.split(":")[1] ?? "";
    if (tag && tag !== "missing") shop.push(tag, tag.replace("_", ":"));
  }
  const [first = {}, ...others] = containers;
  const taskDefinition = await shop.register(first, [...others]);
  const { tasks: [started] = [] } = await shop.call(runTask, {
    cluster: "shop",
    taskDefinition,
    launchType: "FARGATE",
    networkConfiguration: NETWORK,
  });
  const arn = started?.taskArn ?? "";
  const task = async () => {
    const { tasks: [found] = [] } = await shop.call(describeTasks, { cluster: "shop", tasks: [arn] });
    return found;
  };
  const untilStatus = (status: string) => shop.until(async () => (await task())?.lastStatus === status, 600);
  /** A member of each of its events, oldest first. */
  const told = (member: "lastStatus" | "version") =>
    shop.events
      .filter((event) => event["detail-type"] === "ECS Task State Change" && event.resources[0] === arn)
      .map(({ detail }) => Object.entries(detail ?? {}).find(([name]) => name === member)?.[1]);
  return { ...shop, arn, task, untilStatus, told };
}

describe("the life of a task", () => {
  test("goes through every state, told in events with a rising version", async () => {
    const run = await runOne([{ name: "web", image: image("healthy"), logConfiguration: LOGS }]);
    await run.untilStatus("RUNNING");
    await run.call(stopTask, { cluster: "shop", task: run.arn, reason: "enough" });
    await run.untilStatus("STOPPED");

    expect(run.told("lastStatus")).toEqual([
      "PROVISIONING",
      "PENDING",
      "ACTIVATING",
      "RUNNING",
      "DEACTIVATING",
      "STOPPING",
      "DEPROVISIONING",
      "STOPPED",
    ]);
    expect(run.told("version")).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await run.task()).toMatchObject({
      stopCode: "UserInitiated",
      stoppedReason: "enough",
      containers: [{ exitCode: 143 }],
    });
  });

  test("its events have AWS's shape", async () => {
    const run = await runOne([{ name: "web", image: image("healthy") }]);
    await run.untilStatus("RUNNING");
    const event = run.events.findLast((each) => each["detail-type"] === "ECS Task State Change");
    expect(event).toMatchObject({ version: "0", source: "aws.ecs", region: "us-east-1", resources: [run.arn] });
    expect(event?.detail).toMatchObject({
      attachments: [{ type: "eni", status: "ATTACHED" }],
      containers: [{ name: "web", lastStatus: "RUNNING", networkInterfaces: [{}], cpu: "0" }],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      desiredStatus: "RUNNING",
      group: "family:web",
      launchType: "FARGATE",
      overrides: { containerOverrides: [{ name: "web" }] },
      platformVersion: "1.4.0",
    });
    expect(event?.detail).not.toHaveProperty("healthStatus");
    expect(event?.detail).not.toHaveProperty("tags");
  });

  test("is remembered for an hour after its end", async () => {
    const run = await runOne([{ name: "web", image: image("crash") }]);
    await run.untilStatus("STOPPED");
    await run.world.advance(3_590_000);
    expect(await run.task()).toBeDefined();
    await run.world.advance(20_000);
    expect(await run.task()).toBeUndefined();
  });
});

describe("how tasks end", () => {
  test.each([
    ["crash", "EssentialContainerExited", "Essential container in task exited", { exitCode: 1 }],
    ["exit_0", "EssentialContainerExited", "Essential container in task exited", { exitCode: 0 }],
    [
      "oom",
      "EssentialContainerExited",
      "Essential container in task exited",
      { exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" },
    ],
    ["wrong-arch", "EssentialContainerExited", "Essential container in task exited", { exitCode: 1 }],
    [
      "missing",
      "TaskFailedToStart",
      `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${image("missing")}: ${image("missing")}: not found`,
      { exitCode: undefined },
    ],
  ])("%s", async (tag, stopCode, stoppedReason, container) => {
    const run = await runOne([{ name: "web", image: image(tag) }]);
    await run.untilStatus("STOPPED");
    expect(await run.task()).toMatchObject({ stopCode, stoppedReason, containers: [container] });
  });

  const AMD64 = { os: "linux", architecture: "amd64" };
  const ARM64 = { os: "linux", architecture: "arm64" };
  const indexes: readonly [what: string, platforms: readonly (object | undefined)[], error: string | undefined][] = [
    ["for its platform", [ARM64, AMD64], undefined],
    ["for another platform", [ARM64], "descriptor matching platform 'linux/amd64'"],
    ["of nothing", [], "descriptor matching platform 'linux/amd64'"],
    ["that does not say for what", [undefined], undefined],
  ];
  test.each(indexes)("an index %s", async (_what, platforms, error) => {
    const shop = await shopRegion();
    const digest = shop.push("single");
    const mediaType = "application/vnd.oci.image.manifest.v1+json";
    const child = { mediaType, digest, size: 2 };
    const manifests = platforms.map((platform) => (platform ? { ...child, platform } : child));
    const index = { schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests };
    const imageManifest = JSON.stringify(index);
    await shop.call(putImage, { repositoryName: "team/web", imageTag: "v1", imageManifest });
    await shop.create(await shop.register(), { desiredCount: 1 });
    await shop.world.advance(120_000);
    const stopped = (await shop.tasks("STOPPED")).map(({ stoppedReason }) => stoppedReason);
    const failed = expect.stringMatching(new RegExp(`^CannotPullContainerError: .* ${error}$`));
    expect(stopped.slice(0, 1)).toEqual(error === undefined ? [] : [failed]);
    const { runningCount } = await shop.service();
    expect(runningCount).toBe(error === undefined ? 1 : 0);
  });

  test("a program's lines are in the stream of its container", async () => {
    const run = await runOne([{ name: "web", image: image("wrong-arch"), logConfiguration: LOGS }]);
    await run.untilStatus("STOPPED");
    await run.world.advance(30_000);
    const stream = run.aws.logs.group("/shop/web").findStream(`ecs/web/${run.arn.split("/")[2]}`);
    expect(stream?.events.map(({ message }) => message)).toEqual(["exec /usr/local/bin/server: exec format error"]);
  });

  test("a hanging image never gets past PENDING", async () => {
    const run = await runOne([{ name: "web", image: image("hang") }]);
    await run.world.advance(86_400_000);
    expect(await run.task()).toMatchObject({ lastStatus: "PENDING", desiredStatus: "RUNNING" });
  });

  test("a slow one takes longer", async () => {
    const slow = await runOne([{ name: "web", image: image("slow_100") }]);
    expect(await slow.untilStatus("RUNNING")).toBeGreaterThan(120);
  });
});

describe("containers that wait for each other", () => {
  const healthCheck = { command: ["CMD-SHELL", "true"], interval: 10, retries: 2 };
  test.each<[string, readonly Container[], string]>([
    [
      "SUCCESS of a job",
      [
        { name: "web", image: image("healthy"), dependsOn: [{ containerName: "job", condition: "SUCCESS" }] },
        { name: "job", image: image("exit_0"), essential: false },
      ],
      "RUNNING",
    ],
    [
      "HEALTHY of a sidecar",
      [
        { name: "web", image: image("healthy"), dependsOn: [{ containerName: "proxy", condition: "HEALTHY" }] },
        { name: "proxy", image: image("slow_15"), healthCheck },
      ],
      "RUNNING",
    ],
    [
      "SUCCESS of a job that fails",
      [
        { name: "web", image: image("healthy"), dependsOn: [{ containerName: "job", condition: "SUCCESS" }] },
        { name: "job", image: image("exit_3"), essential: false },
      ],
      `CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [job(${image("exit_3")}) (STOPPED->RUNNING) - Exit: 3] for target [web(${image("healthy")}) (NONE->RUNNING)] as dependency did not exit successfully.`,
    ],
    [
      "HEALTHY of a sidecar in vain",
      [
        { name: "web", image: image("healthy"), dependsOn: [{ containerName: "proxy", condition: "HEALTHY" }] },
        { name: "proxy", image: image("unhealthy"), healthCheck, startTimeout: 60 },
      ],
      `CannotStartContainerError: dependency graph: container ordering dependency [proxy(${image("unhealthy")}) (RUNNING->RUNNING)] for target [web(${image("healthy")}) (NONE->RUNNING)] has timed out.`,
    ],
    [
      "START of a sidecar that cannot be started",
      [
        { name: "web", image: image("healthy"), dependsOn: [{ containerName: "proxy", condition: "START" }] },
        { name: "proxy", image: image("no-command"), essential: false },
      ],
      `CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [proxy(${image("no-command")}) (STOPPED->RUNNING)] for target [web(${image("healthy")}) (NONE->RUNNING)] because dependency will never start`,
    ],
  ])("%s", async (_, containers, expected) => {
    const run = await runOne(containers);
    await run.untilStatus(expected === "RUNNING" ? "RUNNING" : "STOPPED");
    if (expected === "RUNNING") return;
    expect(await run.task()).toMatchObject({ stopCode: "TaskFailedToStart", stoppedReason: expected });
  });
});
