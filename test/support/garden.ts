import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { ECSClient } from "@aws-sdk/client-ecs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { createDeploy } from "../../functions/deploy/deploy.ts";
import { createDiagnose } from "../../functions/diagnose/diagnose.ts";
import { createNotify } from "../../functions/notify/notify.ts";
import { createTick } from "../../functions/tick/tick.ts";
import { createTrack } from "../../functions/track/track.ts";
import type { Environment } from "../../shared/runtime/environment.ts";
import type { LambdaHandler } from "../../shared/runtime/shell.ts";
import { createGardener, type Gardener } from "../../shared/runtime/gardener.ts";
import type { Services } from "../../shared/store/services.ts";
import type { AwsRegion } from "../../simulator/region.ts";
import {
  type Handler,
  type HandlerFactory,
  inProcessRuntime,
} from "../../simulator/services/lambda/runtime/in-process.ts";
import type { LambdaRuntime } from "../../simulator/services/lambda/runtime/runtime.ts";
import { createSimulator, type Simulator } from "../../simulator/simulator.ts";
import { SLACK_PATH } from "../../simulator/slack/answer.ts";
import { inProcessFetch } from "../../simulator/outside-fetch.ts";
import { deployStack } from "../../simulator/stack/deploy.ts";
import { callers, connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { callsNotAllowed, type PackagedTemplate } from "./permissions.ts";

const ROOT = join(import.meta.dirname, "../..");
const START = Date.parse("2026-11-16T01:54:00Z");

const ONE_CHANNEL = { notify: { slack: { channel: "#deploys" } } };

/** Everything a test of the functions needs: AWS with the packaged template, and the functions in this process. */
export interface GardenWorld {
  readonly simulator: Simulator;
  readonly aws: AwsRegion;
  /** A person's client, as an administrator. */
  readonly ecs: ECSClient;
  readonly services: Services;
  /** What a person at the command line works with. */
  readonly person: Gardener;
  /** Every line that the functions logged: function, level and sentence. */
  readonly log: readonly LogLine[];
  /** Moves the clock, and everything that comes due. Throws where a function called what its role does not allow. */
  advance(seconds: number): Promise<void>;
}

export interface LogLine {
  readonly function: string;
  readonly level: string;
  readonly message: string;
  /** The event as JSON text, where the line keeps one. */
  readonly event?: string;
}

/** A function's factory; `gardener` is what it works with, where it is one of those that roll services. */
export type FunctionFactory = (environment: Environment, gardener?: Gardener) => LambdaHandler;

export const factories: Readonly<Record<string, FunctionFactory>> = {
  deploy: createDeploy,
  track: createTrack,
  diagnose: createDiagnose,
  tick: createTick,
  notify: (environment) => createNotify(environment),
};

/** Where and how the functions are deployed. */
export interface GardenOptions {
  readonly seed?: number;
  /** An AWS that holds something already; an empty one unless given. */
  readonly simulator?: Simulator;
  /** The garden file as it is packaged; one Slack channel unless given. */
  readonly gardenFile?: unknown;
  /** Stands between Lambda and the functions. */
  readonly wrapRuntime?: (runtime: LambdaRuntime) => LambdaRuntime;
  /** Factories in place of the production ones: those with a planted bug. */
  readonly factories?: Readonly<Record<string, FunctionFactory>>;
}

/**
 * The functions as they are deployed, by the template as it was packaged, in one process on a driven clock: the same
 * seed gives the same story.
 */
export async function plantGarden(options: GardenOptions = {}): Promise<GardenWorld> {
  const { seed = 1, wrapRuntime = (runtime) => runtime, gardenFile = ONE_CHANNEL } = options;
  const simulator = options.simulator ?? (await createSimulator({ seed, start: START, order: "seeded" }));
  const aws = simulator.region();
  const log: LogLine[] = [];

  const clientOptions = inProcessClientOptions(simulator);
  const environmentOf = (name: string, variables: Environment["variables"]): Environment => ({
    variables: { ...variables, AWS_REGION: aws.region },
    now: () => simulator.world.now,
    sleep: (milliseconds) => sleepInProcess(simulator, milliseconds),
    logger: new MemoryLogger(name, log),
    metrics: new SilentMetrics({ namespace: "EcsGardener", serviceName: name }),
    fetch: inProcessFetch(simulator),
    clientOptions,
    connect: (client) => connectInProcess(simulator, client as never),
    packagedGarden: () => JSON.stringify(gardenFile),
  });
  const handlers = Object.entries({ ...factories, ...options.factories }).map(
    ([name, create]): [string, HandlerFactory] => [
      name,
      ({ environment }) => create(environmentOf(name, environment)) as Handler,
    ],
  );
  const runtime = wrapRuntime(inProcessRuntime(Object.fromEntries(handlers)));
  const template = JSON.parse(readFileSync(join(ROOT, ".serverless/template.json"), "utf8")) as PackagedTemplate;
  const parameters = { SlackApiUrl: `http://simulator.invalid${SLACK_PATH}` };
  await deployStack({ simulator, template, codeDirectory: join(ROOT, ".serverless"), runtime, parameters });
  await new SSMClient(clientOptions).send(
    new PutParameterCommand({ Name: "/ecs-gardener/slack-token", Value: "xoxb-simulator", Type: "SecureString" }),
  );

  const person = createGardener({
    ...environmentOf("person", aws.lambda.function("ecs-gardener-deploy").environment),
    connect: (client) => client,
  });
  return {
    simulator,
    aws,
    ecs: new ECSClient(clientOptions),
    services: person.services,
    person,
    log,
    advance: async (seconds) => {
      await simulator.world.advance(seconds * 1000);
      const notAllowed = callsNotAllowed(template, simulator.calls.list());
      if (notAllowed.length > 0) throw new Error(notAllowed.join("; "));
    },
  };
}

/** Virtual time passes for who runs in an invocation; a person does not wait. */
async function sleepInProcess({ world }: Simulator, milliseconds: number): Promise<void> {
  const invocation = callers.getStore()?.principal.invocation;
  if (invocation) await world.within(invocation, () => world.sleep(invocation, milliseconds));
}

/** Powertools' own logger, which keeps its lines instead of printing them. */
class MemoryLogger extends Logger {
  constructor(name: string, log: LogLine[]) {
    super({ serviceName: name });
    const keep = (line: string): void => {
      log.push({ ...(JSON.parse(line) as Omit<LogLine, "function">), function: name });
    };
    Object.assign(this, { console: { debug: keep, info: keep, warn: keep, error: keep, log: keep } });
  }
}

/** Powertools' own metrics, which count but do not print. */
class SilentMetrics extends Metrics {
  override publishStoredMetrics(): this {
    this.clearMetrics();
    return this;
  }
}
