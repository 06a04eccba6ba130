import { lastLinesOf } from "./exit-lines.ts";
import type { Workload } from "./workload.ts";

/** Time that a crashing program needs to fail: long enough to be seen RUNNING, short enough to be a start-up failure. */
const CRASH_AFTER_MILLISECONDS = 5_000;

/** Time that a job (`exit:<code>`) works before it ends. */
const JOB_MILLISECONDS = 5_000;

/** Time until a program that needs too much memory is killed. */
const OUT_OF_MEMORY_AFTER_MILLISECONDS = 8_000;

/** Looks like a JSON Web Token; its parts say `simulated`. */
const LEAKED_TOKEN = "eyJzaW11bGF0ZWQiOnRydWV9.eyJzdWIiOiJzaW11bGF0ZWQifQ.c2ltdWxhdGVkLXNpZ25hdHVyZQ";

const HEALTHY: Workload = { healthyAfterMilliseconds: 0, output: ["Server listening"] };

const crash = (afterMilliseconds: number): Workload => ({
  output: ["Server starting"],
  exit: {
    afterMilliseconds,
    exitCode: 1,
    output: ["Error: simulated crash: cannot read configuration", "    at start (/app/server.js:1:1)"],
  },
});

const outOfMemory = (afterMilliseconds: number): Workload => ({
  ...HEALTHY,
  output: ["Server starting"],
  exit: {
    afterMilliseconds,
    exitCode: 137,
    reason: "OutOfMemoryError: Container killed due to memory usage",
    output: [],
  },
});

const cannotStart = (startFailure: string): Workload => ({ startFailure, output: [] });

/** What an image does in its container, by the text of its behaviour. One row each; the first that fits decides. */
const BEHAVIORS: readonly Behavior[] = [
  { name: "healthy", form: /^healthy$/, workload: () => HEALTHY },
  {
    // Up at once, but its health check passes only after so many seconds; without a health check it comes up later.
    name: "slow:<seconds>",
    form: /^slow:(\d{1,6})$/,
    workload: ([seconds], hasHealthCheck) =>
      hasHealthCheck
        ? { ...HEALTHY, healthyAfterMilliseconds: Number(seconds) * 1000 }
        : { ...HEALTHY, startsAfterMilliseconds: Number(seconds) * 1000 },
  },
  { name: "crash", form: /^crash$/, workload: () => crash(CRASH_AFTER_MILLISECONDS) },
  // Comes up and counts as healthy, and fails after so many seconds: a leak, a connection that runs out.
  { name: "crash:<seconds>", form: /^crash:(\d{1,6})$/, workload: ([seconds]) => crash(Number(seconds) * 1000) },
  // Needs more memory than it may: while it starts, or after so many seconds.
  { name: "oom", form: /^oom$/, workload: () => outOfMemory(OUT_OF_MEMORY_AFTER_MILLISECONDS) },
  { name: "oom:<seconds>", form: /^oom:(\d{1,6})$/, workload: ([seconds]) => outOfMemory(Number(seconds) * 1000) },
  // Not even its first process fits into the memory.
  {
    name: "oom-at-start",
    form: /^oom-at-start$/,
    workload: () => cannotStart("container init was OOM-killed (memory limit too low?)"),
  },
  // Its manifest is another platform's.
  { name: "wrong-platform", form: /^wrong-platform$/, workload: () => ({ pullFailure: "platform", output: [] }) },
  {
    // The declared platform fits, the program inside is another architecture's.
    name: "wrong-arch",
    form: /^wrong-arch$/,
    workload: () => ({
      output: [],
      exit: { afterMilliseconds: 0, exitCode: 1, output: ["exec /usr/local/bin/server: exec format error"] },
    }),
  },
  // More than the disk holds, unpacked.
  { name: "too-big", form: /^too-big$/, workload: () => ({ pullFailure: "space", output: [] }) },
  // The command is not in the image, or is no program.
  {
    name: "no-command",
    form: /^no-command$/,
    workload: () => cannotStart('exec: "server": executable file not found in $PATH'),
  },
  {
    name: "not-executable",
    form: /^not-executable$/,
    workload: () => cannotStart('exec: "/app/server": permission denied'),
  },
  { name: "unhealthy", form: /^unhealthy$/, workload: () => ({ output: ["Server listening"] }) },
  {
    // A database beside an application: it runs, and never gets ready for connections.
    name: "database-not-ready",
    form: /^database-not-ready$/,
    workload: () => ({
      output: [
        "LOG:  database system was not properly shut down; automatic recovery in progress",
        "FATAL:  the database system is starting up",
      ],
    }),
  },
  // The container never comes up: its task stays in PENDING until somebody stops it.
  { name: "hang", form: /^hang$/, workload: () => ({ startsAfterMilliseconds: Number.POSITIVE_INFINITY, output: [] }) },
  {
    name: "exit:<code>",
    form: /^exit:(\d{1,3})$/,
    workload: ([code]) => ({
      output: ["Job started"],
      exit: { afterMilliseconds: JOB_MILLISECONDS, exitCode: Number(code), output: lastLinesOf(Number(code)) },
    }),
  },
  {
    // Fills the disk that it writes to.
    name: "disk-full",
    form: /^disk-full$/,
    workload: () => ({
      ...HEALTHY,
      exit: {
        afterMilliseconds: CRASH_AFTER_MILLISECONDS,
        exitCode: 1,
        output: ["Error: ENOSPC: no space left on device, write '/data/cache.db'"],
      },
    }),
  },
  {
    // Fails, and writes down what nobody should read. None of it opens anything: AWS's own examples, and made-up ones.
    name: "leaks-secrets",
    form: /^leaks-secrets$/,
    workload: () => ({
      output: ["Starting with AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", `Authorization: Bearer ${LEAKED_TOKEN}`],
      exit: {
        afterMilliseconds: CRASH_AFTER_MILLISECONDS,
        exitCode: 1,
        output: [
          "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
          "Error: cannot connect to postgres://shop:correct-horse-battery@db.internal:5432/shop: ECONNREFUSED",
          `{"level":"error","password":"correct-horse-battery","message":"giving up"}`,
        ],
      },
    }),
  },
];

interface Behavior {
  /** As people write it. */
  readonly name: string;
  readonly form: RegExp;
  /** `captured`: the groups of `form`. */
  readonly workload: (captured: readonly string[], hasHealthCheck: boolean) => Workload;
}

/** Every behaviour that an image may declare, as people write it: `slow:<seconds>`. */
export const BEHAVIOR_NAMES: readonly string[] = BEHAVIORS.map(({ name }) => name);

/** Whether an image may declare this behaviour (`simulator.behavior`), as `healthy` or `slow:30`. */
export const isBehavior = (text: string): boolean => BEHAVIORS.some(({ form }) => form.test(text));

/**
 * What a container of an image does. An image without a behaviour is healthy.
 * Throws for a text that `isBehavior` refuses.
 */
export function workloadOf(behavior: string | undefined, options: { hasHealthCheck: boolean }): Workload {
  if (behavior === undefined) return HEALTHY;
  for (const { form, workload } of BEHAVIORS) {
    const match = form.exec(behavior);
    if (match) return workload(match.slice(1), options.hasHealthCheck);
  }
  throw new Error(`unknown behavior of an image: ${behavior}`);
}
