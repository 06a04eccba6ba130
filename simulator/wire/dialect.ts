import type { WireRequest, WireResponse } from "../aws.ts";
import type { ErrorSchema, OperationSchema } from "./catalogue.ts";
import type { Problem } from "./walk.ts";

/** How one protocol reads requests and writes answers. `requestId` goes into header and body as AWS does. */
export interface Dialect {
  /** The input's value by its schema, with everything that is wrong about it. Throws AwsError for what cannot be read at all. */
  readInput(operation: OperationSchema, request: WireRequest): { value: unknown; problems: Problem[] };
  /** `output` is the behaviour's own value (with Date and bytes), `checked` the same as JSON. */
  writeOutput(operation: OperationSchema, output: unknown, checked: unknown, requestId: string): WireResponse;
  writeError(error: WireError, requestId: string): WireResponse;
}

export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;
  /** What the model says about this code; none for unmodelled ones. */
  readonly schema: ErrorSchema | undefined;
}

/** AWS's word for whose fault it was. */
export function faultOf(error: WireError): "Sender" | "Receiver" {
  return error.status >= 500 ? "Receiver" : "Sender";
}
