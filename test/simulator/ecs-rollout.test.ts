import { describe, expect, test } from "@jest/globals";
import { describeServiceDeployments } from "../../simulator/services/ecs/actions/describeServiceDeployments.ts";
import { describeServiceRevisions } from "../../simulator/services/ecs/actions/describeServiceRevisions.ts";
import { listServiceDeployments } from "../../simulator/services/ecs/actions/listServiceDeployments.ts";
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
