import * as v from "valibot";
import type { ContainerEvidence, FailureEvidence, Instant } from "../shared/core/model.ts";
import { whyInvalid } from "./envelope.ts";

/** What failed, as somebody tells it: evidence of it, or why it is none. */
export type EvidenceReading = { readonly evidence: FailureEvidence } | { readonly why: string };

/** Numbers up to this are seconds, as the API has them; what is larger is milliseconds. */
const EPOCH_SECONDS_MAX = 100_000_000_000;

const Text = v.pipe(
  v.nullish(v.string("is no text")),
  v.transform((text) => (text?.trim() ? text : undefined)),
);

const Time = v.pipe(
  v.nullish(v.union([v.string(), v.number()], "is no time")),
  v.transform((time) => (time === null || time === undefined ? undefined : instantOf(time))),
  v.check((time) => time === undefined || !Number.isNaN(time), "is no time"),
);

const YesOrNo = v.nullish(v.boolean("is neither true nor false"));

const noObject = ({ received }: v.BaseIssue<unknown>): string =>
  received === "undefined" ? "is missing" : "is no object";

const List = <Item extends v.GenericSchema>(item: Item) => v.nullish(v.array(item, "is no list"));

const Container = v.object(
  {
    name: v.string("is no text: each container needs its name"),
    image: Text,
    exitCode: v.nullish(v.pipe(v.number("is no number"), v.integer("is no whole number"))),
    reason: Text,
    healthStatus: Text,
    runtimeId: Text,
    essential: YesOrNo,
    stoppedAt: Time,
    dependsOn: List(v.object({ containerName: v.string("is no text"), condition: Text }, noObject)),
  },
  noObject,
);

/** A container's name, and its last lines; a list of lines where it is not known whose they are. */
const LogTail = v.pipe(
  v.optional(v.unknown()),
  v.check((tail) => readLogTail(tail) !== undefined, 'is neither text nor lines by container, as {"web": ["…"]}'),
  v.transform((tail) => readLogTail(tail) ?? []),
);

/**
 * A task as DescribeTasks returns it, as `detail` of *ECS Task State Change* has it, or less; and what only people know:
 * `service`, `serviceEvent`, `logTail`, `isNewRevision`, and of containers `essential` and `dependsOn`.
 */
const Task = v.object({
  id: Text,
  taskArn: Text,
  group: Text,
  startedBy: Text,
  service: Text,
  lastStatus: Text,
  stopCode: Text,
  stoppedReason: Text,
  launchType: Text,
  healthStatus: Text,
  startedAt: Time,
  isNewRevision: YesOrNo,
  containers: List(Container),
  attachments: List(
    v.object({ type: Text, status: Text, details: List(v.object({ name: Text, value: Text })) }, noObject),
  ),
  serviceEvent: Text,
  logTail: LogTail,
});

/** `detail` of *ECS Service Action* and of *ECS Deployment State Change*. */
const ServiceDetail = v.object({ eventType: Text, eventName: Text, reason: Text });

const Event = v.object({
  id: Text,
  "detail-type": v.string("is no text"),
  detail: v.looseObject({}, noObject),
});

const SERVICE_KINDS = new Set(["ECS Service Action", "ECS Deployment State Change"]);

/** Reads an event as EventBridge brings it, or a task. `name` stands for it where it has no id. */
export function readEvidence(input: unknown, name: string): EvidenceReading {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return { why: "is no object" };
  return "detail-type" in input ? readEvent(input, name) : readTask(input, name);
}

function readEvent(input: object, name: string): EvidenceReading {
  const result = v.safeParse(Event, input);
  if (!result.success) return { why: whyInvalid(result.issues) };
  const { id = name, detail, "detail-type": detailType } = result.output;
  if (detailType === "ECS Task State Change") return readTask({ ...detail, id }, name);
  if (!SERVICE_KINDS.has(detailType)) return { why: `detail-type: "${detailType}" says nothing of failed tasks` };
  const service = v.safeParse(ServiceDetail, detail);
  if (!service.success) return { why: `detail.${whyInvalid(service.issues)}` };
  const { eventType, eventName, reason } = service.output;
  const text = [eventName, reason].filter(Boolean).join(": ");
  if (text === "") return { why: "detail: has neither eventName nor reason" };
  return { evidence: { ...NOTHING, id, serviceEvent: { text, isInformation: eventType === "INFO" } } };
}

const NOTHING = { isLone: false, containers: [], failedAttachments: [], logTail: [] };

function readTask(input: object, name: string): EvidenceReading {
  const members = Object.keys(input);
  if (members.length > 0 && !members.some((member) => Object.hasOwn(Task.entries, member)))
    return { why: `has none of the members that tell of a task (${Object.keys(Task.entries).join(", ")})` };
  const result = v.safeParse(Task, input);
  if (!result.success) return { why: whyInvalid(result.issues) };
  const task = result.output;
  const { stopCode, serviceEvent } = task;
  return {
    evidence: {
      id: task.id ?? task.taskArn ?? name,
      isLone: !isOfService(task),
      ...known("lastStatus", task.lastStatus),
      ...known("stopCode", stopCode),
      ...known("stoppedReason", task.stoppedReason),
      ...known("launchType", task.launchType),
      ...known("healthStatus", task.healthStatus),
      ...known("hasStarted", task.startedAt !== undefined || (stopCode === "TaskFailedToStart" ? false : undefined)),
      ...known("isNewRevision", task.isNewRevision),
      containers: (task.containers ?? []).map(readContainer),
      failedAttachments: failedAttachments(task),
      ...(serviceEvent === undefined ? {} : { serviceEvent: { text: serviceEvent } }),
      logTail: task.logTail ?? [],
    },
  };
}

function isOfService({ service, group, startedBy, stopCode, serviceEvent }: v.InferOutput<typeof Task>): boolean {
  return (
    service !== undefined ||
    serviceEvent !== undefined ||
    group?.startsWith("service:") === true ||
    startedBy?.startsWith("ecs-svc/") === true ||
    stopCode === "ServiceSchedulerInitiated"
  );
}

function readContainer({ name, dependsOn, ...container }: v.InferOutput<typeof Container>): ContainerEvidence {
  return {
    name,
    ...known("image", container.image),
    ...known("exitCode", container.exitCode),
    ...known("reason", container.reason),
    ...known("healthStatus", container.healthStatus),
    ...known("runtimeId", container.runtimeId),
    ...known("stoppedAt", container.stoppedAt),
    ...known("essential", container.essential),
    ...(dependsOn
      ? { dependsOn: dependsOn.map((one) => ({ container: one.containerName, ...known("condition", one.condition) })) }
      : {}),
  };
}

function failedAttachments({ attachments }: v.InferOutput<typeof Task>): FailureEvidence["failedAttachments"] {
  return (attachments ?? [])
    .filter(({ status }) => status === "FAILED")
    .map(({ type = "attachment", details }) => ({
      type,
      reason: details?.find((detail) => detail.name === "statusReason")?.value ?? "it failed",
    }));
}

/** Any name is a container's, `constructor` as well: so names are read as entries, never looked up. */
function readLogTail(tail: unknown): FailureEvidence["logTail"] | undefined {
  if (tail === undefined || tail === null) return [];
  const lines = linesOf(tail);
  if (lines) return lines.length > 0 ? [{ lines }] : [];
  if (typeof tail !== "object") return undefined;
  const tails = Object.entries(tail).map(([container, text]) => ({ container, lines: linesOf(text ?? []) }));
  return tails.every((one): one is { container: string; lines: string[] } => one.lines !== undefined)
    ? tails
    : undefined;
}

function linesOf(text: unknown): string[] | undefined {
  const lines = Array.isArray(text) ? (text as unknown[]) : [text];
  return lines.every((line) => typeof line === "string") ? lines.flatMap((line) => line.split("\n")) : undefined;
}

const instantOf = (time: string | number): Instant =>
  typeof time === "string" ? Date.parse(time) : time > EPOCH_SECONDS_MAX ? time : time * 1000;

function known<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { readonly [Key in Name]?: Value } {
  return (value === null || value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
}
