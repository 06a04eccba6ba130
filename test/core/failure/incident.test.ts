import { describe, expect, test } from "@jest/globals";
import {
  CALM_SECONDS,
  incidentKey,
  judgeIncident,
  SERVICES_TOLD_MAX,
  severityOf,
  toldServices,
} from "../../../shared/core/failure/incident.ts";
import type {
  AffectedService,
  Diagnosis,
  Incident,
  ServiceName,
  ServiceSnapshot,
  ServiceState,
} from "../../../shared/core/model.ts";
import { at, deployment, revision, rollout, serviceSnapshot, state, stateWith } from "../../support/core.ts";

const diagnosis = (given: Partial<Diagnosis> = {}): Diagnosis => ({
  family: "app",
  kind: "app-failed",
  alert: true,
  causedBy: "revision",
  retryable: "maybe",
  confidence: "likely",
  cause: "The app in web ended with 1.",
  remedy: "Read its log.",
  evidence: [],
  container: "web",
  ...given,
});

const affected = (given: Partial<AffectedService> = {}): AffectedService => ({
  service: "shop/api",
  taskDefinition: revision(2),
  count: 3,
  firstAt: at(0),
  lastAt: at(60),
  ...given,
});

describe("the key of an incident", () => {
  test.each([
    ["the service's own", {}, "app-failed/shop/api/api:2/web"],
    ["of no container", { container: undefined }, "app-failed/shop/api/api:2/-"],
    ["of what surrounds services", { causedBy: "environment" }, "app-failed"],
    ["of either", { causedBy: "either" }, "app-failed/shop/api/api:2/web"],
  ] as const)("%s", (_, given, key) =>
    expect(incidentKey(diagnosis(given as Partial<Diagnosis>), affected())).toBe(key),
  );

  test("fits into a key of the table, however long the names are", () => {
    const service = `${"a".repeat(255)}/${"b".repeat(255)}`;
    const taskDefinition = `arn:aws:ecs:us-east-1:123456789012:task-definition/${"c".repeat(255)}:1`;
    const key = incidentKey(diagnosis({ container: "d".repeat(255) }), { service, taskDefinition });
    expect(key).toHaveLength(1024);
  });
});

test.each([
  ["nothing runs", { desiredCount: 3, runningCount: 0 }, "maybe", "critical"],
  ["nothing is to run", { desiredCount: 0, runningCount: 0 }, "maybe", "warning"],
  ["something runs", { desiredCount: 3, runningCount: 1 }, "maybe", "warning"],
  ["something runs, and it heals", { desiredCount: 3, runningCount: 1 }, "yes", "info"],
  ["nobody knows", undefined, "no", "warning"],
] as const)("how bad it is where %s", (_, service, retryable, severity) =>
  expect(severityOf({ retryable }, service)).toBe(severity),
);

test("those that were hit first are told, no more than a notice holds", () => {
  const services = Array.from({ length: SERVICES_TOLD_MAX + 5 }, (_, number) =>
    affected({ service: `shop/${number}`, firstAt: at(-number) }),
  );
  const told = toldServices(services);
  expect(told).toHaveLength(SERVICES_TOLD_MAX);
  expect(told[0]?.service).toBe(`shop/${SERVICES_TOLD_MAX + 4}`);
});

describe("how an incident goes on", () => {
  const open: Incident = {
    key: "app-failed/shop/api/api:2/web",
    diagnosis: diagnosis(),
    severity: "warning",
    openedAt: at(10),
    services: [affected()],
  };
  /** When the failures at second 60 are long enough ago. */
  const CALM = 60 + CALM_SECONDS;

  interface Given {
    readonly seconds?: number;
    readonly services?: readonly AffectedService[];
    readonly snapshot?: Partial<ServiceSnapshot> | undefined;
    readonly memory?: ServiceState;
  }
  function judged(given: Given = {}) {
    const { seconds = CALM, services = [affected()], memory = state() } = given;
    const snapshot = "snapshot" in given ? given.snapshot : {};
    const names: readonly ServiceName[] = services.map(({ service }) => service);
    return judgeIncident({
      now: at(seconds),
      incident: open,
      services,
      snapshots: new Map(snapshot ? names.map((name) => [name, serviceSnapshot(snapshot)]) : []),
      states: new Map(names.map((name) => [name, memory])),
    });
  }

  const inProgress = [deployment({ rolloutState: "IN_PROGRESS" })];
  const withoutState = [deployment({ rolloutState: "" })];
  const staysOpen: readonly (readonly [string, Given])[] = [
    ["a failure was too short ago", { seconds: CALM - 1 }],
    ["tasks are missing, however long it is silent", { seconds: 86_400, snapshot: { runningCount: 2 } }],
    ["the deployment is in progress", { snapshot: { deployments: inProgress } }],
    ["the deployment has failed", { snapshot: { deployments: [deployment({ rolloutState: "FAILED" })] } }],
    ["a rollout of ours is under way", { memory: stateWith(rollout()) }],
    ["nothing has been counted yet", { services: [] }],
    [
      "the last tasks of one that is scaled to zero may still stop",
      { seconds: CALM - 1, snapshot: { desiredCount: 0 } },
    ],
  ];
  test.each(staysOpen)("it stays open while %s", (_, given) => expect(judged(given).kind).not.toBe("closed"));

  test.each([
    ["all tasks run", {}, "shop/api runs as it should again"],
    [
      "all tasks run, and there are no deployments of ECS's own",
      { snapshot: { deployments: [] } },
      "shop/api runs as it should again",
    ],
    [
      "all tasks run, and its deployment has no state",
      { snapshot: { deployments: withoutState } },
      "shop/api runs as it should again",
    ],
    ["nothing is to run", { snapshot: { desiredCount: 0 } }, "shop/api is scaled to zero, no longer wanted"],
    ["it is being deleted", { snapshot: { status: "DRAINING" } }, "shop/api was deleted, no longer wanted"],
    ["ECS knows it no more", { snapshot: undefined }, "shop/api was deleted, no longer wanted"],
  ] as const)("it ends when %s", (_, given, sentence) => {
    const { seconds = CALM } = given as Given;
    expect(judged(given as Given)).toEqual({
      kind: "closed",
      incident: {
        ...open,
        closedAt: at(seconds),
        ...(sentence.endsWith("no longer wanted") ? { isUnwanted: true } : {}),
      },
      sentences: [sentence],
    });
  });

  test("of several services each must be well, or wanted no more", () => {
    const services = [affected(), affected({ service: "shop/web", lastAt: at(200) })];
    expect(judged({ services }).kind).toBe("changed");
    expect(judged({ services, seconds: 200 + CALM_SECONDS })).toMatchObject({
      sentences: ["shop/api and shop/web run as they should again"],
    });
  });

  test.each([
    ["nothing is new", [affected({ lastAt: at(70) })], {}, "unchanged", undefined],
    ["more tasks failed", [affected({ count: 4 })], {}, "changed", []],
    ["nothing runs any more", [affected()], { runningCount: 0 }, "changed", []],
    [
      "another service is hit",
      [affected(), affected({ service: "shop/web" })],
      {},
      "changed",
      ["shop/web is hit as well"],
    ],
    [
      "two others are hit",
      [affected(), affected({ service: "shop/b" }), affected({ service: "shop/a" })],
      {},
      "changed",
      ["shop/a and shop/b are hit as well"],
    ],
  ] as const)("%s", (_, services, snapshot, kind, sentences) => {
    const severity = "runningCount" in snapshot ? "critical" : "warning";
    const incident = { ...open, severity, services: toldServices(services) };
    expect(judged({ seconds: 90, services, snapshot })).toEqual(
      kind === "unchanged" ? { kind } : { kind, incident, sentences },
    );
  });
});
