import { describe, expect, test } from "@jest/globals";
import type { EventFaults } from "../../simulator/faults/configuration.ts";
import type { BusEvent } from "../../simulator/services/events/event.ts";
import type { AwsRegion } from "../../simulator/region.ts";
import { createSimulator } from "../../simulator/simulator.ts";
import { administrator } from "../../simulator/wire/identity.ts";
import { createFunction } from "../support/functions.ts";
import { START } from "../support/region.ts";

/** From an event to its target at most, without faults. */
const ON_TIME_SECONDS = 1;

interface Seen {
  readonly number: unknown;
  readonly atSeconds: number;
}

/** A rule for pushes, one for events of ours, and a schedule, all with the function `deploy` as their target. */
async function busWith(events: EventFaults, seed?: number) {
  const simulator = await createSimulator({ start: START, seed: 1, order: "seeded" });
  simulator.faults.set({ events, ...(seed === undefined ? {} : { seed }) });
  const aws = simulator.region();
  const seen: Seen[] = [];
  const { arn } = createFunction(aws, "deploy", (event) => {
    const { detail } = event as { detail: { number?: unknown } };
    seen.push({ number: detail.number ?? "schedule", atSeconds: (simulator.world.now - START) / 1_000 });
  });
  rule(aws, arn, "pushes", { eventPattern: JSON.stringify({ source: ["aws.ecr"] }) });
  rule(aws, arn, "ours", { eventPattern: JSON.stringify({ source: ["gardener"] }) });
  rule(aws, arn, "schedule", { scheduleExpression: "rate(10 minutes)" });
  const emit = (number: number, source = "aws.ecr", detailType = "ECR Image Action"): BusEvent =>
    aws.events.emit({ source, detailType, resources: [], detail: { number } });
  return { simulator, seen, emit, advance: (seconds: number) => simulator.world.advance(seconds * 1_000) };
}

function rule(
  aws: AwsRegion,
  arn: string,
  name: string,
  of: { readonly eventPattern?: string; readonly scheduleExpression?: string },
): void {
  const { eventPattern, scheduleExpression } = of;
  aws.events.putRule({
    name,
    eventPattern,
    scheduleExpression,
    state: "ENABLED",
    description: undefined,
    roleArn: undefined,
  });
  aws.events.putTargets(name, [{ Id: "deploy", Arn: arn }]);
}

test("lost: nothing comes", async () => {
  const { simulator, seen, emit, advance } = await busWith({ lost: 1 });
  const { id } = emit(1);
  await advance(300);
  expect(seen).toEqual([]);
  expect(simulator.faults.injected).toEqual([
    { fault: "lost", what: "aws.ecr ECR Image Action", who: "pushes", count: 1 },
  ]);
  expect(simulator.world.trace).toEqual([`${START} fault lost aws.ecr ECR Image Action pushes ${id}`]);
});

test("repeated: it comes a second time within a minute", async () => {
  const { seen, emit, advance } = await busWith({ repeated: 1 });
  emit(1);
  await advance(ON_TIME_SECONDS);
  expect(seen.map(({ number }) => number)).toEqual([1]);
  await advance(60 + ON_TIME_SECONDS);
  expect(seen.map(({ number }) => number)).toEqual([1, 1]);
});

describe("late", () => {
  const waits: readonly [faults: EventFaults, seconds: number][] = [
    [{ late: 1 }, 90],
    [{ late: 1, lateSeconds: 7 }, 7],
  ];
  test.each(waits)("%j: it comes after %i seconds", async (faults, seconds) => {
    const { seen, emit, advance } = await busWith(faults);
    emit(1);
    await advance(seconds);
    expect(seen).toEqual([]);
    await advance(ON_TIME_SECONDS);
    expect(seen).toHaveLength(1);
  });
});

describe("reordered", () => {
  test("the next delivery of the same rule comes first", async () => {
    const { simulator, seen, emit, advance } = await busWith({ reordered: 1 });
    emit(1);
    emit(2);
    await advance(10);
    simulator.faults.set({});
    emit(3);
    await advance(2 * ON_TIME_SECONDS);
    expect(seen.map(({ number }) => number)).toEqual([3, 1, 2]);
  });

  test("a delivery of another rule does not count", async () => {
    const { simulator, seen, emit, advance } = await busWith({ reordered: 1 });
    emit(1);
    simulator.faults.set({});
    emit(2, "gardener");
    await advance(10);
    expect(seen.map(({ number }) => number)).toEqual([2]);
  });

  test("one that nothing overtakes comes after a minute", async () => {
    const { seen, emit, advance } = await busWith({ reordered: 1 });
    emit(1);
    await advance(60);
    expect(seen).toEqual([]);
    await advance(ON_TIME_SECONDS);
    expect(seen).toHaveLength(1);
  });
});

describe("which deliveries are meant", () => {
  const rows: readonly [faults: EventFaults, survive: readonly unknown[]][] = [
    [{ lost: 1 }, [2, "schedule"]],
    [{ lost: 1, source: "aws.ecr" }, [2, "schedule"]],
    [{ lost: 1, source: "gardener" }, [1, 3, "schedule"]],
    [{ lost: 1, source: "aws.events" }, [1, 2, 3]],
    [{ lost: 1, detailType: "Scheduled Event" }, [1, 2, 3]],
    [{ lost: 1, detailType: "ECR Image Scan" }, [1, 2, "schedule"]],
    [{ lost: 1, source: "gardener", detailType: "ECR Image Scan" }, [1, 2, 3, "schedule"]],
    [{ lost: 0 }, [1, 2, 3, "schedule"]],
  ];
  test.each(rows)("%j lets %j through", async (faults, survive) => {
    const { seen, emit, advance } = await busWith(faults);
    for (const given of [() => emit(1), () => emit(2, "gardener"), () => emit(3, "aws.ecr", "ECR Image Scan")]) {
      given();
      await advance(ON_TIME_SECONDS);
    }
    await advance(605);
    expect(seen.map(({ number }) => number)).toEqual(survive);
  });
});

/** Fifty events, ten seconds apart. */
async function story(events: EventFaults, seed?: number): Promise<readonly Seen[]> {
  const { seen, emit, advance } = await busWith(events, seed);
  for (let number = 0; number < 50; number++) {
    emit(number);
    await advance(10);
  }
  await advance(600);
  return seen;
}

const lostNumbers = async (events: EventFaults) => {
  const seen = new Set((await story(events, 7)).map(({ number }) => number));
  return Array.from({ length: 50 }, (_, number) => number).filter((number) => !seen.has(number));
};

describe("the seed", () => {
  const FAULTS: EventFaults = { lost: 0.2, repeated: 0.2, late: 0.2, reordered: 0.2 };

  test("replays a story, and another tells another", async () => {
    const first = await story(FAULTS, 7);
    expect(await story(FAULTS, 7)).toEqual(first);
    expect(await story(FAULTS, 8)).not.toEqual(first);
    expect(await story(FAULTS)).toEqual(await story(FAULTS));
  });

  test("one kind of fault more leaves the others as they were", async () => {
    expect(await lostNumbers(FAULTS)).toEqual(await lostNumbers({ lost: 0.2 }));
  });
});

test("a message that a function took comes again after its visibility timeout", async () => {
  const simulator = await createSimulator({ start: START, seed: 1, order: "seeded" });
  const aws = simulator.region();
  const { arn } = aws.sqs.createQueue("notices", { VisibilityTimeout: "30" });
  const bodies: unknown[] = [];
  createFunction(aws, "notify", (event) => {
    const { Records } = event as { Records: { body: string }[] };
    bodies.push(...Records.map(({ body }) => body));
  });
  aws.lambda.createEventSourceMapping("ecs-gardener-notify", {
    queueArn: arn,
    batchSize: 10,
    reportsBatchItemFailures: false,
    maximumConcurrency: 1,
  });
  const send = () => aws.sqs.send(arn, { body: "told" }, { principal: administrator(aws.account) });

  simulator.faults.set({ messages: { repeated: 1, queue: "others" } });
  send();
  await simulator.world.advance(90_000);
  expect(bodies).toEqual(["told"]);

  simulator.faults.set({ messages: { repeated: 1 } });
  send();
  await simulator.world.advance(1_000);
  simulator.faults.set({});
  await simulator.world.advance(90_000);
  expect(bodies).toEqual(["told", "told", "told"]);
  expect(simulator.faults.injected).toEqual([{ fault: "repeatedMessage", what: "notices", who: "notify", count: 1 }]);
});
