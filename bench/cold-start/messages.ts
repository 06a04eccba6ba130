/** What passes between the measuring process and the two others. Everything survives JSON. */

/** The functions that are deployed, by the name of their folder. */
export const FUNCTION_NAMES = ["deploy", "track", "diagnose", "tick", "notify"] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** To the simulator's process: forget what was, and bring a garden to where this function has something to do. */
export interface PlantRequest {
  readonly plant: FunctionName;
}

/** Its answer. */
export interface Planted {
  /** As `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** What Lambda would hand to the function. */
  readonly event: unknown;
  /** What Lambda would set for the function, as its template and the simulator say. */
  readonly variables: Readonly<Record<string, string>>;
}

/** From the process that is one cold start, when the handler's promise has settled. */
export interface ColdStarted {
  /** Epoch milliseconds, with fractions: when the bundle was loaded, when the event was handled. */
  readonly loadedAt: number;
  readonly settledAt: number;
  readonly peakKilobytes: number;
  /** Time on the processors, of all its threads. */
  readonly processorMilliseconds: number;
  /** What the handler threw; none if it did not. */
  readonly error?: string;
}
