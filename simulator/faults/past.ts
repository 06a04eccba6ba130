import type { World } from "../clock.ts";
import type { AwsRegion } from "../region.ts";
import { EcrState } from "../services/ecr/state.ts";
import { EcsState } from "../services/ecs/state.ts";

/** How fine the memory is: eventual consistency is not told in less than seconds. */
const STEP_MILLISECONDS = 1_000;

interface Snapshot {
  readonly at: number;
  readonly ecs: EcsState;
  readonly ecr: EcrState;
}

/**
 * Remembers what ECS and ECR held, second by second, so that reads can answer what was true some time ago.
 * Goal: a stale answer is one that was true as a whole. Non-goal: to remember before it was asked to.
 */
export class Past {
  readonly #world: World;
  readonly #regions: () => readonly AwsRegion[];
  /** Oldest first. */
  readonly #snapshots = new Map<AwsRegion, Snapshot[]>();
  #horizonMilliseconds = 0;
  #since = 0;
  #cancel: (() => void) | undefined;

  constructor(world: World, regions: () => readonly AwsRegion[]) {
    this.#world = world;
    this.#regions = regions;
  }

  /** Remembers so far back from now on; 0 stops it. What is known already stays. */
  remember(horizonMilliseconds: number): void {
    this.#horizonMilliseconds = horizonMilliseconds;
    if (horizonMilliseconds === 0) return this.clear();
    if (this.#cancel) return;
    this.#since = this.#world.now;
    this.#step();
  }

  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#snapshots.clear();
  }

  /** The Region as it was; as it was when remembering began, where that is later. */
  asOf(aws: AwsRegion, millisecondsAgo: number): AwsRegion {
    const wanted = Math.max(this.#world.now - millisecondsAgo, this.#since);
    const found = this.#snapshots.get(aws)?.findLast(({ at }) => at <= wanted);
    // A Region that nobody had looked at by then held nothing.
    const { ecs, ecr } = found ?? { ecs: new EcsState(aws), ecr: new EcrState(aws) };
    return aws.with({ ecs, ecr });
  }

  #step(): void {
    const { now } = this.#world;
    for (const aws of this.#regions()) {
      const snapshots = this.#snapshots.get(aws) ?? [];
      snapshots.push({ at: now, ecs: aws.ecs.snapshot(), ecr: aws.ecr.snapshot() });
      // The newest of those behind the horizon is what was true at the horizon.
      while (snapshots[1] && snapshots[1].at <= now - this.#horizonMilliseconds) snapshots.shift();
      this.#snapshots.set(aws, snapshots);
    }
    this.#cancel = this.#world.after(STEP_MILLISECONDS, () => this.#step());
  }
}
