import { setTimeout } from "node:timers/promises";
import { SSMClient } from "@aws-sdk/client-ssm";
import { createParameters } from "../shared/aws/ssm.ts";
import type { Garden } from "../shared/config/garden.ts";
import type { Environment } from "../shared/runtime/environment.ts";
import { gardenInForce } from "../shared/runtime/garden-in-force.ts";
import { createGardener, type Gardener } from "../shared/runtime/gardener.ts";
import { clockAt } from "./garden/clock.ts";
import { leftToTheFunctions } from "./garden/not-allowed.ts";
import { NoMetrics, TerminalLogger } from "./terminal/quiet.ts";
import { COLUMNS_MAX } from "./terminal/text.ts";
import { type CommonOptions, Refused } from "./verb.ts";
import type { World } from "./world.ts";

/** One call of the command line: the world, as the options have it. */
export interface Session {
  readonly world: World;
  readonly columns: number;
  /** Options for every AWS client. */
  readonly clientOptions: () => Promise<{ readonly region: string }>;
  /** What the functions work with, found by the installation's parameter. */
  readonly gardener: () => Promise<Gardener>;
  /** Something to know besides, on standard error. */
  warn(sentence: string): void;
}

/** What the template writes into the installation's parameter. */
const INSTALLATION_MEMBERS = [
  "GARDEN_ACCOUNT",
  "GARDEN_TABLE",
  "GARDEN_PARAMETER",
  "NOTICES_QUEUE_URL",
  "PUBLISHED_PREFIX",
];

export function createSession(world: World, options: CommonOptions): Session {
  const session: Session = {
    world,
    columns: Math.min(world.stdout.columns ?? COLUMNS_MAX, COLUMNS_MAX),
    clientOptions: () => readClientOptions(world, options),
    gardener: () => findGardener(session, options),
    warn: (sentence) => {
      world.stderr.write(`gardener: ${sentence}\n`);
    },
  };
  return session;
}

async function readClientOptions(world: World, { endpointUrl, region }: CommonOptions) {
  const wanted = region ?? world.variables["AWS_REGION"] ?? world.variables["AWS_DEFAULT_REGION"];
  const options = {
    ...world.clientOptions,
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    ...(wanted === undefined ? {} : { region: wanted }),
  };
  return { ...options, region: await new SSMClient(options).config.region() };
}

async function findGardener(session: Session, options: CommonOptions): Promise<Gardener> {
  const { world } = session;
  const clientOptions = await session.clientOptions();
  const parameters = createParameters(world.connect(new SSMClient(clientOptions)));
  const installation = await parameters.get(options.installation);
  if (installation === undefined)
    throw new Refused(
      `No installation was found: Region ${clientOptions.region} has no SSM parameter ${options.installation}. Install ECS Gardener there, or give --region or --installation.`,
    );
  const environment: Environment = {
    variables: { ...readInstallation(options.installation, installation), AWS_REGION: clientOptions.region },
    now: options.endpointUrl === undefined ? world.now : await clockAt(options.endpointUrl, world),
    sleep: (milliseconds) => setTimeout(milliseconds),
    logger: new TerminalLogger(world.stderr, options.verbose === true),
    metrics: new NoMetrics({ namespace: "EcsGardener", serviceName: "gardener" }),
    fetch: world.fetch,
    clientOptions,
    connect: world.connect,
    // What was packaged is known to the functions alone; what they use, they leave in the store.
    packagedGarden: () => "null",
  };
  const gardener = createGardener(environment);
  return { ...gardener, ecs: leftToTheFunctions(gardener.ecs), garden: once(() => readGarden(session, gardener)) };
}

function readInstallation(name: string, text: string): Record<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const members = (value ?? {}) as Record<string, unknown>;
  const missing = INSTALLATION_MEMBERS.filter((member) => typeof members[member] !== "string");
  if (missing.length > 0)
    throw new Refused(
      `The SSM parameter ${name} is no installation of ECS Gardener (${missing.join(", ")} missing): deploy the stack again, or give --installation.`,
    );
  return Object.fromEntries(INSTALLATION_MEMBERS.map((member) => [member, String(members[member])]));
}

async function readGarden(session: Session, gardener: Gardener): Promise<Garden> {
  const garden = await gardenInForce(gardener);
  if (garden) return garden;
  session.warn(
    "the functions have not said yet which garden file they use, which may take a minute; defaults are assumed until then",
  );
  // The parameter that replaces the packaged file may be there all the same.
  return gardener.garden();
}

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => (value ??= read());
}
