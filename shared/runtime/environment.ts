import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import type { Instant } from "../core/model.ts";
import { SourceLinesLogger } from "./source-lines.ts";

/** Everything that a function takes from the outside world. Tests bring their own; production has one. */
export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly fetch: typeof fetch;
  /** Options for every AWS client. */
  readonly clientOptions: object;
  /** Passes every AWS client once, right after it was made. */
  readonly connect: <Client extends AwsClient>(client: Client) => Client;
  /** The garden file as it was packaged: JSON text. */
  readonly packagedGarden: () => string;
}

/** The part of an SDK client that matters to who connects it. */
interface AwsClient {
  readonly middlewareStack: { add(middleware: never, options: never): void };
}

/** Namespace of our metrics in CloudWatch. */
const METRICS_NAMESPACE = "EcsGardener";

/** The real world, for one function. Packaging lays the garden file beside the function's bundle, in `directory`. */
export function production(functionName: string, directory: string): Environment {
  return {
    variables: process.env,
    now: Date.now,
    sleep: (milliseconds) => setTimeout(milliseconds),
    logger: new SourceLinesLogger({ serviceName: functionName }),
    metrics: new Metrics({ namespace: METRICS_NAMESPACE, serviceName: functionName }),
    fetch,
    clientOptions: {},
    connect: (client) => client,
    packagedGarden: () => readFileSync(join(directory, "garden.json"), "utf8"),
  };
}

/** A variable that the template sets for every function; its absence is a broken installation. */
export function required(environment: Environment, name: string): string {
  const value = environment.variables[name];
  if (!value)
    throw new Error(`The environment variable ${name} is missing: the function was not installed by its template`);
  return value;
}
