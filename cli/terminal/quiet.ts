import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import type { World } from "../world.ts";

/** A log line as Powertools writes it. */
interface LogLine {
  readonly level: string;
  readonly message: string;
}

/** Powertools' logger, which says what it has to say on standard error, and only when asked to. */
export class TerminalLogger extends Logger {
  constructor(stderr: World["stderr"], isVerbose: boolean) {
    super({ serviceName: "gardener" });
    const write = (line: string): void => {
      if (!isVerbose) return;
      const { level, message } = JSON.parse(line) as LogLine;
      stderr.write(`${level.toLowerCase()}: ${message}\n`);
    };
    Object.assign(this, { console: { debug: write, info: write, warn: write, error: write, log: write } });
  }
}

/** A person's calls are counted nowhere: metrics go out through the log of a function. */
export class NoMetrics extends Metrics {
  override publishStoredMetrics(): this {
    this.clearMetrics();
    return this;
  }
}
