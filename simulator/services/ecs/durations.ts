import type { World } from "../../clock.ts";

/**
 * How long things take on Fargate. AWS documents none of these (inferred from public logs); they are chosen so that a
 * rollout of three small tasks takes about a minute and a half. Ranges are drawn from the world's seed.
 */
export interface Range {
  readonly leastMilliseconds: number;
  readonly mostMilliseconds: number;
}

/** PROVISIONING: the network interface is made and attached. */
export const PROVISIONING: Range = { leastMilliseconds: 15_000, mostMilliseconds: 20_000 };

/** PENDING: an image of some hundred megabytes is pulled. */
export const PULL: Range = { leastMilliseconds: 16_000, mostMilliseconds: 23_000 };

/** Before the pull starts in PENDING: the host is made ready. */
export const BEFORE_PULL: Range = { leastMilliseconds: 500, mostMilliseconds: 1_500 };

/** When an image is not there, or something does not answer: Fargate tries several times before it gives up. */
export const RETRIES: Range = { leastMilliseconds: 40_000, mostMilliseconds: 55_000 };

/** ACTIVATING: containers are made, networking is set. */
export const ACTIVATING: Range = { leastMilliseconds: 3_000, mostMilliseconds: 5_000 };

/** DEACTIVATING: targets are deregistered. */
export const DEACTIVATING: Range = { leastMilliseconds: 2_000, mostMilliseconds: 4_000 };

/** STOPPING: a program that heeds SIGTERM ends. */
export const STOPPING: Range = { leastMilliseconds: 1_000, mostMilliseconds: 3_000 };

/** DEPROVISIONING: the network interface is detached and deleted. */
export const DEPROVISIONING: Range = { leastMilliseconds: 9_000, mostMilliseconds: 14_000 };

export const draw = (world: World, { leastMilliseconds, mostMilliseconds }: Range): number =>
  Math.round(leastMilliseconds + world.random() * (mostMilliseconds - leastMilliseconds));
