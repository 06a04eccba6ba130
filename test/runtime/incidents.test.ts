import { describe, expect, test } from "@jest/globals";
import { CALM_SECONDS } from "../../shared/core/failure/incident.ts";
import { countInIncident, lookAtIncidents } from "../../shared/runtime/incidents.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import type { Explanation } from "../../shared/store/failures.ts";
import type { Hit, Incidents } from "../../shared/store/incidents.ts";
import { plantWatchedGarden } from "../support/failing-garden.ts";

const EXPLANATION: Explanation = {
  diagnosis: {
    family: "network",
    kind: "no-way-to-aws",
    alert: true,
    causedBy: "environment",
    retryable: "maybe",
    confidence: "sure",
    cause: "There is no way to AWS.",
    remedy: "",
    evidence: [],
  },
  details: { logTail: [], differences: [] },
  taskDefinition: "api:2",
  severity: "warning",
};

/** Services that ECS does not know: the next look closes their incident. */
async function givenIncidents() {
  const garden = await plantWatchedGarden();
  const gardener = garden.person;
  const hit = (id: string): Hit => {
    // So long ago that nothing more of it is to come.
    const at = gardener.environment.now() - CALM_SECONDS * 1000;
    return { service: "shop/gone", taskDefinition: "api:2", ids: [id], firstAt: at, lastAt: at };
  };
  const count = (id: string, by: Gardener = gardener) => countInIncident(by, EXPLANATION, hit(id));
  /** The gardener of somebody to whom something happens at its calls to the store. */
  const gardenerWith = (change: Partial<Incidents>): Gardener => ({
    ...gardener,
    incidents: { ...gardener.incidents, ...change },
  });
  const told = async () => {
    await garden.advance(5);
    return garden.incidents.map(({ version, incident: { openedAt, closedAt, services } }) => ({
      openedAt,
      version,
      isClosed: closedAt !== undefined,
      counts: services.map((one) => one.count),
    }));
  };
  return { garden, gardener, count, gardenerWith, told, openedAt: gardener.environment.now() };
}

describe("an incident", () => {
  test("that many open at once is opened and told once, and counts all of them", async () => {
    const { gardener, count, told, openedAt } = await givenIncidents();
    await Promise.all(["a", "b", "c", "d"].map((id) => count(id)));
    expect(await told()).toEqual([{ openedAt, version: 1, isClosed: false, counts: [1] }]);
    const [open] = await gardener.incidents.open();
    expect(open?.untold).toBeUndefined();
    expect(await gardener.incidents.affected({ key: "no-way-to-aws", openedAt })).toMatchObject([{ count: 4 }]);
  });

  test("into which a failure is counted while it is closed goes on with it", async () => {
    const { gardener, count, gardenerWith, told, openedAt } = await givenIncidents();
    await count("a");
    const closing = gardenerWith({
      async save(open, before) {
        const isSaved = await gardener.incidents.save(open, before);
        if (open.incident.closedAt !== undefined)
          await gardener.incidents.count(
            open.incident,
            { service: "shop/gone", taskDefinition: "api:2", ids: ["b"], firstAt: 1, lastAt: 1 },
            1,
          );
        return isSaved;
      },
    });
    await lookAtIncidents(closing);
    expect(await told()).toMatchObject([{ isClosed: false }]);
    await lookAtIncidents(gardener);
    expect((await told()).at(-1)).toMatchObject({ openedAt, isClosed: true, counts: [2] });
  });

  test("whose closing broke off is told closed by whoever comes next: a failure, which opens another, or a tick", async () => {
    const { garden, gardener, count, gardenerWith, told } = await givenIncidents();
    const dying = gardenerWith({ remove: () => Promise.reject(new Error("died")) });
    await count("a");
    await expect(lookAtIncidents(dying)).rejects.toThrow("left for the next tick: no-way-to-aws");
    await garden.advance(1);
    await count("b");
    expect((await told()).map(({ isClosed, counts }) => [isClosed, counts])).toEqual([
      [false, [1]],
      [true, [1]],
      [false, [1]],
    ]);
    await expect(lookAtIncidents(dying)).rejects.toThrow("no-way-to-aws");
    await lookAtIncidents(gardener);
    expect((await told()).filter(({ isClosed }) => isClosed)).toHaveLength(2);
    expect(await gardener.incidents.open()).toEqual([]);
  });

  test("costs one query while there is none", async () => {
    const { garden, gardener } = await givenIncidents();
    garden.simulator.calls.clear();
    await lookAtIncidents(gardener);
    expect(garden.simulator.calls.list()).toEqual([expect.objectContaining({ operation: "dynamodb:Query", count: 1 })]);
  });
});
