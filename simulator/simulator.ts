import type { WireRequest, WireResponse } from "./aws.ts";
import { Calls } from "./calls.ts";
import { World, type WorldOptions } from "./clock.ts";
import { Faults } from "./faults/faults.ts";
import { AwsRegion } from "./region.ts";
import { METHODS } from "./slack/methods.ts";
import { strikeRunning } from "./services/ecs/troubles/strike-running.ts";
import { Slack } from "./slack/slack.ts";
import { Troubles } from "./troubles/troubles.ts";
import { KINDS } from "./webhooks/kinds.ts";
import { Webhooks } from "./webhooks/webhooks.ts";
import { answer } from "./wire/answer.ts";
import { DEFAULT_ACCOUNT, DEFAULT_REGION } from "./wire/identity.ts";
import { loadServices, type Service } from "./wire/services.ts";
import { Sessions } from "./wire/sessions.ts";

export type SimulatorOptions = WorldOptions;

/** Makes an empty AWS with a clock of its own. */
export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  return new Simulator(await loadServices(), new World(options));
}

/** All of AWS as one process sees it: accounts, Regions, sessions, Slack and webhooks beside them, and one clock for everything. */
export class Simulator {
  readonly services: readonly Service[];
  readonly world: World;
  readonly sessions: Sessions;
  readonly slack: Slack;
  readonly webhooks: Webhooks;
  readonly calls = new Calls();
  readonly faults: Faults;
  readonly troubles: Troubles;
  readonly #regions = new Map<string, AwsRegion>();
  #requests = 0;

  constructor(services: readonly Service[], world: World) {
    this.services = services;
    this.world = world;
    this.sessions = new Sessions(world);
    this.slack = new Slack(world);
    this.webhooks = new Webhooks(world);
    this.faults = new Faults(world, { knows: (operation) => this.#knows(operation), regions: () => this.regions });
    this.troubles = new Troubles(world, (trouble, covers) =>
      this.regions.flatMap((aws) => strikeRunning(aws, trouble, covers)),
    );
  }

  /** What an account holds in a Region; made empty at first sight. */
  region(account = DEFAULT_ACCOUNT, region = DEFAULT_REGION): AwsRegion {
    const key = `${account}/${region}`;
    const known = this.#regions.get(key);
    if (known) return known;
    const made = new AwsRegion(account, region, this.world, { faults: this.faults, troubles: this.troubles });
    this.#regions.set(key, made);
    return made;
  }

  /** Every account and Region that was ever looked at. */
  get regions(): readonly AwsRegion[] {
    return [...this.#regions.values()];
  }

  /** Answers one signed AWS request. */
  answer(request: WireRequest): Promise<WireResponse> {
    return answer(this, request);
  }

  /** A request identifier. Counted, not drawn by chance: requests of people must not disturb a story's chances. */
  nextRequestId(): string {
    const count = (++this.#requests).toString(16).padStart(12, "0");
    return `00000000-0000-4000-8000-${count}`;
  }

  /**
   * Redeploys the functions in the middle of whatever goes on: their warm environments are thrown away. Runs under way
   * end on the old code, as on AWS, or are killed. Returns the names of those killed.
   */
  redeploy({ inFlight = "finish" }: { readonly inFlight?: "finish" | "kill" } = {}): readonly string[] {
    this.world.note(`redeploy ${inFlight}`);
    for (const { lambda } of this.regions) lambda.redeploy();
    return inFlight === "kill" ? this.world.killAll("Redeployed") : [];
  }

  /** Forgets everything but the time: invocations and timers end unheard. A stack has to be deployed again. */
  reset(): void {
    this.world.clear();
    this.#regions.clear();
    this.sessions.clear();
    this.slack.clear();
    this.webhooks.clear();
    this.calls.clear();
    this.faults.clear();
    this.troubles.clear();
  }

  /** Whether there is such an operation; `ecs:*` stands for all of a service. */
  #knows(operation: string): boolean {
    const [serviceId, name = ""] = operation.split(":");
    if (serviceId === "webhook") return name === "*" || Object.hasOwn(KINDS, name);
    if (serviceId === "slack") return name === "*" || Object.hasOwn(METHODS, name);
    const service = this.services.find(({ definition }) => definition.id === serviceId);
    return service !== undefined && (name === "*" || service.catalogue.operations.has(name));
  }
}
