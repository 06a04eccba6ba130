import type { Principal } from "../aws.ts";
import type { World } from "../clock.ts";
import type { AwsRegion } from "../region.ts";
import { CallFaults, type HeldCall, type PlannedFault } from "./call-faults.ts";
import { seedOfFaults } from "./chance.ts";
import { faultProblems, type KnowsOperation } from "./check.ts";
import { type CallTrouble, type FaultsConfiguration, STALE_SECONDS_DEFAULT } from "./configuration.ts";
import { EventFaults, type StartingDelivery } from "./event-faults.ts";
import { Injected, type InjectedCount } from "./injected.ts";
import type { Injection } from "./injection.ts";
import { MessageFaults } from "./message-faults.ts";
import { Past } from "./past.ts";
import type { Place, PlacedCall } from "./places.ts";

/**
 * Everything that goes wrong on request: calls, deliveries of events, messages of queues.
 * Goal: the same seed injects the same faults, and without faults a story is what it was: nothing is drawn from the
 * world's chance, and no call takes a turn more. Non-goal: faults of the functions' own code, and of real time.
 *
 * A test that wants every point of a story plays it once, reads `calls`, and plays it again for each of them:
 *
 *     for (const place of calls) {
 *       const garden = await givenARunningGarden();                     // the same seed: the same story up to there
 *       const planned = garden.simulator.faults.at(place, { fault: "hold" });
 *       … a first push, time, a second push, time …
 *       planned.release();
 *     }
 */
export class Faults {
  readonly #world: World;
  readonly #knows: KnowsOperation;
  readonly #injected: Injected;
  readonly #calls: CallFaults;
  readonly #events: EventFaults;
  readonly #messages: MessageFaults;
  readonly #past: Past;
  #inForce: FaultsConfiguration = {};

  constructor(
    world: World,
    options: { readonly knows: KnowsOperation; readonly regions: () => readonly AwsRegion[] } = {
      knows: () => true,
      regions: () => [],
    },
  ) {
    this.#world = world;
    this.#knows = options.knows;
    this.#injected = new Injected(world);
    this.#calls = new CallFaults(world, this.#injected);
    this.#events = new EventFaults(world, this.#injected);
    this.#messages = new MessageFaults(this.#injected);
    this.#past = new Past(world, options.regions);
  }

  /** Replaces the faults in force. Throws FaultsRefused, and changes nothing, where something is wrong with them. */
  set(configuration: FaultsConfiguration): void {
    const problems = faultProblems(configuration, this.#knows);
    if (problems.length > 0) throw new FaultsRefused(problems);
    const { calls = [], events = {}, messages = {}, seed = seedOfFaults(this.#world.seed) } = configuration;
    this.#inForce = configuration;
    this.#past.remember(
      Math.max(
        0,
        ...calls
          .filter(({ fault }) => fault === "stale")
          .map(({ staleSeconds = STALE_SECONDS_DEFAULT }) => staleSeconds * 1_000),
      ),
    );
    this.#calls.set(calls, seed);
    this.#events.set(events, seed);
    this.#messages.set(messages, seed);
  }

  /** As they were set, with the seed that decides. */
  get inForce(): FaultsConfiguration {
    return { ...this.#inForce, seed: this.#inForce.seed ?? seedOfFaults(this.#world.seed) };
  }

  /** How often each fault was injected so far, also by faults that are not in force any more. */
  get injected(): readonly InjectedCount[] {
    return this.#injected.list();
  }

  /** Every call of an invocation so far, in the order in which they passed the turnstile. */
  get calls(): readonly PlacedCall[] {
    return this.#calls.places.calls;
  }

  /** Calls that are held now. */
  get held(): readonly HeldCall[] {
    return this.#calls.held;
  }

  /** Plans a fault for one call; it happens at most once, and `set` leaves it alone. */
  at(place: Place, trouble: CallTrouble): PlannedFault {
    return this.#calls.plan(place, trouble);
  }

  /** Forgets faults, plans, counts and calls. */
  clear(): void {
    this.#inForce = {};
    this.#past.clear();
    this.#calls.clear();
    this.#events.clear();
    this.#messages.clear();
    this.#injected.clear();
  }

  /** For the wire: what is done to the call that takes its turn now. */
  nextCall(by: Principal, operation: string): Injection | undefined {
    return this.#calls.next(by, operation);
  }

  /** For reads of the wire: the Region as it was. */
  past(aws: AwsRegion, millisecondsAgo: number): AwsRegion {
    return this.#past.asOf(aws, millisecondsAgo);
  }

  /** For the event bus: starts a delivery at its time, or as the faults will. */
  deliver(delivery: StartingDelivery, at: number, start: (at: number) => void): void {
    this.#events.deliver(delivery, at, start);
  }

  /** For pollers of queues: whether a message comes again although the function took it. */
  repeatsMessage(queueArn: string, functionName: string): boolean {
    return this.#messages.repeats(queueArn, functionName);
  }
}

/** Faults that cannot come into force; `problems` holds a sentence for each thing that is wrong. */
export class FaultsRefused extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join(" "));
    this.name = "FaultsRefused";
    this.problems = problems;
  }
}
