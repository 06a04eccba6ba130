import type { TaskStopCode } from "@aws-sdk/client-ecs";
import type { TaskRecord } from "../model.ts";

/** What ends tasks that are RUNNING, at once when it begins. */
export interface RunningTrouble {
  readonly concerns: (task: TaskRecord) => boolean;
  readonly stopCode: TaskStopCode;
  readonly stoppedReason: string;
  /** The task is told to stop so long before it does. */
  readonly noticeMilliseconds: number;
}

export const RUNNING_TROUBLES = {
  // Developer guide, fargate-capacity-providers: told two minutes before.
  "spot-interruption": {
    concerns: ({ shape }) => shape.capacityProviderName === "FARGATE_SPOT",
    stopCode: "SpotInterruption",
    stoppedReason: "Your Spot Task was interrupted.",
    noticeMilliseconds: 120_000,
  },
  // Developer guide, task-maintenance. The stop code is inferred.
  "host-maintenance": {
    concerns: () => true,
    stopCode: "TerminationNotice",
    stoppedReason: "ECS is performing maintenance on the underlying infrastructure hosting the task.",
    noticeMilliseconds: 0,
  },
} as const satisfies Readonly<Record<string, RunningTrouble>>;
