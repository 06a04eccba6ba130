import type { FilterLogEventsRequest, FilterLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated } from "../../../not-simulated.ts";
import { invalidParameter, invalidToken } from "../errors.ts";
import { compare, parseToken, tokenOf } from "../event.ts";
import { parseFilterPattern } from "../filter-pattern.ts";
import type { LogGroup } from "../group.ts";
import { checkLimit, EVENTS_LIMIT_MAX } from "../paging.ts";
import type { LogStream } from "../stream.ts";

/** Length of an event's identifier in digits, as in samples of AWS (inferred). */
const EVENT_ID_DIGITS = 56;

/** Streams are interleaved by time; `startTime` and `endTime` are inclusive (CloudWatch Logs API reference). */
export const filterLogEvents: Action<Checked<FilterLogEventsRequest>, FilterLogEventsResponse> = (input, { aws }) => {
  if (input.startFromHead === false) throw notSimulated("FilterLogEvents", "parameter startFromHead false");
  const limit = checkLimit(input.limit, EVENTS_LIMIT_MAX);
  const passes = parseFilterPattern(input.filterPattern ?? "");
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, nextToken } = input;
  const after = nextToken === undefined ? undefined : parseToken(nextToken)?.position;
  if (nextToken !== undefined && !after) throw invalidToken();
  const matching = chosenStreams(aws.logs.groupOf(input), input)
    .flatMap((stream) => stream.events.map((event) => ({ ...event, logStreamName: stream.name })))
    .filter((event) => event.timestamp >= startTime && event.timestamp <= endTime && passes(event.message))
    .filter((event) => !after || compare(event, after) > 0)
    .sort(compare);
  const events = matching.slice(0, limit);
  const last = events.at(-1);
  return {
    events: events.map(({ logStreamName, timestamp, message, ingestionTime, arrival }) => ({
      logStreamName,
      timestamp,
      message,
      ingestionTime,
      eventId: `${timestamp}${String(arrival).padStart(EVENT_ID_DIGITS - String(timestamp).length, "0")}`,
    })),
    searchedLogStreams: [],
    nextToken: last && matching.length > events.length ? tokenOf("f", last) : undefined,
  };
};

function chosenStreams(
  group: LogGroup,
  input: { logStreamNames?: string[] | undefined; logStreamNamePrefix?: string | undefined },
): LogStream[] {
  const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
  if (names && prefix !== undefined)
    throw invalidParameter("logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
  if (names) return [...new Set(names)].map((name) => group.stream(name));
  return group.streams().filter((stream) => stream.name.startsWith(prefix ?? ""));
}
