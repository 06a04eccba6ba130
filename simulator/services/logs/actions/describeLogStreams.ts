import type {
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogStream,
  OrderBy,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { invalidParameter } from "../errors.ts";
import { describePage } from "../paging.ts";
import type { LogStream as StoredStream } from "../stream.ts";

export const describeLogStreams: Action<Checked<DescribeLogStreamsRequest>, DescribeLogStreamsResponse> = (
  input,
  { aws },
) => {
  const group = aws.logs.groupOf(input);
  const { orderBy = "LogStreamName", logStreamNamePrefix: prefix } = input;
  if (orderBy === "LastEventTime" && prefix !== undefined)
    throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
  const ordered = inOrder(
    group.streams().filter((stream) => stream.name.startsWith(prefix ?? "")),
    orderBy,
  );
  const { items, nextToken } = describePage(input.descending ? ordered.toReversed() : ordered, input);
  const arnPrefix = aws.arn("logs", `log-group:${group.name}:log-stream:`);
  return { logStreams: items.map((stream) => describe(stream, arnPrefix)), nextToken };
};

function inOrder(byName: readonly StoredStream[], orderBy: OrderBy): readonly StoredStream[] {
  switch (orderBy) {
    case "LogStreamName":
      return byName;
    case "LastEventTime":
      return byName.toSorted((a, b) => lastEventTime(a) - lastEventTime(b));
    default:
      throw unknownOrder(orderBy);
  }
}

const lastEventTime = (stream: StoredStream): number => stream.events.at(-1)?.timestamp ?? stream.createdAt;

/** `storedBytes` is 0 for every stream since 2019 (CloudWatch Logs API reference, LogStream). */
function describe(stream: StoredStream, arnPrefix: string): LogStream {
  const first = stream.events[0];
  const last = stream.events.at(-1);
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(first && last
      ? {
          firstEventTimestamp: first.timestamp,
          lastEventTimestamp: last.timestamp,
          lastIngestionTime: last.ingestionTime,
        }
      : {}),
    arn: `${arnPrefix}${stream.name}`,
    storedBytes: 0,
  };
}

const unknownOrder = (orderBy: never): Error =>
  invalidParameter(`Value '${String(orderBy)}' at 'orderBy' is not known`);
