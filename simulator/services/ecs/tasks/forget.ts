import type { ClusterRecord } from "../model.ts";

/** API reference, DescribeTasks: stopped tasks are shown for at least one hour; here for exactly that. */
const STOPPED_TASK_SHOWN_MILLISECONDS = 3_600_000;

/** Forgets tasks that stopped long ago; called whenever tasks are looked at, so that it needs no timer. */
export function forgetLongStopped(cluster: ClusterRecord, now: number): void {
  for (let oldest = cluster.stoppedTasks[0]; oldest; oldest = cluster.stoppedTasks[0]) {
    if ((oldest.stoppedAt ?? now) + STOPPED_TASK_SHOWN_MILLISECONDS > now) return;
    cluster.stoppedTasks.shift();
    cluster.tasks.delete(oldest.id);
  }
}
