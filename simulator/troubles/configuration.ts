import { PLACEMENT_TROUBLES } from "../services/ecs/troubles/placement-troubles.ts";
import { RUNNING_TROUBLES } from "../services/ecs/troubles/running-troubles.ts";
import { START_TROUBLES } from "../services/ecs/troubles/start-troubles.ts";

/** While it is in force, what ECS says is cut as on older platform versions. */
export const CUT_REASONS = "cut-reasons";

export type TroubleName =
  | keyof typeof START_TROUBLES
  | keyof typeof PLACEMENT_TROUBLES
  | keyof typeof RUNNING_TROUBLES
  | typeof CUT_REASONS;

/** All there are. */
export const TROUBLE_NAMES: readonly string[] = [
  ...Object.keys(START_TROUBLES),
  ...Object.keys(PLACEMENT_TROUBLES),
  ...Object.keys(RUNNING_TROUBLES),
  CUT_REASONS,
];

/** Those that happen at one moment, and do not last. */
export const MOMENTARY: readonly string[] = Object.keys(RUNNING_TROUBLES);

/** Which troubles are wanted, as `POST /_simulator/troubles` and tests say it. */
export interface TroublesConfiguration {
  readonly troubles?: readonly TroubleRow[];
}

/** A trouble of what surrounds tasks. */
export interface TroubleRow {
  readonly trouble: TroubleName;
  /** Name of a cluster; all of them without it. */
  readonly cluster?: string;
  /** Name of a service; without it everything, also tasks that run alone. */
  readonly service?: string;
  /** From now until it begins. */
  readonly afterSeconds?: number;
  /** How long it lasts; without it until the troubles are replaced. */
  readonly forSeconds?: number;
}

/** A year: longer is surely a slip of units. */
export const TROUBLE_SECONDS_MAX = 366 * 86_400;
