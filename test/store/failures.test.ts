import { describe, expect, test } from "@jest/globals";
import { COUNTED_MAX, shortId } from "../../shared/store/counting.ts";
import { type AlikeFailures, createFailures, type Explanation } from "../../shared/store/failures.ts";
import { createIncidents, type Hit } from "../../shared/store/incidents.ts";
import { at } from "../support/core.ts";
import { givenATable } from "../support/table.ts";

const ALIKE: AlikeFailures = {
  service: "shop/api",
  deploymentId: "ecs-svc/2",
  of: "tasks",
  likeness: "app-failed/web/1",
};

/** An id as a task has it: 32 hexadecimal digits. */
const taskId = (number: number): string => number.toString(16).padStart(12, "0").padEnd(32, "f");

const explanation = (cause: string): Explanation => ({
  diagnosis: {
    family: "app",
    kind: "app-failed",
    alert: true,
    causedBy: "revision",
    retryable: "no",
    confidence: "likely",
    cause,
    remedy: "",
    evidence: [],
  },
  details: { logTail: [], differences: [] },
  taskDefinition: "api:2",
  severity: "warning",
});

async function givenFailures() {
  const { table } = await givenATable();
  const failures = createFailures(table);
  const count = (number: number, seconds = number, alike = ALIKE) =>
    failures.count(alike, { id: taskId(number), at: at(seconds) }, at(seconds));
  return { table, failures, count };
}

describe("failures that are alike", () => {
  test("of 200 at once, each told twice, each counts once, and each place is one's own", async () => {
    const { failures, count } = await givenFailures();
    const numbers = Array.from({ length: 400 }, (_, index) => index % 200);
    const counted = await Promise.all(numbers.map((number) => count(number)));
    const firstTellings = counted.filter(({ isRepeat }) => !isRepeat);
    expect(new Set(firstTellings.map(({ ids }) => ids.size))).toEqual(new Set(numbers.map((number) => number + 1)));
    expect(firstTellings).toHaveLength(200);
    const [all] = await failures.ofDeployment("shop/api", "ecs-svc/2");
    expect(all?.ids.size).toBe(200);
  });

  test("keep when the first and the last one was", async () => {
    const { count } = await givenFailures();
    await count(1, 10);
    expect(await count(2, 20)).toMatchObject({ firstAt: at(10), lastAt: at(20) });
  });

  test("of another kind, deployment or service are counted apart", async () => {
    const { failures, count } = await givenFailures();
    await count(1);
    await count(2, 2, { ...ALIKE, likeness: "app-failed/web/2" });
    await count(3, 3, { ...ALIKE, deploymentId: "ecs-svc/22" });
    await count(4, 4, { ...ALIKE, service: "shop/web" });
    expect((await failures.ofDeployment("shop/api", "ecs-svc/2")).map(({ ids }) => ids.size)).toEqual([1, 1]);
  });

  test("are explained once: whoever is second gets what holds, and who counts later finds it", async () => {
    const { failures, count } = await givenFailures();
    await count(1);
    await count(2);
    const first = await failures.explain(ALIKE, explanation("one"), at(5));
    expect([first.explanation.diagnosis.cause, first.ids.size]).toEqual(["one", 2]);
    expect((await failures.explain(ALIKE, explanation("two"), at(6))).explanation).toEqual(explanation("one"));
    expect((await count(3)).explanation).toEqual(explanation("one"));
  });

  test("are counted up to a limit, and stay what they are beyond it", async () => {
    const { table, failures, count } = await givenFailures();
    await count(0);
    const ids = Array.from({ length: COUNTED_MAX }, (_, number) => shortId(taskId(number)));
    await table.add({ pk: "failures#shop/api", sk: "ecs-svc/2#tasks#app-failed/web/1" }, { sets: { ids } });
    expect(await count(COUNTED_MAX, 5_000)).toMatchObject({ isRepeat: false });
    const [all] = await failures.ofDeployment("shop/api", "ecs-svc/2");
    expect([all?.ids.size, all?.lastAt]).toEqual([COUNTED_MAX, at(5_000)]);
  });

  test("that are forgotten are counted anew", async () => {
    const { failures, count } = await givenFailures();
    await count(1);
    await failures.forget("shop/api");
    expect((await count(2)).ids.size).toBe(1);
  });
});

const INCIDENT = { key: "app-failed", openedAt: at(0) };
const hit = (given: Partial<Hit> = {}): Hit => ({
  service: "shop/api",
  taskDefinition: "api:2",
  ids: [shortId(taskId(1))],
  firstAt: at(1),
  lastAt: at(2),
  ...given,
});

describe("an incident", () => {
  test("counts each failure of a service once, whoever brings it", async () => {
    const incidents = createIncidents((await givenATable()).table);
    const ids = Array.from({ length: 200 }, (_, number) => shortId(taskId(number)));
    await Promise.all(ids.map((id) => incidents.count(INCIDENT, hit({ ids: [id] }), at(3))));
    await incidents.count(INCIDENT, hit({ ids, firstAt: at(5), lastAt: at(9) }), at(9));
    await incidents.count(INCIDENT, hit({ service: "shop/web" }), at(9));
    expect(await incidents.affected(INCIDENT)).toEqual([
      { service: "shop/api", taskDefinition: "api:2", count: 200, firstAt: at(1), lastAt: at(9) },
      { service: "shop/web", taskDefinition: "api:2", count: 1, firstAt: at(1), lastAt: at(2) },
    ]);
  });

  test("that is opened again under the same key is another one", async () => {
    const incidents = createIncidents((await givenATable()).table);
    await incidents.count(INCIDENT, hit(), at(3));
    expect(await incidents.affected({ ...INCIDENT, openedAt: at(100) })).toEqual([]);
  });
});
