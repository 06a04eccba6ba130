import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** What `npm start` was asked for. */
export interface StartOptions {
  /** Port of AWS, Slack and the control surface; 0 picks a free one. */
  readonly port: number;
  readonly dashboardPort: number;
  /** Virtual seconds per real second; 0 stands still until it is driven by hand. */
  readonly speed: number;
  /** Absolute path of a garden file in place of the one at the root. */
  readonly gardenFile: string | undefined;
}

export const USAGE = `Usage: npm start -- [--port N] [--dashboard-port N] [--speed N] [--garden FILE] [--help]

  --port N            port of AWS, Slack and /_simulator/ (4566)
  --dashboard-port N  port of the status page (4567)
  --speed N           seconds that pass in a second of the wall clock; 0: only by hand (1)
  --garden FILE       the garden file to run with (garden.yml at the root)
  --help              this text
`;

/** The command line was not understood; the message says why. */
export class UsageError extends Error {}

const PORT_MAX = 65_535;

/** Whoever asks for help gets it, whatever else stands there. */
export const asksForHelp = (given: readonly string[]): boolean => given.includes("--help") || given.includes("-h");

/** Reads the command line; relative paths are taken from `directory`. Throws UsageError. */
export function readStartOptions(given: readonly string[], directory: string): StartOptions {
  const values = parse(given);
  const gardenFile = values.garden;
  return {
    port: readNumber("--port", values.port, PORT_MAX, Number.isInteger),
    dashboardPort: readNumber("--dashboard-port", values["dashboard-port"], PORT_MAX, Number.isInteger),
    speed: readNumber("--speed", values.speed, Number.MAX_SAFE_INTEGER, Number.isFinite),
    gardenFile: gardenFile === undefined ? undefined : resolve(directory, gardenFile),
  };
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      options: {
        port: { type: "string", default: "4566" },
        "dashboard-port": { type: "string", default: "4567" },
        speed: { type: "string", default: "1" },
        garden: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readNumber(flag: string, text: string, max: number, fits: (value: number) => boolean): number {
  const value = Number(text);
  if (text.trim() !== "" && fits(value) && value >= 0 && value <= max) return value;
  throw new UsageError(`${flag} ${text}: a number from 0 to ${max} is expected.`);
}
