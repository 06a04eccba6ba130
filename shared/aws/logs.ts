import { type CloudWatchLogsClient, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { kindOfError } from "./errors.ts";

/** The calls to CloudWatch Logs that we make. */
export interface Logs {
  /** The last lines of a stream, the newest last; none where it does not exist or may not be read. */
  tail(group: string, stream: string, linesMax: number): Promise<readonly string[]>;
}

export function createLogs(client: CloudWatchLogsClient): Logs {
  return {
    async tail(logGroupName, logStreamName, limit) {
      try {
        const { events } = await client.send(new GetLogEventsCommand({ logGroupName, logStreamName, limit }));
        return (events ?? []).map(({ message = "" }) => message);
      } catch (error) {
        const kind = kindOfError(error);
        if (kind === "gone" || kind === "refused") return [];
        throw error;
      }
    },
  };
}
