import { describe, expect, test } from "@jest/globals";
import { describeServiceDeployments } from "../../simulator/services/ecs/actions/describeServiceDeployments.ts";
import { describeServiceRevisions } from "../../simulator/services/ecs/actions/describeServiceRevisions.ts";
import { listServiceDeployments } from "../../simulator/services/ecs/actions/listServiceDeployments.ts";
import { stopServiceDeployment } from "../../simulator/services/ecs/actions/stopServiceDeployment.ts";
import { stopTask } from "../../simulator/services/ecs/actions/stopTask.ts";
import { updateService } from "../../simulator/services/ecs/actions/updateService.ts";
import { image, shopRegion } from "../support/ecs-region.ts";

const messages = (service: { events?: { message?: string | undefined }[] | undefined }) =>
  (service.events ?? []).map(({ message = "" }) => message);

describe("a healthy rollout", () => {
  test("of three Fargate tasks takes about a minute and a half, and is told as AWS tells it", async () => {
    const shop = await shopRegion();
    const digest = shop.push("v1");
    await shop.create(await shop.register());

    const seconds = await shop.until(async () => (await shop.service()).deployments?.[0]?.rolloutState === "COMPLETED");

    expect(seconds).toBeGreaterThan(60);
    expect(seconds).toBeLessThan(100);
    const service = await shop.service();
    expect(service).toMatchObject({ status: "ACTIVE", desiredCount: 3, runningCount: 3, pendingCount: 0 });
    expect(service.deployments).toHaveLength(1);
    expect(messages(service)[0]).toBe("(service api) has reached a steady state.");
    expect(shop.eventNames("ECS Deployment State Change")).toEqual([
      "SERVICE_DEPLOYMENT_IN_PROGRESS",
      "SERVICE_DEPLOYMENT_COMPLETED",
    ]);
    expect(shop.eventNames("ECS Service Action")).toContain("SERVICE_STEADY_STATE");
    for (const task of await shop.tasks())
      expect(task.containers?.[0]).toMatchObject({ lastStatus: "RUNNING", imageDigest: digest });
  });

  test("second rollout keeps three healthy tasks throughout and ends on the new revision", async () => {
    const shop = await shopRegion();
    shop.push("v1");
    await shop.create(await shop.register());
    await shop.world.advance(120_000);
    shop.push("v2");
    const next = await shop.register({ image: image("v2") });
    await shop.deploy(next);

    let least = 3;
    const seconds = await shop.until(async () => {
      const { runningCount = 0, deployments = [] } = await shop.service();
      least = Math.min(least, runningCount);
      return deployments.length === 1 && deployments[0]?.rolloutState === "COMPLETED";
    });
    expect(least).toBe(3);
    expect(seconds).toBeLessThan(110);
    expect((await shop.service()).taskDefinition).toBe(next);

    const { serviceDeployments = [] } = await shop.call(listServiceDeployments, { cluster: "shop", service: "api" });
    expect(serviceDeployments.map(({ status }) => status)).toEqual(["SUCCESSFUL", "SUCCESSFUL"]);
  });
});

describe("the circuit breaker", () => {
  test.each(["crash", "missing image"])("rolls a bad image back (%s)", async (kind) => {
    const shop = await shopRegion();
    const digest = shop.push("v1");
    const good = await shop.register();
    await shop.create(good, { configuration: { deploymentCircuitBreaker: { enable: true, rollback: true } } });
    await shop.world.advance(120_000);
    const first = (await shop.service()).deployments?.[0]?.id;
    if (kind === "crash") shop.push("bad", "crash");
    shop.push("v1"); // The tag moves: a rollback must not follow it.
    const bad = await shop.register({ image: image("bad") });
    await shop.deploy(bad);
    await shop.until(async () => (await shop.service()).deployments?.[0]?.id === first);
    await shop.until(async () => (await shop.service()).deployments?.[0]?.rolloutState === "COMPLETED");

    const service = await shop.service();
    expect(service.taskDefinition).toBe(good);
    expect(shop.eventNames("ECS Deployment State Change").slice(2)).toEqual([
      "SERVICE_DEPLOYMENT_IN_PROGRESS",
      "SERVICE_DEPLOYMENT_FAILED",
      "SERVICE_DEPLOYMENT_IN_PROGRESS",
      "SERVICE_DEPLOYMENT_COMPLETED",
    ]);
    const { serviceDeployments: [newest] = [] } = await shop.call(listServiceDeployments, {
      cluster: "shop",
      service: "api",
    });
    expect(newest?.status).toBe("ROLLBACK_SUCCESSFUL");
    const { serviceDeployments: [described] = [] } = await shop.call(describeServiceDeployments, {
      serviceDeploymentArns: [newest?.serviceDeploymentArn ?? ""],
    });
    expect(described?.deploymentCircuitBreaker).toMatchObject({ status: "TRIGGERED", threshold: 3 });
    const { serviceRevisions: [revision] = [] } = await shop.call(describeServiceRevisions, {
      serviceRevisionArns: [described?.rollback?.serviceRevisionArn ?? ""],
    });
    expect(revision?.containerImages?.[0]?.imageDigest).toBe(digest);
    for (const task of await shop.tasks()) expect(task.containers?.[0]?.imageDigest).toBe(digest);
    const [stopped] = await shop.tasks("STOPPED");
    expect(stopped?.stopCode).toBe(kind === "crash" ? "EssentialContainerExited" : "TaskFailedToStart");
  });
});

const BREAKER = { deploymentCircuitBreaker: { enable: true, rollback: true } };
const HEALTH_CHECK = { command: ["CMD-SHELL", "true"], interval: 10, retries: 3 };

/** A service that runs v1 and is calm. */
async function calmShop(configuration?: Parameters<Awaited<ReturnType<typeof shopRegion>>["create"]>[1]) {
  const shop = await shopRegion();
  const digest = shop.push("v1");
  const good = await shop.register({ healthCheck: HEALTH_CHECK });
  await shop.create(good, configuration);
  await shop.world.advance(150_000);
  expect((await shop.service()).deployments?.[0]?.rolloutState).toBe("COMPLETED");
  const deployImage = async (tag: string, behavior?: string) => {
    shop.push(tag, behavior);
    const taskDefinition = await shop.register({ image: image(tag), healthCheck: HEALTH_CHECK });
    await shop.deploy(taskDefinition);
    return taskDefinition;
  };
  const serviceDeployments = async () =>
    (await shop.call(listServiceDeployments, { cluster: "shop", service: "api" })).serviceDeployments ?? [];
  return { ...shop, digest, good, deployImage, serviceDeployments };
}

describe("a bad image", () => {
  test("that never gets healthy trips the breaker; old tasks stay throughout", async () => {
    const shop = await calmShop({ configuration: BREAKER });
    await shop.deployImage("bad", "unhealthy");
    let least = 3;
    await shop.until(async () => {
      const healthy = (await shop.tasks()).filter(({ healthStatus }) => healthStatus === "HEALTHY").length;
      least = Math.min(least, healthy);
      return (await shop.serviceDeployments())[0]?.status === "ROLLBACK_SUCCESSFUL";
    });
    expect(least).toBe(3);
    expect((await shop.tasks("STOPPED")).map(({ stoppedReason }) => stoppedReason)).toContain(
      "Task failed container health checks",
    );
    expect((await shop.service()).taskDefinition).toBe(shop.good);
  });

  test("without a breaker never fails, and is superseded by the next deployment", async () => {
    const shop = await calmShop();
    await shop.deployImage("bad", "crash");
    await shop.world.advance(1_800_000);
    const during = await shop.service();
    expect(during.deployments?.map(({ status, rolloutState }) => `${status} ${rolloutState}`)).toEqual([
      "PRIMARY IN_PROGRESS",
      "ACTIVE COMPLETED",
    ]);
    expect(during.deployments?.[0]?.failedTasks).toBeGreaterThan(3);
    await shop.deployImage("v2");
    expect((await shop.serviceDeployments()).map(({ status }) => status)).toEqual([
      "PENDING",
      "STOP_REQUESTED",
      "SUCCESSFUL",
    ]);
    await shop.world.advance(150_000);
    expect((await shop.serviceDeployments()).map(({ status }) => status)).toEqual([
      "SUCCESSFUL",
      "STOPPED",
      "SUCCESSFUL",
    ]);
    expect(shop.eventNames("ECS Deployment State Change")).not.toContain("SERVICE_DEPLOYMENT_FAILED");
  });

  test("in the first deployment stalls: there is nothing to go back to", async () => {
    const shop = await shopRegion();
    shop.push("v1", "crash");
    await shop.create(await shop.register(), { configuration: BREAKER });
    await shop.world.advance(600_000);
    const { deployments, runningCount, pendingCount } = await shop.service();
    expect(deployments?.map(({ status, rolloutState }) => `${status} ${rolloutState}`)).toEqual(["PRIMARY FAILED"]);
    expect([runningCount, pendingCount]).toEqual([0, 0]);
  });

  test("that cannot be pulled is tried ever more rarely, and the service says so", async () => {
    const shop = await calmShop();
    await shop.deploy(await shop.register({ image: image("missing") }));
    await shop.world.advance(3_600_000);
    const failed = (await shop.tasks("STOPPED")).filter(({ stopCode }) => stopCode === "TaskFailedToStart");
    expect(failed.length).toBeLessThan(20);
    expect(shop.eventNames("ECS Service Action")).toContain("SERVICE_TASK_START_IMPAIRED");
    expect(messages(await shop.service())).toContain(
      "(service api) is unable to consistently start tasks successfully.",
    );
  });

  test("that hangs stays in progress without an event", async () => {
    const shop = await calmShop({ configuration: BREAKER });
    await shop.deployImage("bad", "hang");
    await shop.world.advance(3_600_000);
    expect(await shop.service()).toMatchObject({ runningCount: 3, pendingCount: 3 });
    expect(shop.eventNames("ECS Deployment State Change").at(-1)).toBe("SERVICE_DEPLOYMENT_IN_PROGRESS");
  });
});

describe("digests", () => {
  test("scaling out keeps the digest although the tag moved; a forced deployment takes the new one", async () => {
    const shop = await calmShop();
    const moved = shop.push("v1");
    await shop.call(updateService, { cluster: "shop", service: "api", desiredCount: 5 });
    await shop.world.advance(120_000);
    const digests = async () => [...new Set((await shop.tasks()).map((task) => task.containers?.[0]?.imageDigest))];
    expect(await shop.tasks()).toHaveLength(5);
    expect(await digests()).toEqual([shop.digest]);
    expect(await shop.serviceDeployments()).toHaveLength(1);

    await shop.call(updateService, { cluster: "shop", service: "api", forceNewDeployment: true });
    await shop.world.advance(200_000);
    expect(await digests()).toEqual([moved]);
  });

  test("are known within three seconds of a deployment", async () => {
    const shop = await calmShop();
    await shop.deployImage("v2");
    await shop.world.advance(3_000);
    const [newest] = await shop.serviceDeployments();
    const { serviceRevisions: [revision] = [] } = await shop.call(describeServiceRevisions, {
      serviceRevisionArns: [newest?.targetServiceRevisionArn ?? ""],
    });
    expect(revision?.containerImages?.[0]?.imageDigest).toMatch(/^sha256:/);
  });

  test("are not known of a service that was created with no tasks", async () => {
    const shop = await shopRegion();
    shop.push("v1");
    await shop.create(await shop.register(), { desiredCount: 0 });
    await shop.world.advance(5_000);
    await shop.call(updateService, { cluster: "shop", service: "api", desiredCount: 1 });
    await shop.world.advance(120_000);
    const { serviceDeployments: [only] = [] } = await shop.call(listServiceDeployments, {
      cluster: "shop",
      service: "api",
    });
    const { serviceRevisions: [revision] = [] } = await shop.call(describeServiceRevisions, {
      serviceRevisionArns: [only?.targetServiceRevisionArn ?? ""],
    });
    expect(only?.status).toBe("SUCCESSFUL");
    expect(revision?.containerImages?.[0]).toEqual({
      containerName: "web",
      image: image("v1"),
      imageDigest: undefined,
    });
  });
});

describe("people", () => {
  test("ask for a rollback, with no breaker configured", async () => {
    const shop = await calmShop();
    await shop.deployImage("v2");
    await shop.world.advance(20_000);
    const [newest] = await shop.serviceDeployments();
    const stop = () =>
      shop.call(stopServiceDeployment, {
        serviceDeploymentArn: newest?.serviceDeploymentArn ?? "",
        stopType: "ROLLBACK" as const,
      });
    await stop();
    expect((await shop.serviceDeployments())[0]?.status).toBe("ROLLBACK_REQUESTED");
    await stop();
    await shop.world.advance(60_000);
    expect((await shop.serviceDeployments())[0]?.status).toBe("ROLLBACK_SUCCESSFUL");
    expect((await shop.service()).taskDefinition).toBe(shop.good);
    expect(
      (await shop.refusal(stopServiceDeployment, { serviceDeploymentArn: newest?.serviceDeploymentArn ?? "" })).name,
    ).toBe("ConflictException");
  });

  test("change the desired count in the middle of a deployment", async () => {
    const shop = await calmShop();
    const next = await shop.deployImage("v2");
    await shop.world.advance(10_000);
    await shop.call(updateService, { cluster: "shop", service: "api", desiredCount: 1 });
    await shop.world.advance(120_000);
    const service = await shop.service();
    expect(service).toMatchObject({ desiredCount: 1, runningCount: 1, taskDefinition: next });
    expect(service.deployments).toHaveLength(1);
  });

  test("choose percentages that allow nothing, and are told once", async () => {
    const shop = await calmShop({
      desiredCount: 1,
      configuration: { minimumHealthyPercent: 100, maximumPercent: 150 },
    });
    await shop.deployImage("v2");
    await shop.world.advance(600_000);
    const stuck = messages(await shop.service()).filter((message) =>
      message.includes("was unable to stop or start tasks"),
    );
    expect(stuck).toHaveLength(1);
    expect((await shop.service()).deployments).toHaveLength(2);
  });
});

describe("a rollback", () => {
  test("is not begun where it is not asked for: the deployment fails and old tasks stay", async () => {
    const shop = await calmShop({ configuration: { deploymentCircuitBreaker: { enable: true, rollback: false } } });
    const bad = await shop.deployImage("bad", "crash");
    await shop.world.advance(900_000);
    const service = await shop.service();
    expect(service).toMatchObject({ taskDefinition: bad, runningCount: 3, pendingCount: 0 });
    expect(service.deployments?.[0]?.rolloutState).toBe("FAILED");
    expect((await shop.serviceDeployments())[0]?.status).toBe("STOPPED");
  });

  test("that is superseded has failed, the newer deployment goes its way", async () => {
    const shop = await calmShop({ configuration: BREAKER });
    await shop.deployImage("bad", "crash");
    await shop.until(async () => (await shop.serviceDeployments())[0]?.status === "ROLLBACK_IN_PROGRESS");
    const next = await shop.deployImage("v2");
    await shop.world.advance(150_000);
    const statuses = (await shop.serviceDeployments()).map(({ status }) => status);
    expect(statuses).toEqual(["SUCCESSFUL", "ROLLBACK_FAILED", "SUCCESSFUL"]);
    expect(await shop.service()).toMatchObject({ taskDefinition: next, runningCount: 3 });
  });
});

test("unhealthy tasks are left alone in their grace period", async () => {
  const shop = await shopRegion();
  shop.push("v1", "unhealthy");
  await shop.create(await shop.register({ healthCheck: HEALTH_CHECK }), { desiredCount: 1 });
  await shop.call(updateService, { cluster: "shop", service: "api", healthCheckGracePeriodSeconds: 300 });
  await shop.world.advance(240_000);
  expect(await shop.tasks()).toHaveLength(1);
  await shop.world.advance(120_000);
  expect((await shop.tasks()).length).toBeGreaterThan(1);
});

test("an old task that is lost while starts are throttled comes back", async () => {
  const shop = await shopRegion();
  shop.push("v1");
  await shop.create(await shop.register(), { desiredCount: 1 });
  await shop.world.advance(120_000);
  const [old] = await shop.tasks();
  await shop.deploy(await shop.register({ image: image("missing") }));
  await shop.world.advance(600_000);
  await shop.call(stopTask, { cluster: "shop", task: old?.taskArn ?? "" });
  await shop.world.advance(1_800_000);
  const running = (await shop.tasks()).filter(({ lastStatus }) => lastStatus === "RUNNING");
  expect(running.map(({ taskDefinitionArn }) => taskDefinitionArn)).toEqual([old?.taskDefinitionArn]);
});

test("a lost task is replaced without a deployment", async () => {
  const shop = await calmShop();
  const [lost] = await shop.tasks();
  await shop.call(stopTask, { cluster: "shop", task: lost?.taskArn ?? "" });
  await shop.world.advance(120_000);
  expect(await shop.service()).toMatchObject({ runningCount: 3 });
  expect(await shop.serviceDeployments()).toHaveLength(1);
});

test("a calm service only says that it is steady, every six hours", async () => {
  const shop = await calmShop();
  const before = shop.events.length;
  await shop.world.advance(86_400_000);
  expect(shop.events.slice(before).map(({ detail }) => detail)).toMatchObject(
    Array.from({ length: 4 }, () => ({ eventName: "SERVICE_STEADY_STATE" })),
  );
});

async function story() {
  const shop = await calmShop({ configuration: BREAKER });
  await shop.deployImage("bad", "crash");
  await shop.world.advance(600_000);
  return shop.events;
}

test("the same seed tells the same story", async () => {
  expect(await story()).toEqual(await story());
});
