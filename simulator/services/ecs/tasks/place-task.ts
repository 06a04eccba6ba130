import type { Place } from "../../../troubles/troubles.ts";
import {
  PLACEMENT_TROUBLES,
  type PlacementFailure,
  type PlacementRequest,
  type PlacementTrouble,
} from "../troubles/placement-troubles.ts";

/** Why a task cannot be placed now; undefined where it can. `attempt` tells it from others. */
export function placementFailure(
  request: PlacementRequest,
  { service, attempt }: { service: string | undefined; attempt: number },
): PlacementFailure | undefined {
  const { aws, cluster } = request;
  const troubles: Readonly<Record<string, PlacementTrouble>> = PLACEMENT_TROUBLES;
  const place: Place = { cluster: cluster.name, service, id: `${service ?? ""} ${aws.world.now} #${attempt}` };
  return aws.troubles.find(place, (name) => troubles[name]?.(request));
}
