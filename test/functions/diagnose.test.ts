import { ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import { DeleteServiceCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, test } from "@jest/globals";
import type { BusEvent } from "../../simulator/services/events/event.ts";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { image } from "../support/ecs-region.ts";
import { callsOfDiagnose, givenServiceOf, plantWatchedGarden, type WatchedGarden } from "../support/failing-garden.ts";
import { service } from "../support/steps.ts";

/** Every task that ended by itself so far, by its id. */
function watchExits({ aws }: WatchedGarden): ReadonlySet<string> {
  const exits = new Set<string>();
  const put = aws.events.put.bind(aws.events);
  aws.events.put = (event: BusEvent) => {
    const { taskArn, lastStatus, stopCode } = event.detail as Partial<Record<string, string>>;
    if (taskArn !== undefined && lastStatus === "STOPPED" && stopCode === "EssentialContainerExited")
      exits.add(taskArn);
    put(event);
  };
  return exits;
}

const topics = ({ incidents }: WatchedGarden) =>
  new Set(incidents.map(({ incident: { key, openedAt } }) => `${key} ${openedAt}`));

const last = ({ incidents }: WatchedGarden) => incidents.at(-1)?.incident;

test("a service whose first image is still to come is told of after five minutes, with all that failed by then", async () => {
  const garden = await plantWatchedGarden();
  await givenServiceOf(garden, "api", [{ image: image("not-pushed-yet") }], { desiredCount: 2 });
  await garden.advance(240);
  expect(garden.incidents).toEqual([]);
  await garden.advance(900);
  const { diagnosis, services = [] } = last(garden) ?? {};
  expect(diagnosis?.kind).toBe("image-not-found");
  expect(services[0]?.count).toBeGreaterThan(3);
});

describe("what fails alike is one incident", () => {
  test("200 tasks of a service within a minute: each is counted once, three are looked into", async () => {
    const garden = await plantWatchedGarden();
    const exits = watchExits(garden);
    await givenServiceOf(garden, "api", [{ behavior: "crash:100" }], { desiredCount: 200 });
    await garden.advance(240);

    expect(exits.size).toBe(200);
    expect(topics(garden).size).toBe(1);
    const [first] = garden.incidents;
    expect(first).toMatchObject({
      version: 1,
      incident: {
        key: "configuration-rejected-by-app/shop/api/api:1/web",
        diagnosis: { cause: expect.stringContaining("The app in web ended with 1") },
      },
      details: { logTail: [{ container: "web", lines: expect.arrayContaining(["Server starting"]) }] },
    });
    expect(garden.incidents.at(-1)?.incident.services).toEqual([
      expect.objectContaining({ service: "shop/api", count: 200 }),
    ]);
    expect(callsOfDiagnose(garden)).toMatchObject({ "ecs:DescribeTasks": 3, "ecs:DescribeServices": 3 });
  });

  test("events that come twice, and twice under another id, count once", async () => {
    const garden = await plantWatchedGarden();
    const exits = watchExits(garden);
    garden.simulator.faults.set({ events: { repeated: 1, detailType: "ECS Task State Change" } });
    const put = garden.aws.events.put.bind(garden.aws.events);
    garden.aws.events.put = (event: BusEvent) => {
      put(event);
      put({ ...event, id: `again-${event.id}` });
    };
    await givenServiceOf(garden, "api", [{ behavior: "crash:100" }], { desiredCount: 7 });
    await garden.advance(240);
    expect(exits.size).toBe(7);
    expect(garden.incidents.at(-1)?.incident.services).toEqual([expect.objectContaining({ count: 7 })]);
  });

  test("30 services that one cause around them hits, told as one that names 30; and closed when all are well", async () => {
    const garden = await plantWatchedGarden();
    const secrets = [{ name: "KEY", valueFrom: "arn:aws:secretsmanager:us-east-1:123456789012:secret:key" }];
    const names = Array.from({ length: 30 }, (_, number) => `service-${number}`);
    for (const name of names) await givenServiceOf(garden, name, [{ secrets }]);
    await garden.advance(300);
    expect(garden.incidents).toEqual([]);

    garden.simulator.troubles.set({ troubles: [{ trouble: "secrets-outage" }] });
    for (const name of names)
      await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: name, forceNewDeployment: true }));
    await garden.advance(240);
    expect(topics(garden).size).toBe(1);
    const hit = last(garden);
    expect(hit).toMatchObject({ key: "service-out-of-order", diagnosis: { causedBy: "environment" } });
    expect(hit?.services.map((one) => one.service).toSorted()).toEqual(names.map((name) => `shop/${name}`).toSorted());
    expect(garden.incidents.flatMap(({ sentences }) => sentences).join()).toContain("are hit as well");
    expect(hit?.closedAt).toBeUndefined();

    garden.simulator.troubles.set({ troubles: [] });
    await garden.advance(1500);
    expect(topics(garden).size).toBe(1);
    const { incident, sentences } = garden.incidents.at(-1) ?? {};
    expect(incident?.closedAt).toBeGreaterThan(incident?.openedAt ?? 0);
    expect(sentences?.join()).toContain("run as they should again");
    expect(await garden.person.incidents.open()).toEqual([]);
  });
});

describe("what is nobody's trouble", () => {
  test("a service that is scaled in is silent, and starts no function", async () => {
    const garden = await plantWatchedGarden();
    await givenServiceOf(garden, "api", [{}], { desiredCount: 3 });
    await garden.advance(200);
    await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", desiredCount: 1 }));
    await garden.advance(200);
    expect((await service(garden, "api")).runningCount).toBe(1);
    expect(garden.incidents).toEqual([]);
    expect(garden.log.filter((line) => line.function === "diagnose")).toEqual([]);
  });

  test("a service outside the garden is logged, and costs no call", async () => {
    const garden = await plantWatchedGarden();
    await givenServiceOf(garden, "api", [{ behavior: "crash" }], { tags: [] });
    await garden.advance(120);
    expect(garden.incidents).toEqual([]);
    expect(garden.log.map(({ message }) => message)).toContain("shop/api: it is no service of this garden");
    expect(callsOfDiagnose(garden)).toEqual({});
  });

  test("a service that only the garden file names is of the garden", async () => {
    const gardenFile = { services: { "shop/api": { rollout: { deadline: "10m" } } } };
    const garden = await plantWatchedGarden({ gardenFile });
    await givenServiceOf(garden, "api", [{ behavior: "crash" }], { tags: [] });
    await garden.advance(120);
    expect(garden.incidents).not.toEqual([]);
  });
});

describe("why it failed", () => {
  test("is told by the log, though its last lines come after the event", async () => {
    const garden = await plantWatchedGarden({ seed: 3 });
    await givenServiceOf(garden, "api", [{ behavior: "disk-full" }]);
    await garden.advance(100);
    expect(garden.incidents[0]).toMatchObject({
      incident: { diagnosis: { kind: "disk-full", evidence: [{ where: "logTail[web]" }, {}] } },
      details: { logTail: [{ lines: expect.arrayContaining([expect.stringContaining("ENOSPC")]) }] },
    });
    expect(callsOfDiagnose(garden)["logs:GetLogEvents"]).toBe(2);
  });

  test("is the database beside it that never gets ready, whatever ECS reports of the app", async () => {
    const garden = await plantWatchedGarden();
    const healthCheck = { command: ["CMD-SHELL", "pg_isready"], interval: 10, retries: 10 };
    await givenServiceOf(garden, "api", [
      { dependsOn: [{ containerName: "database", condition: "HEALTHY" }] },
      { name: "database", behavior: "database-not-ready", healthCheck, startTimeout: 60 },
    ]);
    await garden.advance(180);
    expect(garden.incidents[0]).toMatchObject({
      incident: { diagnosis: { kind: "awaited-container-failed", container: "database" } },
      details: {
        logTail: [
          { container: "database", lines: expect.arrayContaining(["FATAL:  the database system is starting up"]) },
        ],
      },
    });
  });

  test("is shown with what the image was built for, where that is another architecture", async () => {
    const garden = await plantWatchedGarden();
    const { digest } = garden.aws.ecr.push({ repository: "team/web", tag: "single" });
    const platform = { os: "linux", architecture: "arm64" };
    const manifest = { mediaType: "application/vnd.oci.image.manifest.v1+json", digest, size: 2, platform };
    const index = {
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.index.v1+json",
      manifests: [manifest],
    };
    const ecr = new ECRClient(inProcessClientOptions(garden.simulator));
    const imageManifest = JSON.stringify(index);
    await ecr.send(new PutImageCommand({ repositoryName: "team/web", imageTag: "v1", imageManifest }));
    await givenServiceOf(garden, "api", [{ image: image("v1") }]);
    await garden.advance(120);
    expect(garden.incidents[0]?.incident.diagnosis).toMatchObject({
      kind: "platform-not-in-image",
      evidence: [{}, { where: "image[web]", text: "built for linux/arm64; the task asks for linux/amd64" }],
    });
  });

  test("stays without the log where that may not be read, and keeps no secrets where it may", async () => {
    const garden = await plantWatchedGarden();
    garden.simulator.faults.set({ calls: [{ operation: "logs:GetLogEvents", fault: "errorBefore" }] });
    await givenServiceOf(garden, "api", [{ behavior: "leaks-secrets" }]);
    await garden.advance(110);
    expect(garden.incidents).toMatchObject([{ details: { logTail: [] } }]);

    garden.simulator.faults.set({});
    await givenServiceOf(garden, "web", [{ behavior: "leaks-secrets" }]);
    await garden.advance(110);
    expect(JSON.stringify(garden.incidents)).toContain("[redacted]");
    expect(JSON.stringify(garden.incidents)).not.toMatch(/AKIA|eyJ/);
  });
});

const update = (garden: WatchedGarden, change: object) =>
  garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", ...change }));

describe("how an incident goes on", () => {
  const SECRETS = [{ name: "KEY", valueFrom: "arn:aws:secretsmanager:us-east-1:123456789012:secret:key" }];

  test("silence is no recovery: it stays open while tasks are missing, and closes when they run", async () => {
    const garden = await plantWatchedGarden();
    garden.simulator.troubles.set({ troubles: [{ trouble: "secrets-outage" }] });
    await givenServiceOf(garden, "api", [{ secrets: SECRETS }], { desiredCount: 2 });
    await garden.advance(900);
    expect(last(garden)).toMatchObject({ key: "service-out-of-order", severity: "critical" });
    // ECS waits longer and longer between its attempts.
    const { lastAt = 0 } = last(garden)?.services[0] ?? {};
    expect(garden.simulator.world.now - lastAt).toBeGreaterThan(300_000);
    expect(last(garden)?.closedAt).toBeUndefined();

    garden.simulator.troubles.set({ troubles: [] });
    await garden.advance(900);
    expect(last(garden)?.closedAt).toBeGreaterThan(lastAt);
    expect(garden.incidents.at(-1)?.sentences).toEqual(["shop/api runs as it should again"]);
  });

  test.each([
    ["scaled to zero", (garden: WatchedGarden) => update(garden, { desiredCount: 0 }), "is scaled to zero"],
    [
      "deleted",
      (garden: WatchedGarden) =>
        garden.ecs.send(new DeleteServiceCommand({ cluster: "shop", service: "api", force: true })),
      "was deleted",
    ],
  ])("a service that is %s is wanted no more, which closes it", async (_, end, sentence) => {
    const garden = await plantWatchedGarden();
    await givenServiceOf(garden, "api", [{ behavior: "crash" }]);
    await garden.advance(120);
    expect(last(garden)?.closedAt).toBeUndefined();
    await end(garden);
    await garden.advance(420);
    expect(last(garden)?.closedAt).toBeDefined();
    expect(garden.incidents.at(-1)?.sentences).toEqual([`shop/api ${sentence}, no longer wanted`]);
  });

  test("a good image that is pushed ends it, once its rollout is complete", async () => {
    const garden = await plantWatchedGarden();
    await givenServiceOf(garden, "api", [{ behavior: "crash" }]);
    await garden.advance(200);
    garden.aws.ecr.push({ repository: "team/web", tag: "web-crash", behavior: "healthy" });
    await garden.advance(900);
    const { rollout } = await garden.services.read("shop/api");
    expect(rollout?.status).toBe("Completed");
    expect(last(garden)?.closedAt).toBeGreaterThanOrEqual(rollout?.endedAt ?? Number.POSITIVE_INFINITY);
    expect(topics(garden).size).toBe(1);
  });

  test("what fails after it was closed is another one, looked into anew", async () => {
    const garden = await plantWatchedGarden();
    await givenServiceOf(garden, "api", [{ behavior: "oom:400" }]);
    await garden.advance(1200);
    const firsts = garden.incidents.filter(({ version }) => version === 1);
    expect(firsts.length).toBeGreaterThan(1);
    expect(new Set(firsts.map(({ details }) => details?.taskId)).size).toBe(firsts.length);
  });

  test("the first notice is made good by a tick, where nobody came to send it", async () => {
    const garden = await plantWatchedGarden();
    const calls = [{ operation: "sqs:SendMessage", fault: "errorBefore", principal: "diagnose" }] as const;
    garden.simulator.faults.set({ calls: [...calls] });
    await givenServiceOf(garden, "api", [{ behavior: "crash" }]);
    await garden.advance(240);
    expect(garden.incidents[0]).toMatchObject({ version: 1, details: { taskId: expect.any(String) } });
    expect(topics(garden).size).toBe(1);
  });

  test("ECS's own word that it cannot place tasks is one, by the reason among the service's sentences", async () => {
    const garden = await plantWatchedGarden();
    garden.simulator.troubles.set({ troubles: [{ trouble: "fargate-capacity" }] });
    await givenServiceOf(garden, "api", [{}]);
    await garden.advance(400);
    expect(topics(garden).size).toBe(1);
    expect(last(garden)).toMatchObject({
      diagnosis: { causedBy: "environment", evidence: [{ where: "serviceEvent" }] },
      severity: "critical",
    });
    expect(last(garden)?.services[0]?.count).toBeGreaterThan(4);
  });
});

async function givenARunningService(given = {}) {
  const garden = await plantWatchedGarden();
  await givenServiceOf(garden, "api", [given], {
    desiredCount: 3,
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
  });
  await garden.advance(300);
  return garden;
}

const push = ({ aws }: WatchedGarden, behavior: string) =>
  aws.ecr.push({ repository: "team/web", tag: "web-healthy", behavior });

describe("a rollout's failures", () => {
  test("are told by its own message, and are no incident, nor are the last ones when it was taken back", async () => {
    const garden = await givenARunningService();
    push(garden, "crash");
    await garden.advance(1200);
    expect((await garden.services.read("shop/api")).rollout?.wayBack?.status).toBe("Done");
    expect(garden.incidents).toEqual([]);
    const [counted] = await garden.person.failures.ofDeployment(
      "shop/api",
      (await garden.services.read("shop/api")).rollout?.deploymentId ?? "",
    );
    expect(counted?.explanation).toMatchObject({
      diagnosis: { kind: "configuration-rejected-by-app" },
      details: {
        differences: [expect.stringMatching(/^web\.image: team\/web:web-healthy -> team\/web@[0-9a-f]{12}$/)],
      },
    });
  });

  test("that what surrounds it causes are an incident besides", async () => {
    const garden = await givenARunningService();
    garden.simulator.troubles.set({ troubles: [{ trouble: "no-route" }] });
    push(garden, "healthy");
    await garden.advance(300);
    expect(garden.incidents[0]).toMatchObject({ incident: { diagnosis: { causedBy: "environment" } } });
  });

  test("whose events were lost are counted when ECS gives the deployment up", async () => {
    const garden = await plantWatchedGarden();
    garden.simulator.faults.set({ events: { lost: 1, detailType: "ECS Task State Change" } });
    const exits = watchExits(garden);
    let exitsByThen = 0;
    const put = garden.aws.events.put.bind(garden.aws.events);
    garden.aws.events.put = (event: BusEvent) => {
      const { eventName } = event.detail as { eventName?: string };
      if (eventName === "SERVICE_DEPLOYMENT_FAILED") exitsByThen = exits.size;
      put(event);
    };
    await givenServiceOf(garden, "api", [{ behavior: "crash" }], {
      desiredCount: 3,
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    });
    await garden.advance(600);
    expect(exitsByThen).toBeGreaterThan(2);
    expect(garden.incidents.at(-1)?.incident.services).toEqual([expect.objectContaining({ count: exitsByThen })]);
  });
});
