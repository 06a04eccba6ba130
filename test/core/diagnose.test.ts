import { describe, expect, test } from "@jest/globals";
import { diagnose } from "../../shared/core/failure/diagnose.ts";
import type { Pattern } from "../../shared/core/failure/pattern.ts";
import { RULES } from "../../shared/core/failure/rules.ts";
import type { ContainerEvidence, Diagnosis, FailureEvidence } from "../../shared/core/model.ts";

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db";
const ROLE = "arn:aws:sts::123456789012:assumed-role/web/1";
const IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web";
const SECRET_PREFIX = "ResourceInitializationError: unable to pull secrets or registry auth: ";
const FROM_ASM = `${SECRET_PREFIX}unable to retrieve secret from asm: `;
const WAITING =
  "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [db] for target [web]";

const given = (evidence: Partial<FailureEvidence>): Diagnosis =>
  diagnose({ id: "a", isLone: false, containers: [], failedAttachments: [], logTail: [], ...evidence });

const ofReason = (stoppedReason: string, besides: Partial<FailureEvidence> = {}): Diagnosis =>
  given({ stopCode: "TaskFailedToStart", stoppedReason, ...besides });

const exited = (containers: readonly ContainerEvidence[], besides: Partial<FailureEvidence> = {}): Diagnosis =>
  given({ stopCode: "EssentialContainerExited", stoppedReason: "Essential container exited", containers, ...besides });

describe("what decides is at the end, not at the beginning", () => {
  test.each([
    [`${FROM_ASM}AccessDenied: ${ROLE}: because no identity-based policy allows it`, "secret-access-denied"],
    [`${FROM_ASM}AccessDenied: ${ROLE}: because no VPC endpoint policy allows it`, "endpoint-policy-denies"],
    [`${FROM_ASM}ResourceNotFound: ${ARN}`, "secret-missing"],
    [`${FROM_ASM}no answer: context deadline exceeded`, "no-way-to-aws"],
    [`${FROM_ASM}StatusCode: 0, canceled`, "no-way-to-aws"],
    [`${SECRET_PREFIX}AccessDenied: may not ecr:GetAuthorizationToken`, "registry-permission-missing"],
    [
      `CannotPull: ${IMAGE}: docker login needed: denied: ${ROLE} may not ecr:BatchGetImage`,
      "registry-permission-missing",
    ],
    ["CannotPull: docker login needed", "repository-missing-or-private"],
    ["failed to validate logger args: ResourceNotFoundException", "log-group-missing"],
    ["failed to validate logger args: i/o timeout", "log-service-unreachable"],
    ["failed to validate logger args: ThrottlingException", "api-throttled"],
    ["failed to validate logger args: unknown log opt", "log-options-invalid"],
  ])("%s", (reason, kind) => expect(ofReason(reason).kind).toBe(kind));
});

describe("a text that was cut before that names its candidates", () => {
  test.each([
    ["CannotPullContainerError: pull image manifest has been retri", "manifest-not-fetched"],
    ["CannotPullContainerError: ref pull has b", "image-not-pulled"],
    [SECRET_PREFIX, "initialization-failed"],
    [`${FROM_ASM}service call has been ret`, "initialization-failed"],
    ["(service web) was unable to place a task. Reason: ", "not-placed"],
  ])("%s", (reason, kind) =>
    expect(ofReason(reason)).toMatchObject({
      kind,
      alert: true,
      confidence: "unknown",
      cause: expect.stringMatching(/, .* or |: /),
      evidence: [{ where: "stoppedReason", text: reason }],
    }),
  );

  test("the host of a registry that was cut is not misspelled", () =>
    expect(ofReason("CannotPull: connection issue with 123456789012.dkr.ecr.us-ea").kind).toBe("registry-unreachable"));

  test("what can still be told is likely", () => {
    expect(ofReason(`${SECRET_PREFIX}AccessDeniedExc`)).toMatchObject({
      family: "iam",
      causedBy: "environment",
      confidence: "likely",
    });
    expect(ofReason(`CannotPull: been retried: ${IMAGE}@sha256:12`)).toMatchObject({
      kind: "pinned-digest-gone",
      confidence: "likely",
    });
  });
});

describe("names that a team gave do not decide", () => {
  test.each([
    ["CannotPull: ghcr.io/acme/timeout-not-found:no-such-host: denied", "repository-missing-or-private"],
    ["CannotPull: acme/rate-limit:i-o-timeout: context canceled", "pull-interrupted"],
    [
      "AccessDenied: arn:aws:secretsmanager:us-east-1:123456789012:secret:ssm-parameter-timeout",
      "secret-access-denied",
    ],
  ])("%s", (reason, kind) => expect(ofReason(reason).kind).toBe(kind));
});

describe("a registry that does not exist is a mistake in the image, whatever the error", () => {
  const MISSPELLED = "123456789012.dkr.ecr.us-est-1.amazonaws.com";
  test.each([
    [`CannotPull: lookup ${MISSPELLED}: no such host`, "registry-name-misspelled", "revision"],
    [`CannotPull: dial tcp ${MISSPELLED}: i/o timeout`, "registry-name-misspelled", "revision"],
    ["CannotPull: lookup dockr.io on 10.0.0.2:53: no such host", "registry-name-misspelled", "revision"],
    ["CannotPull: lookup registry.acme.internal: no such host", "registry-name-misspelled", "revision"],
    [`CannotPull: lookup ${IMAGE}: no such host`, "dns-fails", "environment"],
    ["CannotPull: lookup registry-1.docker.io: no such host", "dns-fails", "environment"],
    ["CannotPull: dial tcp registry.acme.internal:443: i/o timeout", "registry-unreachable", "environment"],
  ])("%s", (reason, kind, causedBy) => expect(ofReason(reason)).toMatchObject({ kind, causedBy }));
});

describe("a placement event that is none", () => {
  test.each([
    [`CannotPullContainerError: ${IMAGE}:v1: not found`, "image-not-found"],
    [`${FROM_ASM}context deadline exceeded`, "no-way-to-aws"],
    ["Internal error.", "zone-unsupported"],
    ["Capacity is unavailable at this time.", "fargate-capacity-out"],
    ["RESOURCE:CPU", "cpu-missing"],
  ])("%s", (reason, kind) => {
    const text = `(service web) was unable to place a task. Reason: ${reason}`;
    expect(given({ serviceEvent: { text } })).toMatchObject({ kind, evidence: [{ where: "serviceEvent", text }] });
  });
});

test("a text that says more decides before one that says less", () => {
  const stoppedReason = "Task failed ELB health checks";
  const serviceEvent = {
    text: "unhealthy in (target-group a) due to (reason Health checks failed with these codes: [404])",
  };
  expect(ofReason(stoppedReason).kind).toBe("load-balancer-health-check-failed");
  expect(ofReason(stoppedReason, { serviceEvent }).kind).toBe("load-balancer-got-wrong-code");
});

describe("routine stops are silent", () => {
  const quiet = { family: "none", alert: false };

  test.each([
    ["ServiceSchedulerInitiated", "Scaling activity initiated by (deployment ecs-svc/1)"],
    ["ServiceSchedulerInitiated", "Task replaced, to rebalance zones"],
    ["ServiceSchedulerInitiated", undefined],
    ["UserInitiated", "CannotPullContainerError, says ana"],
    [undefined, "Task stopped by user"],
  ])("%s: %s", (stopCode, stoppedReason) => {
    for (const exitCode of [0, 137, 143])
      expect(
        given({
          containers: [{ name: "web", exitCode }],
          ...(stopCode ? { stopCode } : {}),
          ...(stoppedReason ? { stoppedReason } : {}),
        }),
      ).toMatchObject(quiet);
  });

  test.each([
    ["ServiceSchedulerInitiated", "Task failed container health checks", "container-health-check-failed"],
    ["ServiceSchedulerInitiated", "Task failed ELB health checks", "load-balancer-health-check-failed"],
    ["ServiceSchedulerInitiated", "Something new", "unknown"],
    ["UserInitiated", "Container instance deregistration forced by user", "instance-deregistered"],
  ])("not so %s: %s", (stopCode, stoppedReason, kind) =>
    expect(given({ stopCode, stoppedReason, containers: [{ name: "web", exitCode: 137 }] }).kind).toBe(kind),
  );

  test("a task that runs", () =>
    expect(given({ lastStatus: "RUNNING", containers: [{ name: "init", exitCode: 0 }] })).toMatchObject(quiet));

  test.each([
    ["SERVICE_STEADY_STATE", true, true],
    ["SERVICE_OF_TOMORROW", true, true],
    ["SERVICE_OF_TOMORROW", false, false],
    ["(service web) has started 2 tasks: (task 1) (task 2).", false, true],
    ["(service web) was unable to reach a steady state.", false, false],
    ["SERVICE_DEPLOYMENT_IN_PROGRESS: circuit breaker: rolling back", true, false],
  ])("the service event %s", (text, isInformation, isQuiet) =>
    expect(given({ serviceEvent: { text, isInformation } }).alert).toBe(!isQuiet),
  );

  test("an injected sidecar that did not start, beside an app that is well", () => {
    const sidecar = { name: "aws-guardduty-agent-x", reason: "CannotPullContainerError: denied" };
    expect(given({ containers: [sidecar, { name: "web" }] })).toMatchObject(quiet);
    expect(exited([sidecar, { name: "web", exitCode: 0 }], { isLone: true })).toMatchObject(quiet);
    expect(exited([sidecar, { name: "web", exitCode: 1 }])).toMatchObject({
      kind: "application-error",
      container: "web",
    });
  });

  test("what services get over by themselves, and lone tasks do not", () => {
    const interrupted = { stopCode: "SpotInterruption", containers: [{ name: "web", exitCode: 137 }] };
    expect(given(interrupted)).toMatchObject({ family: "platform", retryable: "yes", alert: false });
    expect(given({ ...interrupted, isLone: true })).toMatchObject({ family: "platform", alert: true });
  });
});

describe("exit 0", () => {
  test.each<[string, readonly ContainerEvidence[], string]>([
    ["alone", [{ name: "job", exitCode: 0 }], "ended"],
    [
      "with a sidecar that was ended",
      [
        { name: "nginx", exitCode: 137 },
        { name: "job", exitCode: 0 },
      ],
      "ended",
    ],
    [
      "with a sidecar that failed",
      [
        { name: "envoy", exitCode: 1 },
        { name: "job", exitCode: 0 },
      ],
      "ended",
    ],
    [
      "with one that does not matter",
      [
        { name: "a", exitCode: 1, essential: false },
        { name: "job", exitCode: 0, essential: true },
      ],
      "ended",
    ],
    [
      "with another that failed",
      [
        { name: "job", exitCode: 0 },
        { name: "other", exitCode: 2 },
      ],
      "application-error",
    ],
    ["out of memory", [{ name: "job", exitCode: 0, reason: "OutOfMemoryError: killed" }], "out-of-memory"],
  ])("of a lone task %s", (_, containers, kind) => expect(exited(containers, { isLone: true }).kind).toBe(kind));

  test("of a service is a failure", () =>
    expect(exited([{ name: "web", exitCode: 0 }])).toMatchObject({ kind: "ended-in-service", alert: true }));
});

const waitingFor = (name: string, other: string): ContainerEvidence => ({
  name,
  exitCode: 143,
  reason: WAITING.replace("[db]", `[${other}]`).replace("[web]", `[${name}]`),
});

describe("the container that failed first", () => {
  const killed = { exitCode: 137 };
  const ended = { exitCode: 143 };
  const failed = { exitCode: 1 };

  test.each<[string, readonly ContainerEvidence[], string]>([
    [
      "is not the first of the list",
      [
        { name: "a", ...ended },
        { name: "b", ...failed },
      ],
      "b",
    ],
    [
      "is not one that ended well",
      [
        { name: "init", exitCode: 0 },
        { name: "b", ...killed },
      ],
      "b",
    ],
    [
      "is the sidecar, where the app was ended",
      [
        { name: "web", ...ended },
        { name: "envoy", ...failed },
      ],
      "envoy",
    ],
    [
      "is the app, where a sidecar was killed",
      [
        { name: "envoy", ...killed },
        { name: "web", ...failed },
      ],
      "web",
    ],
    [
      "is the earlier one",
      [
        { name: "a", ...failed, stoppedAt: 2 },
        { name: "b", ...failed, stoppedAt: 1 },
      ],
      "b",
    ],
    [
      "is the earlier one, though it ended well",
      [
        { name: "a", ...failed, essential: true, stoppedAt: 2 },
        { name: "b", exitCode: 0, essential: true, stoppedAt: 1 },
      ],
      "b",
    ],
    [
      "is one that matters",
      [
        { name: "a", ...failed, essential: false },
        { name: "b", ...killed },
      ],
      "b",
    ],
    [
      "is not one that was prepared",
      [
        { name: "web", ...ended, dependsOn: [{ container: "first", condition: "SUCCESS" }] },
        { name: "first", exitCode: 0 },
      ],
      "web",
    ],
    [
      "may have any name",
      [
        { name: "constructor", exitCode: 0 },
        { name: "__proto__", ...failed },
      ],
      "__proto__",
    ],
  ])("%s", (_, containers, name) => expect(exited(containers).container).toBe(name));

  test("is the one that was waited for, where the task's reason is that of the waiting one", () => {
    const waiting = waitingFor("web", "db");
    const besides = { stopCode: "TaskFailedToStart", stoppedReason: waiting.reason ?? "" };
    expect(exited([waiting, { name: "db", exitCode: 143 }], besides)).toMatchObject({
      kind: "awaited-container-failed",
      container: "db",
    });
  });

  test("is the last of those that waited for one another", () => {
    const chain = [waitingFor("web", "api"), waitingFor("api", "db")];
    expect(exited(chain)).toMatchObject({ kind: "awaited-container-failed", container: "db" });
    expect(exited([...chain, { name: "db", exitCode: 1 }])).toMatchObject({
      kind: "application-error",
      container: "db",
    });
    expect(exited([waitingFor("web", "api"), waitingFor("api", "web")]).kind).toBe("awaited-container-failed");
  });

  test.each<[string, ContainerEvidence, Partial<Diagnosis>]>([
    ["exited", { name: "db", exitCode: 1 }, { kind: "application-error", container: "db" }],
    [
      "is of no matter to the task",
      { name: "db", exitCode: 1, essential: false },
      { kind: "application-error", container: "db" },
    ],
    ["ran out of memory", { name: "db", reason: "OutOfMemoryError" }, { kind: "out-of-memory", container: "db" }],
    ["was slow", { name: "db", exitCode: 137 }, { container: "db" }],
    ["was ended afterwards", { name: "db", exitCode: 143 }, { kind: "awaited-container-failed", container: "db" }],
    ["says nothing", { name: "db" }, { kind: "awaited-container-failed", container: "db" }],
    ["does not exist", { name: "other" }, { kind: "awaited-container-failed", container: "db" }],
  ])("is the one that another waited for, which %s", (_, awaited, expected) =>
    expect(exited([{ name: "web", exitCode: 143, reason: `${WAITING} has failed.` }, awaited])).toMatchObject(expected),
  );
});

test("a container that was waited for is named, though the agent adds its image and its states", () => {
  const reason =
    "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [database(postgres:16) (RUNNING->RUNNING)] for target [web(…) (PULLED->CREATED)] as dependency did not become healthy.";
  const diagnosis = given({
    stopCode: "TaskFailedToStart",
    containers: [{ name: "web", exitCode: 143, reason }, { name: "database" }],
  });
  expect(diagnosis).toMatchObject({ container: "database", causedBy: expect.not.stringMatching(/^environment$/) });
  expect(diagnosis.cause).toContain("database");
});

test("what is shown of a log has no secrets in it", () => {
  const lines = ["Error: cannot connect to postgres://shop:correct-horse-battery@db.internal/shop"];
  const { evidence } = given({ containers: [{ name: "web", exitCode: 1 }], logTail: [{ lines }] });
  expect(JSON.stringify(evidence)).toContain("db.internal");
  expect(JSON.stringify(evidence)).not.toContain("correct-horse-battery");
});

test("a full disk is the storage's, as the log tells", () => {
  const lines = ["Error: ENOSPC: no space left on device, write '/data/cache.db'"];
  const logTail = [{ lines }];
  expect(
    given({ stopCode: "EssentialContainerExited", containers: [{ name: "web", exitCode: 1 }], logTail }),
  ).toMatchObject({ family: "storage", kind: "disk-full", confidence: "likely" });
});

describe("exit codes", () => {
  test.each([
    [137, "killed", "unknown", "either"],
    [143, "terminated", "unknown", "either"],
    [139, "crashed", "likely", "revision"],
    [127, "command-not-found", "likely", "revision"],
    [1, "application-error", "likely", "either"],
    [64, "application-error", "likely", "either"],
    [129, "ended-by-signal", "likely", "either"],
    [255, "exit-code-out-of-range", "unknown", "either"],
    [3_221_226_505, "unknown", "unknown", "unknown"],
  ])("%i alone", (exitCode, kind, confidence, causedBy) =>
    expect(exited([{ name: "web", exitCode }])).toMatchObject({ kind, confidence, causedBy, alert: true }),
  );

  test("143 of a task that never ran is none", () =>
    expect(given({ hasStarted: false, containers: [{ name: "web", exitCode: 143 }] }).kind).toBe("unknown"));

  test.each([
    [1, "connect ECONNREFUSED 10.0.0.7:5432", "dependency-unreachable"],
    [1, "Error: DATABASE_URL must be set", "configuration-rejected-by-app"],
    [1, "NameError: name 'foo_bar' is not defined", "application-error"],
    [1, "exec /app/run: exec format error", "wrong-architecture-inside"],
    [134, "FATAL: JavaScript heap out of memory", "heap-limit"],
    [127, "connect ECONNREFUSED 10.0.0.7:5432", "command-not-found"],
    [143, "connect ECONNREFUSED 10.0.0.7:5432", "terminated"],
  ])("%i after %s", (exitCode, line, kind) =>
    expect(exited([{ name: "web", exitCode }], { logTail: [{ lines: ["starting", line, "bye"] }] }).kind).toBe(kind),
  );

  test("the last line that says something counts, of the container that failed", () => {
    const logTail = [
      { container: "db", lines: ["exec format error"] },
      { container: "web", lines: ["connection refused, trying again", "config file error in line 3"] },
    ];
    expect(exited([{ name: "web", exitCode: 1 }], { logTail })).toMatchObject({
      kind: "configuration-rejected-by-app",
      evidence: [
        { where: "logTail[web]", text: "config file error in line 3" },
        { where: "containers[web].exitCode", text: "1" },
      ],
    });
  });

  test("what only sums up comes after them", () => {
    const serviceEvent = { text: "deployment failed: tasks failed to start." };
    expect(exited([{ name: "web", exitCode: 1 }], { serviceEvent }).kind).toBe("application-error");
    expect(given({ serviceEvent }).kind).toBe("launches-failed");
  });
});

describe("the revision", () => {
  const notFound = `CannotPullContainerError: ${IMAGE}:v1: not found`;

  test.each([
    [true, { kind: "image-not-found", causedBy: "revision", confidence: "sure" }],
    [undefined, { kind: "image-not-found", causedBy: "revision", confidence: "sure" }],
    [false, { kind: "image-gone-later", causedBy: "environment", confidence: "sure" }],
  ])("is blamed for a missing image where it is new: %s", (isNewRevision, expected) =>
    expect(ofReason(notFound, isNewRevision === undefined ? {} : { isNewRevision })).toMatchObject(expected),
  );

  test("is doubted where it ran before", () =>
    expect(ofReason("no command specified", { isNewRevision: false })).toMatchObject({
      causedBy: "either",
      confidence: "likely",
      cause: expect.stringContaining("ran before"),
    }));

  test("is likelier where it is new", () =>
    expect(exited([{ name: "web", exitCode: 1 }], { isNewRevision: true })).toMatchObject({
      causedBy: "revision",
      confidence: "likely",
    }));
});

describe("what no rule knows", () => {
  test("is shown as it is", () => {
    const evidence = { stopCode: "NewCode", stoppedReason: "FluxError: capacitor", containers: [{ name: "web" }] };
    expect(given({ ...evidence, logTail: [{ lines: ["hum"] }] })).toEqual({
      family: "unknown",
      kind: "unknown",
      alert: true,
      causedBy: "unknown",
      retryable: "maybe",
      confidence: "unknown",
      cause: "No rule knows this: FluxError: capacitor",
      remedy: expect.any(String),
      evidence: [
        { where: "stopCode", text: "NewCode" },
        { where: "stoppedReason", text: "FluxError: capacitor" },
        { where: "logTail", text: "hum" },
      ],
    });
  });

  test("keeps beginning and end of a long text", () => {
    const { text = "" } = ofReason(`Begin ${"x".repeat(5000)} end`).evidence[1] ?? {};
    expect(text).toMatch(/^Begin x+ … x+ end$/);
    expect(text.length).toBeLessThan(1100);
  });

  test("nothing at all", () => expect(given({}).cause).toBe("Nothing says why."));
});

function fragmentsOf(pattern: Pattern): readonly string[] {
  if (typeof pattern === "string") return [pattern];
  return "anyOf" in pattern ? pattern.anyOf.flatMap(fragmentsOf) : [];
}

describe("the tables", () => {
  test("have one row a kind", () => {
    const kinds = RULES.map(({ kind }) => kind);
    expect(kinds.filter((kind, index) => kinds.indexOf(kind) !== index)).toEqual([]);
    expect(kinds.filter((kind) => !/^[a-z]+(-[a-z]+)*$/.test(kind))).toEqual([]);
  });

  test("compare with texts in lower case", () => {
    const texts = RULES.flatMap(({ signs }) => signs)
      .flatMap(({ reason = [], log = [], unless = [] }) => [...reason, ...log, ...unless])
      .flatMap(fragmentsOf);
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter((text) => text !== text.toLowerCase())).toEqual([]);
  });

  test.each(RULES.map((rule) => [rule.kind, rule] as const))("say something of %s", (_, { signs, cause, remedy }) => {
    expect(signs.length).toBeGreaterThan(0);
    expect(cause).toMatch(/\.$/);
    expect(remedy).toMatch(/\.$/);
  });
});
