import type { FaultsConfiguration } from "../../../simulator/faults/configuration.ts";
import { createRandom, type Random } from "../../../simulator/random.ts";

/**
 * What may happen in a garden, made from a seed: services with their policies, what people and pipelines do to them, and
 * disorder. A history is plain data, so that it can be printed, played again, and cut down to what matters.
 */
export interface History {
  readonly seed: number;
  readonly services: readonly GivenService[];
  /** In the order of time. */
  readonly steps: readonly Step[];
}

export interface GivenService {
  readonly name: string;
  /** Services of one family register their revisions in turn. */
  readonly family: string;
  readonly repository: string;
  /** Repository of a second container that follows a tag, too. */
  readonly sideRepository: string | undefined;
  readonly desiredCount: number;
  readonly breaker: boolean;
  readonly bakeSeconds: number;
  readonly deadlineSeconds: number;
  readonly rollback: "auto" | "never";
  readonly mode: "act" | "observe";
}

export type Step = { readonly at: number } & (
  | { readonly kind: "push"; readonly repository: string; readonly behavior: Behavior }
  /** The tag moves back to the image before. */
  | { readonly kind: "retag"; readonly repository: string }
  | { readonly kind: "deleteTag"; readonly repository: string }
  /** The image that was pushed before the newest one is removed. */
  | { readonly kind: "deleteImage"; readonly repository: string }
  | { readonly kind: "hold"; readonly service: string }
  | { readonly kind: "release"; readonly service: string }
  | { readonly kind: "rollback"; readonly service: string }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  /** A person, or a stack, deploys the revision before. */
  | { readonly kind: "deployOlder"; readonly service: string }
  /** A stack deploys a revision that names the tag. */
  | { readonly kind: "deployTagged"; readonly service: string }
  | { readonly kind: "scale"; readonly service: string; readonly desiredCount: number }
  | { readonly kind: "delete"; readonly service: string }
  | { readonly kind: "create"; readonly service: string }
  | { readonly kind: "redeploy"; readonly inFlight: "finish" | "kill" }
  | { readonly kind: "faults"; readonly faults: FaultsConfiguration }
);

type PushStep = Extract<Step, { readonly kind: "push" }>;

export type Behavior = "healthy" | "crash" | "crash:90" | "hang" | "slow:40";

/** Whether an image's tasks start, sooner or later, and stay. */
export const isGood = (behavior: Behavior): boolean => behavior === "healthy" || behavior === "slow:40";

/** Histories take about half an hour: long enough for some rollouts to fail at their deadlines. */
const HISTORY_SECONDS = 1_800;

/** As long as a slow UpdateService takes. */
const OVERTAKEN_WITHIN_SECONDS = 100;

const STEPS_MAX = 14;
const SERVICES_MAX = 4;

export function generateHistory(seed: number): History {
  const random = createRandom(seed);
  const services = generateServices(random);
  const count = 2 + Math.floor(random() * (STEPS_MAX - 1));
  const times = Array.from({ length: count }, () => timeOf(random)).sort((a, b) => a - b);
  const steps = times.map((at): Step => ({ at, ...generateStep(random, services) }) as Step);
  const overtaking = steps.flatMap((step) => (step.kind === "push" ? overtakingPush(random, step) : []));
  return { seed, services, steps: [...steps, ...overtaking].sort((a, b) => a.at - b.at) };
}

/** Some pushes are overtaken by the next while what they set off is still on its way. */
function overtakingPush(random: Random, { repository, at }: PushStep): readonly Step[] {
  if (random() >= 0.3) return [];
  const later = at + 1 + Math.floor(random() * OVERTAKEN_WITHIN_SECONDS);
  return [{ kind: "push", at: later, repository, behavior: weighted(random, BEHAVIORS) }];
}

/** Half of what happens, happens close together: that is where the trouble is. */
function timeOf(random: Random): number {
  const crowded = random() < 0.5;
  return Math.floor(crowded ? 60 + random() * 180 : random() * HISTORY_SECONDS);
}

function generateServices(random: Random): readonly GivenService[] {
  const count = 1 + Math.floor(random() * SERVICES_MAX);
  const sharesFamily = random() < 0.3;
  return Array.from({ length: count }, (_, index): GivenService => {
    const name = `s${index}`;
    return {
      name,
      family: sharesFamily ? "shared" : name,
      repository: pick(random, ["team/a", "team/a", "team/b"]),
      sideRepository: random() < 0.2 ? "team/side" : undefined,
      desiredCount: pick(random, [1, 1, 2, 2, 3, 0]),
      breaker: random() < 0.4,
      bakeSeconds: pick(random, [0, 60, 120]),
      deadlineSeconds: pick(random, [300, 480]),
      rollback: random() < 0.85 ? "auto" : "never",
      mode: random() < 0.9 ? "act" : "observe",
    };
  });
}

/** What is likely to happen; the numbers are weights. */
const STEPS: readonly (readonly [Step["kind"], number])[] = [
  ["push", 34],
  ["faults", 18],
  ["retag", 4],
  ["deleteTag", 2],
  ["deleteImage", 3],
  ["hold", 4],
  ["release", 4],
  ["rollback", 4],
  ["pause", 3],
  ["resume", 3],
  ["deployOlder", 5],
  ["deployTagged", 4],
  ["scale", 5],
  ["delete", 2],
  ["create", 4],
  ["redeploy", 5],
];

function generateStep(random: Random, services: readonly GivenService[]): Omit<Step, "at"> {
  const kind = weighted(random, STEPS);
  const service = pick(random, services);
  const repository = pick(random, [service.repository, service.repository, service.sideRepository ?? "team/a"]);
  switch (kind) {
    case "push":
      return { kind, repository, behavior: weighted(random, BEHAVIORS) } as Omit<Step, "at">;
    case "retag":
    case "deleteTag":
    case "deleteImage":
      return { kind, repository } as Omit<Step, "at">;
    case "hold":
    case "release":
    case "rollback":
    case "deployOlder":
    case "deployTagged":
    case "delete":
    case "create":
      return { kind, service: service.name } as Omit<Step, "at">;
    case "scale":
      return { kind, service: service.name, desiredCount: pick(random, [0, 1, 2, 3]) } as Omit<Step, "at">;
    case "pause":
    case "resume":
      return { kind };
    case "redeploy":
      return { kind, inFlight: pick(random, ["finish", "kill"]) } as Omit<Step, "at">;
    case "faults":
      return { kind, faults: generateFaults(random) } as Omit<Step, "at">;
    default:
      throw new Error(`no step ${String(kind satisfies never)}`);
  }
}

const BEHAVIORS: readonly (readonly [Behavior, number])[] = [
  ["healthy", 60],
  ["crash", 20],
  ["crash:90", 10],
  ["hang", 8],
  ["slow:40", 7],
];

function generateFaults(random: Random): FaultsConfiguration {
  const maybe = (chance: number, rate: number): number => (random() < chance ? rate : 0);
  const calls = CALLS.filter(() => random() < 0.3).map((row) => ({
    ...row,
    rate: Math.min(1, row.rate * (0.3 + random())),
  }));
  return {
    events: {
      lost: maybe(0.3, 0.5),
      repeated: maybe(0.3, 0.5),
      late: maybe(0.3, 0.5),
      lateSeconds: pick(random, [20, 90, 240]),
      reordered: maybe(0.3, 0.3),
    },
    calls,
    messages: { repeated: maybe(0.2, 0.2) },
    seed: Math.floor(random() * 2 ** 31),
  };
}

const CALLS: readonly (NonNullable<FaultsConfiguration["calls"]>[number] & { readonly rate: number })[] = [
  { operation: "*", fault: "throttle", rate: 0.15 },
  { operation: "*", fault: "errorBefore", rate: 0.1 },
  { operation: "*", fault: "errorAfter", rate: 0.1 },
  { operation: "*", fault: "timeoutAfter", rate: 0.02 },
  { operation: "*", fault: "slow", rate: 0.05, slowSeconds: 20 },
  { operation: "*", fault: "kill", rate: 0.03 },
  { operation: "*", fault: "kill", rate: 0.03, when: "after" },
  { operation: "*", fault: "stale", rate: 0.3, staleSeconds: 5 },
  { operation: "ecs:UpdateService", fault: "slow", rate: 0.5, slowSeconds: 100 },
  { operation: "ecs:UpdateService", fault: "slow", rate: 1, slowSeconds: 100, count: 2 },
  { operation: "ecs:UpdateService", fault: "errorAfter", rate: 0.5 },
  { operation: "ecs:RegisterTaskDefinition", fault: "errorAfter", rate: 0.5 },
  { operation: "ecs:RegisterTaskDefinition", fault: "kill", rate: 0.3, when: "after" },
  { operation: "ecs:UpdateService", fault: "kill", rate: 0.3, when: "after" },
  { operation: "dynamodb:*", fault: "errorBefore", rate: 0.8 },
  { operation: "slack:*", fault: "throttle", rate: 0.5 },
  { operation: "slack:*", fault: "errorBefore", rate: 0.8 },
];

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

function weighted<Item>(random: Random, items: readonly (readonly [Item, number])[]): Item {
  let left = random() * items.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [item, weight] of items) {
    left -= weight;
    if (left < 0) return item;
  }
  throw new Error("there is nothing to choose from");
}
