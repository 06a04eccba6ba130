import { isRecord } from "../../wire/record.ts";
import type { Measured } from "./runtime/runtime.ts";

/** The lines of a function's log in Lambda's text format (Lambda developer guide, "Viewing CloudWatch logs"). */

export const startLine = (requestId: string): string => `START RequestId: ${requestId} Version: $LATEST`;

export const endLine = (requestId: string): string => `END RequestId: ${requestId}`;

/** What a run took. Duration is virtual time, init duration real time. */
export function reportLine(
  requestId: string,
  took: Measured & { readonly durationMilliseconds: number; readonly memorySizeMegabytes: number },
): string {
  const { durationMilliseconds, memorySizeMegabytes, maxMemoryUsedMegabytes, initMilliseconds } = took;
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMilliseconds.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMilliseconds)} ms`,
    `Memory Size: ${memorySizeMegabytes} MB`,
    `Max Memory Used: ${Math.ceil(maxMemoryUsedMegabytes ?? memorySizeMegabytes)} MB`,
  ];
  if (initMilliseconds !== undefined) parts.push(`Init Duration: ${initMilliseconds.toFixed(2)} ms`);
  return `${parts.join("\t")}\t`;
}

/** Lambda's own message for a run over time; it is also the error that the caller gets. */
export const timeoutText = (timeoutSeconds: number): string =>
  `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;

/** A line that the function wrote through `console`. */
export const consoleLine = (now: number, requestId: string, level: string, text: string): string =>
  `${new Date(now).toISOString()}\t${requestId}\t${level}\t${text}`;

/** What the Node runtime writes when a handler throws. */
export function invokeErrorLine(now: number, requestId: string, error: unknown): string {
  const { errorType, errorMessage, stack } = describeError(error);
  const report = { errorType, errorMessage, stack: stack.split("\n") };
  return consoleLine(now, requestId, "ERROR", `Invoke Error \t${JSON.stringify(report)}`);
}

/** Whatever a handler threw, as Lambda reports it. */
export function describeError(thrown: unknown): { errorType: string; errorMessage: string; stack: string } {
  if (!isRecord(thrown)) return { errorType: "Error", errorMessage: String(thrown), stack: "" };
  const { name, message, stack } = thrown;
  return { errorType: textOf(name) || "Error", errorMessage: textOf(message), stack: textOf(stack) };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
