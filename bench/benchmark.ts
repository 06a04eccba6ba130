/** One measurement that `npm run bench` knows by name. */
export interface Benchmark {
  /** One line for the list of names. */
  readonly about: string;
  /** Its options besides `--json`, by name without the dashes, with what holds where they are not given. */
  readonly options: Readonly<Record<string, string>>;
  /** Measures. Throws UsageError for an option that makes no sense. */
  measure(options: Readonly<Record<string, string>>): Promise<Measurement>;
}

export interface Measurement {
  /** What was measured, for programs; everything in it survives JSON. */
  readonly data: object;
  /** The same for people. */
  readonly tables: readonly Table[];
  readonly aims: readonly Aim[];
}

/** A limit that we set ourselves, and what was measured against it. */
export interface Aim {
  /** A sentence that says what is measured. */
  readonly aim: string;
  /** The most that it may be. */
  readonly limit: number;
  readonly measured: number;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** The command line was not understood; the message says why. */
export class UsageError extends Error {}

export const isMet = ({ limit, measured }: Aim): boolean => measured <= limit;

/** Reads an option that is a list of whole numbers from 1 on, as `10,100`. */
export function readCounts(option: string, text: string): number[] {
  return text.split(",").map((part) => readCount(option, part));
}

/** Reads an option that is a whole number from 1 on. */
export function readCount(option: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--${option} ${text}: whole numbers from 1 on are expected.`);
}
