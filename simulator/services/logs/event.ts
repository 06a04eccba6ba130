/** Where an event stands among all events of its account and Region: by time, then by arrival. */
export interface Position {
  /** Epoch milliseconds, as the writer stated it. */
  readonly timestamp: number;
  /** Counts arrivals from 1. */
  readonly arrival: number;
}

export interface LogEvent extends Position {
  readonly message: string;
  /** When it arrived, epoch milliseconds. */
  readonly ingestionTime: number;
}

/** Negative when `a` stands before `b`. */
export const compare = (a: Position, b: Position): number => a.timestamp - b.timestamp || a.arrival - b.arrival;

/** A position as an opaque token; `direction` says which way reading goes on from it. */
export const tokenOf = (direction: "f" | "b", { timestamp, arrival }: Position): string =>
  `${direction}/${timestamp}.${arrival}`;

/** Undefined for text that is no token. */
export function parseToken(token: string): { direction: "f" | "b"; position: Position } | undefined {
  const [, direction, timestamp, arrival] = /^([fb])\/(\d+)\.(\d+)$/.exec(token) ?? [];
  if ((direction !== "f" && direction !== "b") || timestamp === undefined || arrival === undefined) return undefined;
  return { direction, position: { timestamp: Number(timestamp), arrival: Number(arrival) } };
}
