// The process that is one cold start: loads a bundle as Lambda's runtime does, hands it one event, tells when that was.
import { readFileSync, writeSync } from "node:fs";
import type { ColdStarted } from "./messages.ts";

/** The file descriptor to answer on; standard output belongs to the handler, as on Lambda. */
const ANSWER_DESCRIPTOR = 3;

/** As the template's longest. */
const TIMEOUT_MILLISECONDS = 60_000;

const now = (): number => performance.timeOrigin + performance.now();

const [, , bundlePath = "", eventPath = ""] = process.argv;
const event: unknown = JSON.parse(readFileSync(eventPath, "utf8"));
const { handler } = (await import(bundlePath)) as { handler: (event: unknown, context: object) => Promise<unknown> };
const loadedAt = now();

let error: string | undefined;
try {
  await handler(event, {
    awsRequestId: "00000000-0000-4000-8000-000000000000",
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:measured",
    memoryLimitInMB: process.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    getRemainingTimeInMillis: () => TIMEOUT_MILLISECONDS - performance.now(),
  });
} catch (thrown) {
  error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
const settledAt = now();
const { user, system } = process.cpuUsage();
const answer: ColdStarted = {
  loadedAt,
  settledAt,
  peakKilobytes: process.resourceUsage().maxRSS,
  processorMilliseconds: (user + system) / 1000,
  ...(error === undefined ? {} : { error }),
};
writeSync(ANSWER_DESCRIPTOR, JSON.stringify(answer));
process.exit();
