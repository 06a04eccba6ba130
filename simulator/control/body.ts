import type { WireRequest, WireResponse } from "../aws.ts";
import { isRecord } from "../wire/record.ts";

/** A control request that cannot be done as asked; answered as 400 with what was expected. */
export class BadControlRequest extends Error {
  readonly expected: string;
  constructor(message: string, expected: string) {
    super(message);
    this.expected = expected;
  }
}

/** The body as a JSON object, whatever the content type says. `expected` shows a good one. */
export function readObject(request: WireRequest, expected: string): Record<string, unknown> {
  const text = request.body.toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadControlRequest(text === "" ? "The body is empty." : "The body is not JSON.", expected);
  }
  if (!isRecord(value)) throw new BadControlRequest("The body is not a JSON object.", expected);
  return value;
}

/** Refuses members that are not in the list, so that a slip of the pen is no silent success. */
export function refuseUnknownMembers(body: object, known: readonly string[], expected: string): void {
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new BadControlRequest(`The member ${JSON.stringify(unknown)} is not known.`, expected);
}

export function jsonResponse(status: number, body: unknown): WireResponse {
  return { status, headers: { "content-type": "application/json" }, body: `${JSON.stringify(body)}\n` };
}
