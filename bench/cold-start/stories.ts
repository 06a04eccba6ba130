import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Rollout } from "../../shared/core/model.ts";
import type { LambdaFunction } from "../../simulator/services/lambda/function.ts";
import type { LambdaRuntime, Run } from "../../simulator/services/lambda/runtime/runtime.ts";
import { createSimulator } from "../../simulator/simulator.ts";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { LOG_GROUP } from "../../test/support/failing-shop.ts";
import { type GardenWorld, plantGarden } from "../../test/support/garden.ts";
import { givenServiceOf } from "../../test/support/failing-garden.ts";
import { givenCluster, givenService, whenPushed } from "../../test/support/steps.ts";
import type { FunctionName } from "./messages.ts";

/** A garden at the moment at which a function is invoked, and with what. */
export interface Story {
  readonly garden: GardenWorld;
  readonly event: unknown;
}

/** The same seed each time, so that each run finds the same state. */
const SEED = 1;

/**
 * More than the longest story takes, and less than the deadline of a rollout. The measured functions see the real clock,
 * so the stories begin so long ago.
 */
const STORY_SECONDS = 900;

/** Each minute a tick sweeps another part of the garden, and after so many seconds the same again. */
const SWEEP_SECONDS = 300;

/** Begun so long after a round of the sweep, the stories let the measured tick sweep the part with their service. */
const SECONDS_INTO_A_SWEEP = 120;

/** The first tasks are up and the first ticks have seen the service. */
const GROWING_SECONDS = 300;

/** Brings a garden to where this function has something to do, and keeps the invocation from it. */
export async function tell(name: FunctionName): Promise<Story> {
  const start = beginning(Date.now());
  const simulator = await createSimulator({ start, seed: SEED, order: "seeded" });
  const held = new HeldInvocations();
  const garden = await plantGarden({ simulator, wrapRuntime: (runtime) => held.before(runtime) });
  await givenCluster(garden);
  whenPushed(garden);
  await givenService(garden, { name: "api" });
  await garden.advance(GROWING_SECONDS);
  return { garden, event: await STORIES[name](garden, held) };
}

/** The newest moment that is long enough ago and lies so far into a sweep, whenever it is told. */
function beginning(now: number): number {
  const newest = now - (STORY_SECONDS + SECONDS_INTO_A_SWEEP) * 1000;
  return newest - (newest % (SWEEP_SECONDS * 1000)) + SECONDS_INTO_A_SWEEP * 1000;
}

/** How each function comes to the invocation that is measured; answers what it is invoked with. */
const STORIES: Readonly<Record<FunctionName, (garden: GardenWorld, held: HeldInvocations) => Promise<unknown>>> = {
  /** A push that rolls a service, soon after a tick: by the real clock the story's last one was long ago. */
  deploy: async (garden, held) => {
    held.hold("deploy");
    whenPushed(garden);
    const event = await until(garden, () => held.of("deploy")[0]);
    await garden.person.imageIndex.markRefreshed(Date.now());
    return event;
  },

  /** The deployment that completes the rollout; no tick has noticed it yet. */
  track: async (garden, held) => {
    whenPushed(garden);
    await untilRolloutIs(garden, "InProgress");
    held.hold("track");
    held.hold("tick");
    return until(garden, () => held.of("track").find(isCompletion));
  },

  /** The first task of a service crashes, and its last lines are in its log. */
  diagnose: async (garden, held) => {
    held.hold("diagnose");
    const logs = new CloudWatchLogsClient(inProcessClientOptions(garden.simulator));
    await logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
    await givenServiceOf(garden, "web", [{ behavior: "disk-full" }]);
    return until(garden, () => held.of("diagnose")[0]);
  },

  /** A minute passes, and with it the bake of a service. */
  tick: async (garden, held) => {
    whenPushed(garden);
    const { bakeUntil = 0 } = await untilRolloutIs(garden, "Baking");
    held.hold("tick");
    await until(garden, () => garden.simulator.world.now >= bakeUntil || undefined);
    held.hold("tick");
    return until(garden, () => held.of("tick")[0]);
  },

  /** The first notice of a rollout. */
  notify: async (garden, held) => {
    held.hold("notify");
    whenPushed(garden);
    return until(garden, () => held.of("notify")[0]);
  },
};

const isCompletion = (event: unknown): boolean =>
  (event as { detail?: { eventName?: unknown } }).detail?.eventName === "SERVICE_DEPLOYMENT_COMPLETED";

/** Stands between Lambda and the functions, and keeps what is meant for those that are to be measured. */
class HeldInvocations {
  readonly #events = new Map<string, unknown[]>();

  before(runtime: LambdaRuntime): LambdaRuntime {
    return {
      run: async (lambdaFunction: LambdaFunction, event: unknown, run: Run) => {
        const events = this.#events.get(lambdaFunction.shortName);
        return events ? void events.push(event) : runtime.run(lambdaFunction, event, run);
      },
      renew: () => runtime.renew(),
      close: () => runtime.close(),
    };
  }

  /** From now on what is meant for this function is kept; what was kept before is forgotten. */
  hold(name: FunctionName): void {
    this.#events.set(name, []);
  }

  of(name: FunctionName): readonly unknown[] {
    return this.#events.get(name) ?? [];
  }
}

/** Longer than any of the stories takes. */
const PATIENCE_SECONDS = 600;

async function until<Found>(
  garden: GardenWorld,
  look: () => Found | undefined | Promise<Found | undefined>,
): Promise<Found> {
  for (let seconds = 0; seconds < PATIENCE_SECONDS; seconds++) {
    const found = await look();
    if (found !== undefined) return found;
    await garden.advance(1);
  }
  throw new Error(`what was awaited did not come within ${PATIENCE_SECONDS} seconds`);
}

async function untilRolloutIs(garden: GardenWorld, status: string): Promise<Rollout> {
  return until(garden, async () => {
    const { rollout } = await garden.services.read("shop/api");
    return rollout?.status === status ? rollout : undefined;
  });
}
