import * as v from "valibot";
import type { Reading, TaskStopped } from "../../shared/core/model.ts";
import { type EventEnvelope, whyInvalid } from "../envelope.ts";
import { readEvidence } from "../evidence.ts";

/** Names have at most 255 letters (Amazon ECS API reference, CreateCluster and CreateService). */
const CLUSTER_ARN = /^arn:[^:]+:ecs:[^:]+:\d{12}:cluster\/(?<name>[^/]{1,255})$/;
const SERVICE_GROUP = /^service:(?<name>[^/]{1,255})$/;

/** The id is 32 hexadecimal digits, with hyphens and without the cluster where the account has the old short form. */
const TASK_ARN = /^arn:[^:]+:ecs:[^:]+:\d{12}:task\/(?:[^/]{1,255}\/)?(?<name>[0-9a-f-]{32,36})$/;

const SERVICE_DEPLOYMENT = "ecs-svc/";

const arn = (form: RegExp, what: string) =>
  v.pipe(
    v.string(),
    v.check((text) => form.test(text), `is no ARN of a ${what}`),
    v.transform((text) => form.exec(text)?.groups?.["name"] ?? ""),
  );

/** `detail` of *ECS Task State Change* (ECS developer guide, ecs_task_events); what it tells of the end is evidence. */
const Detail = v.object({
  lastStatus: v.string(),
  clusterArn: arn(CLUSTER_ARN, "cluster"),
  taskArn: arn(TASK_ARN, "task"),
  taskDefinitionArn: v.pipe(v.string(), v.nonEmpty()),
  group: v.nullish(v.string(), ""),
  startedBy: v.nullish(v.string(), ""),
});

/** A task of a service that has stopped; whether that was a failure is not asked here. */
export function parse(event: EventEnvelope): Reading<TaskStopped> {
  if (event.source !== "aws.ecs")
    return { kind: "ignored", why: `an ECS Task State Change from ${event.source}, not from ECS` };
  const result = v.safeParse(Detail, event.detail);
  if (!result.success) return { kind: "malformed", why: `ECS Task State Change: ${whyInvalid(result.issues)}` };
  const { lastStatus, clusterArn: cluster, taskArn: taskId, taskDefinitionArn, group, startedBy } = result.output;
  const name = SERVICE_GROUP.exec(group)?.groups?.["name"];
  if (name === undefined || !startedBy.startsWith(SERVICE_DEPLOYMENT))
    return { kind: "ignored", why: `task ${taskId} of ${cluster} belongs to no service (${group}, ${startedBy})` };
  const service = `${cluster}/${name}`;
  if (lastStatus !== "STOPPED")
    return { kind: "ignored", why: `task ${taskId} of ${service} is ${lastStatus}, it has not stopped` };
  const reading = readEvidence(event.detail, taskId);
  if ("why" in reading) return { kind: "malformed", why: `ECS Task State Change: ${reading.why}` };
  return {
    kind: "trigger",
    trigger: {
      kind: "TaskStopped",
      eventId: event.id,
      at: event.at,
      service,
      taskId,
      deploymentId: startedBy,
      taskDefinition: taskDefinitionArn,
      evidence: reading.evidence,
    },
  };
}
