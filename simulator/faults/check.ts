import {
  type Check,
  type Checks,
  chance,
  memberProblems,
  objectProblems,
  oneOf,
  seconds,
  text,
  whole,
} from "../checks.ts";
import { isRecord } from "../wire/record.ts";
import {
  CALL_FAULTS,
  type CallRow,
  canBeStale,
  type EventFaults,
  type FaultsConfiguration,
  type MessageFaults,
  STALE_SECONDS_MAX,
  WAIT_SECONDS_MAX,
} from "./configuration.ts";

/** Whether the simulator knows an operation, as `ecs:UpdateService`. */
export type KnowsOperation = (operation: string) => boolean;

/** Looked at by a walk of their own. */
const anything: Check = () => undefined;

const CONFIGURATION: Checks<FaultsConfiguration> = {
  events: anything,
  calls: anything,
  messages: anything,
  seed: whole(0),
};

const EVENTS: Checks<EventFaults> = {
  lost: chance,
  repeated: chance,
  late: chance,
  lateSeconds: seconds(WAIT_SECONDS_MAX),
  reordered: chance,
  source: text,
  detailType: text,
};

const MESSAGES: Checks<MessageFaults> = { repeated: chance, queue: text };

const CALL: Checks<CallRow> = {
  operation: text,
  fault: oneOf(CALL_FAULTS),
  principal: text,
  rate: chance,
  count: whole(1),
  after: whole(0),
  when: oneOf(["before", "after"]),
  slowSeconds: seconds(WAIT_SECONDS_MAX),
  staleSeconds: seconds(STALE_SECONDS_MAX),
};

/** Members that only some faults have; with others they would have no effect. */
const ONLY_OF: Partial<Record<keyof CallRow, readonly string[]>> = {
  when: ["slow", "hold", "kill"],
  slowSeconds: ["slow"],
  staleSeconds: ["stale"],
};

/** Everything that is wrong with a configuration, a sentence each with its remedy; empty when it can come into force. */
export function faultProblems(given: unknown, knows: KnowsOperation): string[] {
  if (!isRecord(given)) return ["The faults must be an object; {} for none."];
  const { events = {}, calls = [], messages = {} } = given;
  return [
    ...memberProblems("", given, CONFIGURATION),
    ...objectProblems("events", events, EVENTS),
    ...objectProblems("messages", messages, MESSAGES),
    ...(Array.isArray(calls)
      ? calls.flatMap((row, index) => rowProblems(`calls[${index}]`, row, knows))
      : ["calls must be a list of rows."]),
  ];
}

function rowProblems(path: string, row: unknown, knows: KnowsOperation): string[] {
  if (!isRecord(row)) return [`${path} must be an object.`];
  const problems = memberProblems(`${path}.`, row, CALL);
  for (const name of ["operation", "fault"])
    if (!Object.hasOwn(row, name)) problems.push(`${path}.${name} is missing.`);
  for (const [name, faults] of Object.entries(ONLY_OF))
    if (Object.hasOwn(row, name) && typeof row.fault === "string" && !faults.includes(row.fault))
      problems.push(`${path}.${name} belongs to ${faults.join(", ")} only; leave it out.`);
  if (typeof row.operation === "string") problems.push(...operationProblems(path, row.operation, row.fault, knows));
  return problems;
}

function operationProblems(path: string, operation: string, fault: unknown, knows: KnowsOperation): string[] {
  if (operation !== "*" && !knows(operation))
    return [
      `${path}.operation ${JSON.stringify(operation)} is no operation of the simulator; say it as ecs:UpdateService, ecs:* or *.`,
    ];
  if (fault === "stale" && !operation.endsWith("*") && !canBeStale(operation))
    return [`${path}.fault stale is for reads of ecs, ecr and tagging, as ecs:DescribeServices.`];
  return [];
}
