import type {
  InputLogEvent,
  PutLogEventsRequest,
  PutLogEventsResponse,
  RejectedLogEventsInfo,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { refuseParameters } from "../../../not-simulated.ts";
import { invalidParameter } from "../errors.ts";

/** CloudWatch Logs API reference, PutLogEvents, for all these limits. */
const EVENTS_MAX = 10_000;
const BATCH_BYTES_MAX = 1_048_576;
const BYTES_PER_EVENT = 26;
const HOUR_MILLISECONDS = 60 * 60 * 1000;
const SPAN_MILLISECONDS_MAX = 24 * HOUR_MILLISECONDS;
const FUTURE_MILLISECONDS_MAX = 2 * HOUR_MILLISECONDS;
const AGE_MILLISECONDS_MAX = 14 * 24 * HOUR_MILLISECONDS;

/** Events that are too new, too old or past retention are rejected one by one; the rest of the batch is kept. */
export const putLogEvents: Action<Checked<PutLogEventsRequest>, PutLogEventsResponse> = (input, { aws, world }) => {
  refuseParameters("PutLogEvents", input, ["entity"]);
  const group = aws.logs.group(input.logGroupName);
  const stream = group.stream(input.logStreamName);
  checkBatch(input.logEvents);
  const rejected: RejectedLogEventsInfo = {};
  input.logEvents.forEach((event, index) => {
    if (event.timestamp > world.now + FUTURE_MILLISECONDS_MAX) rejected.tooNewLogEventStartIndex ??= index;
    else if (event.timestamp < world.now - AGE_MILLISECONDS_MAX) rejected.tooOldLogEventEndIndex = index + 1;
    else if (event.timestamp < group.keptFrom) rejected.expiredLogEventEndIndex = index + 1;
    else aws.logs.write(stream, event);
  });
  return Object.keys(rejected).length > 0 ? { rejectedLogEventsInfo: rejected } : {};
};

function checkBatch(events: Checked<InputLogEvent>[]): void {
  if (events.length < 1 || events.length > EVENTS_MAX)
    throw invalidParameter(`Value at 'logEvents' failed to satisfy constraint: must hold 1 to ${EVENTS_MAX} events`);
  if (events.some(({ message }) => message === ""))
    throw invalidParameter("Value '' at 'logEvents.message' failed to satisfy constraint: must not be empty");
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + BYTES_PER_EVENT, 0);
  if (bytes > BATCH_BYTES_MAX)
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${BATCH_BYTES_MAX}`);
  const times = events.map((event) => event.timestamp);
  if (times.some((time, index) => time < (times[index - 1] ?? time)))
    throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
  if ((times.at(-1) ?? 0) - (times[0] ?? 0) > SPAN_MILLISECONDS_MAX)
    throw invalidParameter("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
}
