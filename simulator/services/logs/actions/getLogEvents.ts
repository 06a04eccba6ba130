import type { GetLogEventsRequest, GetLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { invalidToken } from "../errors.ts";
import { compare, type LogEvent, parseToken, type Position, tokenOf } from "../event.ts";
import { checkLimit, EVENTS_LIMIT_MAX } from "../paging.ts";

/** Before every event. */
const BEGINNING: Position = { timestamp: 0, arrival: 0 };

/** Reading has come to an end when a token comes back unchanged (CloudWatch Logs API reference, GetLogEvents). */
export const getLogEvents: Action<Checked<GetLogEventsRequest>, GetLogEventsResponse> = (input, { aws }) => {
  const limit = checkLimit(input.limit, EVENTS_LIMIT_MAX);
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = input;
  const inRange = aws.logs
    .groupOf(input)
    .stream(input.logStreamName)
    .events.filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);
  const { events, around } = pageOf(inRange, limit, input);
  return {
    events: events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: tokenOf("f", events.at(-1) ?? around),
    nextBackwardToken: tokenOf("b", events[0] ?? around),
  };
};

/** `around` is where an empty page stands. */
function pageOf(
  events: readonly LogEvent[],
  limit: number,
  { nextToken, startFromHead }: { nextToken?: string | undefined; startFromHead?: boolean | undefined },
): { events: readonly LogEvent[]; around: Position } {
  if (nextToken === undefined)
    return { events: startFromHead ? events.slice(0, limit) : events.slice(-limit), around: BEGINNING };
  const token = parseToken(nextToken);
  if (!token) throw invalidToken();
  const { direction, position: around } = token;
  if (direction === "f")
    return { events: events.filter((event) => compare(event, around) > 0).slice(0, limit), around };
  return { events: events.filter((event) => compare(event, around) < 0).slice(-limit), around };
}
