import { readEvidence } from "../../events/evidence.ts";
import type {
  DeploymentChanged,
  ServiceImpaired,
  ServiceName,
  ServiceState,
  TaskStopped,
} from "../../shared/core/model.ts";
import { own } from "../../shared/core/own.ts";
import { isUnderWay } from "../../shared/core/rollout/evolve.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import type { Target } from "../../shared/runtime/read.ts";
import { shortId } from "../../shared/store/counting.ts";
import type { Failing } from "./inquiry.ts";

/** What a trigger says has failed, or why it is of no concern: everything that stops in the account is heard here. */
export async function loadFailing(
  gardener: Gardener,
  trigger: TaskStopped | ServiceImpaired | DeploymentChanged,
): Promise<readonly Failing[] | { readonly why: string }> {
  const { service } = trigger;
  const target = await loadTarget(gardener, service);
  if (!target) return { why: "it is no service of this garden" };
  switch (trigger.kind) {
    case "TaskStopped":
      return [failedTask(target, trigger)];
    case "ServiceImpaired":
      if (trigger.eventName === "SERVICE_DEPLOYMENT_FAILED")
        return { why: "what ECS says of the deployment itself tells which one failed" };
      return [impairedService(target, trigger, await gardener.services.read(service))];
    case "DeploymentChanged":
      if (trigger.eventName !== "SERVICE_DEPLOYMENT_FAILED") return { why: `${trigger.eventName} is no failure` };
      return lostTasks(gardener, target, trigger);
    default:
      return trigger satisfies never;
  }
}

/** A service that follows something, or that the garden file names. */
async function loadTarget({ imageIndex, garden }: Gardener, service: ServiceName): Promise<Target | undefined> {
  const entry = await imageIndex.entry(service);
  return entry || own((await garden()).services, service) ? { service, entry } : undefined;
}

const failedTask = (target: Target, task: Omit<TaskStopped, "kind" | "eventId" | "service">): Failing => ({
  target,
  deploymentId: task.deploymentId,
  taskDefinition: task.taskDefinition,
  id: task.taskId,
  isTask: true,
  what: `task ${task.taskId}`,
  at: task.at,
  evidence: task.evidence,
});

/** It names no deployment: the one that is under way, or else the one that the service rests on. */
function impairedService(
  target: Target,
  { eventId, at, eventName, reason }: ServiceImpaired,
  { rollout, restingOn }: ServiceState,
): Failing {
  const underWay = isUnderWay(rollout) ? (rollout.wayBack?.deploymentId ?? rollout.deploymentId) : undefined;
  const text = [eventName, reason].filter(Boolean).join(": ");
  return {
    target,
    deploymentId: underWay ?? restingOn ?? "unknown",
    taskDefinition: "",
    id: eventId,
    isTask: false,
    what: text,
    at,
    evidence: {
      id: eventId,
      isLone: false,
      containers: [],
      failedAttachments: [],
      logTail: [],
      serviceEvent: { text },
    },
  };
}

/** Stopped tasks of a failed deployment whose events were lost: not counted by now, as those are whose events came. */
async function lostTasks(
  { ecs, failures, environment }: Gardener,
  target: Target,
  { service, deploymentId, at }: DeploymentChanged,
): Promise<readonly Failing[]> {
  const tasks = await ecs.stoppedTasksOf(service, deploymentId);
  const counted = new Set((await failures.ofDeployment(service, deploymentId)).flatMap(({ ids }) => [...ids]));
  return tasks.flatMap((task) => {
    const taskId = task.taskArn?.split("/").at(-1) ?? "";
    // The event of one that is still stopping is to come.
    if (task.lastStatus !== "STOPPED" || counted.has(shortId(taskId))) return [];
    const reading = readEvidence(task, taskId);
    if ("why" in reading) {
      environment.logger.warn(`${service}: task ${taskId} is not understood: ${reading.why}`);
      return [];
    }
    const { evidence } = reading;
    const stoppedAt = task.stoppedAt === undefined ? at : task.stoppedAt * 1000;
    const { taskDefinitionArn: taskDefinition = "" } = task;
    return [failedTask(target, { taskId, deploymentId, taskDefinition, at: stoppedAt, evidence })];
  });
}
