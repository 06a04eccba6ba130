import type { DeploymentRolloutState, SchedulingStrategy } from "@aws-sdk/client-ecs";

/**
 * The service scheduler's decision: which tasks to start and which to stop, from how things stand (ECS developer guide,
 * deployment-type-ecs and ecs_services; API reference, DeploymentConfiguration).
 *
 * Goal: one pure step towards the desired count with the primary deployment, within the two percentages.
 * Non-goal: when to take the next step, and what a deployment's end means; that is service-scheduler.ts.
 */
export interface Situation {
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly primary: PlannedDeployment;
  /** Older deployments that still want or have tasks. */
  readonly older: readonly PlannedDeployment[];
  /** Tasks that are meant to run, oldest first. */
  readonly tasks: readonly PlannedTask[];
  /** False while starts are throttled. */
  readonly mayStart: boolean;
}

export interface PlannedDeployment {
  readonly id: string;
  /** How many tasks of it the scheduler wants; counts for older ones only. */
  readonly desiredCount: number;
  /**
   * Of a FAILED one nothing is started, and once it is no longer the primary its tasks are not spared. Lost tasks of an
   * older one are replaced only where it is COMPLETED.
   */
  readonly rolloutState: DeploymentRolloutState;
}

export interface PlannedTask {
  readonly id: string;
  readonly deploymentId: string;
  readonly standing: Standing;
}

export type Standing =
  /** Not RUNNING yet. */
  | "starting"
  /** RUNNING, not yet counted healthy. */
  | "unproven"
  | "healthy"
  | "unhealthy";

export interface Plan {
  readonly starts: readonly { readonly deploymentId: string; readonly count: number }[];
  /** `scaling` takes the task away from its deployment's count, `health` asks for a replacement. */
  readonly stops: readonly { readonly taskId: string; readonly cause: "scaling" | "health" }[];
  /** The percentages allow neither a start nor a stop, and nothing is on its way. */
  readonly isStuck: boolean;
}

/** Percentages of a service that names none (API reference, DeploymentConfiguration; the maximum of DAEMON is inferred). */
export function defaultPercentages(strategy: SchedulingStrategy): {
  minimumHealthyPercent: number;
  maximumPercent: number;
} {
  switch (strategy) {
    case "REPLICA":
      return { minimumHealthyPercent: 100, maximumPercent: 200 };
    case "DAEMON":
      return { minimumHealthyPercent: 0, maximumPercent: 100 };
    default:
      return strategy satisfies never;
  }
}

export function plan(situation: Situation): Plan {
  const { primary, tasks } = situation;
  const lower = Math.ceil((situation.desiredCount * situation.minimumHealthyPercent) / 100);
  const upper = Math.floor((situation.desiredCount * situation.maximumPercent) / 100);
  const current = tasks.filter((task) => task.deploymentId === primary.id);
  const hasFailed = primary.rolloutState === "FAILED";
  const needed = hasFailed ? 0 : situation.desiredCount - withStanding(current, SOUND).length;

  const stops = new Stops();
  if (!hasFailed) retireOlder(situation, lower, upper, needed, stops);
  stopExcess(current, situation.desiredCount, stops);
  if (situation.mayStart && needed > 0 && tasks.length - stops.count >= upper) stopOneUnhealthy(current, stops);

  const room = Math.max(upper - (tasks.length - stops.count), 0);
  const starts = situation.mayStart ? chooseStarts(situation, lower, needed, room, stops) : [];
  const isSettled = tasks.every((task) => task.standing === "healthy");
  return {
    starts,
    stops: stops.list,
    isStuck: needed > 0 && situation.mayStart && isSettled && starts.length === 0 && stops.count === 0,
  };
}

const SOUND: readonly Standing[] = ["starting", "unproven", "healthy"];
/** Whose stop costs least comes first. */
const DISPENSABLE_FIRST: readonly Standing[] = ["unhealthy", "starting", "unproven", "healthy"];

type StopCause = Plan["stops"][number]["cause"];

/** Stops decided so far in one plan; the first cause stays. */
class Stops {
  readonly #causes = new Map<string, StopCause>();

  get count(): number {
    return this.#causes.size;
  }

  get list(): Plan["stops"] {
    return [...this.#causes].map(([taskId, cause]) => ({ taskId, cause }));
  }

  causeOf(task: PlannedTask): StopCause | undefined {
    return this.#causes.get(task.id);
  }

  add(task: PlannedTask, cause: StopCause): void {
    if (!this.#causes.has(task.id)) this.#causes.set(task.id, cause);
  }
}

/**
 * Stops tasks of older deployments as far as the lower bound allows. A task that is not counted healthy does not carry
 * the lower bound, but is spared while the healthy ones do not reach it, unless it stands in the way of a needed start.
 */
function retireOlder(
  { primary, older, tasks }: Situation,
  lower: number,
  upper: number,
  needed: number,
  stops: Stops,
): void {
  const failed = new Set(
    older.filter(({ rolloutState }) => rolloutState === "FAILED").map((deployment) => deployment.id),
  );
  let healthy = withStanding(tasks, ["healthy"]).length;
  let inTheWay = needed > 0 ? needed - (upper - tasks.length) : 0;
  const old = tasks.filter((task) => task.deploymentId !== primary.id);
  for (const standing of DISPENSABLE_FIRST)
    for (const task of withStanding(old, [standing])) {
      if (standing === "healthy") {
        if (healthy - 1 < lower) continue;
        healthy--;
        stops.add(task, "scaling");
      } else if (failed.has(task.deploymentId) || healthy >= lower) stops.add(task, "scaling");
      else if (inTheWay > 0) stops.add(task, "scaling");
      else if (standing === "unhealthy") stops.add(task, "health");
      else continue;
      inTheWay--;
    }
}

/** More sound tasks than desired: the newest of the most dispensable go. Once enough are healthy, the unhealthy go too. */
function stopExcess(current: readonly PlannedTask[], desiredCount: number, stops: Stops): void {
  const sound = DISPENSABLE_FIRST.filter((standing) => SOUND.includes(standing)).flatMap((standing) =>
    withStanding(current, [standing]).toReversed(),
  );
  for (const task of sound.slice(0, Math.max(sound.length - desiredCount, 0))) stops.add(task, "scaling");
  if (withStanding(current, ["healthy"]).length >= desiredCount)
    for (const task of withStanding(current, ["unhealthy"])) stops.add(task, "health");
}

/** "If maximumPercent does not allow a replacement to start first, unhealthy tasks are stopped one at a time." */
function stopOneUnhealthy(current: readonly PlannedTask[], stops: Stops): void {
  const unhealthy = withStanding(current, ["unhealthy"]).find((task) => !stops.causeOf(task));
  if (unhealthy) stops.add(unhealthy, "health");
}

/** The primary first, unless the lower bound is not held: then lost tasks of older deployments are replaced by their own. */
function chooseStarts(
  { primary, older, tasks }: Situation,
  lower: number,
  needed: number,
  roomAtFirst: number,
  stops: Stops,
): { deploymentId: string; count: number }[] {
  const wishes = [{ deploymentId: primary.id, count: needed }];
  if (withStanding(tasks, ["healthy"]).length < lower && primary.rolloutState !== "FAILED")
    for (const deployment of older.filter(({ rolloutState }) => rolloutState === "COMPLETED")) {
      const own = tasks.filter((task) => task.deploymentId === deployment.id);
      const retired = own.filter((task) => stops.causeOf(task) === "scaling").length;
      const kept = withStanding(own, SOUND).filter((task) => stops.causeOf(task) === undefined).length;
      wishes.unshift({ deploymentId: deployment.id, count: deployment.desiredCount - retired - kept });
    }
  let room = roomAtFirst;
  return wishes.flatMap(({ deploymentId, count }) => {
    const granted = Math.min(count, room);
    if (granted <= 0) return [];
    room -= granted;
    return [{ deploymentId, count: granted }];
  });
}

const withStanding = (tasks: readonly PlannedTask[], standings: readonly Standing[]): PlannedTask[] =>
  tasks.filter((task) => standings.includes(task.standing));
