import type { FailureDetails } from "../model.ts";
import { redactedLines } from "../redact.ts";
import { bothEnds } from "./pattern.ts";

/** What people read of one log line, in characters; stack traces and dumps of objects are longer. */
const LINE_LENGTH_MAX = 400;

/** What is kept of a failure for people to read, without secrets, and no longer than a message in a thread. */
export function detailsOf({ taskId, logTail, differences }: FailureDetails): FailureDetails {
  return {
    ...(taskId === undefined ? {} : { taskId }),
    // Shortened afterwards, so that no secret is cut beyond recognition.
    logTail: logTail.map(({ lines, ...whose }) => ({
      ...whose,
      lines: redactedLines(lines).map((line) => bothEnds(line, LINE_LENGTH_MAX)),
    })),
    differences,
  };
}
