import type { Place } from "../../../troubles/troubles.ts";
import type { TaskRecord } from "../model.ts";

/** Where a task is, for troubles. */
export const placeOf = ({ cluster, owner, id }: TaskRecord): Place => ({
  cluster: cluster.name,
  service: owner?.service.name,
  id,
});
