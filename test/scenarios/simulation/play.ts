import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  RegisterTaskDefinitionCommand,
  type Service,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { BatchDeleteImageCommand, BatchGetImageCommand, ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { rollBack } from "../../../cli/rollback.ts";
import { Refused } from "../../../cli/verb.ts";
import type { Fact, Hold, ServiceState } from "../../../shared/core/model.ts";
import { isUnderWay } from "../../../shared/core/rollout/evolve.ts";
import { note } from "../../../shared/runtime/journal.ts";
import { tell } from "../../../shared/runtime/tell.ts";
import { inProcessClientOptions } from "../../../simulator/wire/transport.ts";
import { createGardener, type Gardener } from "../../../shared/runtime/gardener.ts";
import { factories, type FunctionFactory, type GardenWorld, plantGarden } from "../../support/garden.ts";
import { REGISTRY } from "../../support/steps.ts";
import { type Behavior, type GivenService, type History, isGood, type Step } from "./history.ts";
import { Outages } from "./outages.ts";
import { Watch } from "./watch.ts";

/** What is known at the end of a history, for those who judge it. */
export interface Played {
  readonly garden: GardenWorld;
  readonly history: History;
  /** How each image behaves, by digest. */
  readonly behaviors: ReadonlyMap<string, Behavior>;
  /** By service: the task definition of the newest deployment that a person made, and when. */
  readonly foreign: ReadonlyMap<string, Foreign>;
  /** By service: what a person rolled back, unless somebody deployed something else since. */
  readonly rolledBack: ReadonlyMap<string, RolledBack>;
  /** Services on which a hold stands. */
  readonly held: ReadonlySet<string>;
  /** Services that exist. */
  readonly alive: ReadonlySet<string>;
  /** Services that a person deleted or scaled, so that their tasks are no measure of what we did. */
  readonly disturbed: ReadonlySet<string>;
  /** When each repository's tag last moved. */
  readonly movedAt: ReadonlyMap<string, number>;
  /** Images that were removed. */
  readonly removed: ReadonlySet<string>;
  readonly watch: Watch;
  readonly outages: Outages;
  /** The service as DescribeServices tells it; none if it was deleted. */
  describe(name: string): Promise<Service | undefined>;
  /** Lets time go by, and looks now and then whether the services have healthy tasks. */
  advance(seconds: number): Promise<void>;
}

export interface Foreign {
  readonly at: number;
  readonly taskDefinition: string;
  readonly deploymentId: string;
  /** Nothing was under way, and every tag had been decided on: from then on only a moved tag is a reason to roll. */
  readonly wasSettled: boolean;
}

export interface RolledBack {
  readonly at: number;
  /** What was decided on the tags then, which stays away until they move. */
  readonly decided: ServiceState["decided"];
}

const TAG = "latest";
const CLUSTER = "shop";
const SETUP_SECONDS = 400;

/** ECS takes longer than that to replace a task. */
const LOOK_SECONDS = 20;

/** Changes what a function works with. */
export type Plant = (gardener: Gardener, functionName: string) => Gardener;

/** Plays a history through the functions as they are deployed, to the moment when the faults have stopped. */
export async function playHistory(history: History, plant: Plant = (gardener) => gardener): Promise<Played> {
  const watch = new Watch();
  const watched = Object.entries(factories).map(([name, create]): [string, FunctionFactory] => [
    name,
    (environment) => create(environment, plant(watch.wrap(createGardener(environment)), name)),
  ]);
  const garden = await plantGarden({ seed: history.seed, factories: Object.fromEntries(watched) });
  const player = new Player(history, { ...garden, person: watch.wrap(garden.person) }, watch);
  await player.play();
  return player;
}

class Player implements Played {
  readonly garden: GardenWorld;
  readonly history: History;
  readonly watch: Watch;
  readonly outages = new Outages();
  readonly behaviors = new Map<string, Behavior>();
  readonly foreign = new Map<string, Foreign>();
  readonly rolledBack = new Map<string, RolledBack>();
  readonly held = new Set<string>();
  readonly alive = new Set<string>();
  readonly disturbed = new Set<string>();
  readonly removed = new Set<string>();
  readonly movedAt = new Map<string, number>();
  /** Digests pushed to a repository, oldest first. */
  readonly #pushed = new Map<string, string[]>();
  readonly #ecr: ECRClient;

  constructor(history: History, garden: GardenWorld, watch: Watch) {
    this.history = history;
    this.garden = garden;
    this.watch = watch;
    this.#ecr = new ECRClient(inProcessClientOptions(garden.simulator));
  }

  async play(): Promise<void> {
    const { garden, history } = this;
    await this.#setUp();
    let now = 0;
    for (const step of history.steps) {
      await this.advance(step.at - now);
      now = step.at;
      await this.#take(step);
    }
    garden.simulator.faults.set({});
    for (const held of garden.simulator.faults.held) held.release();
    await garden.person.pause.lift();
    this.outages.beginAnew(garden.simulator.world.now);
  }

  async advance(seconds: number): Promise<void> {
    const { garden, history } = this;
    for (let left = seconds; left > 0; left -= LOOK_SECONDS) {
      await garden.advance(Math.min(left, LOOK_SECONDS));
      for (const { name } of history.services) this.#seeTasks(name);
    }
  }

  #seeTasks(name: string): void {
    const { garden, behaviors, outages } = this;
    const service = garden.aws.ecs.clusters.get(CLUSTER)?.services.get(name);
    if (service?.status !== "ACTIVE" || service.desiredCount === 0) return;
    if (this.disturbed.has(name) || this.foreign.has(name)) return;
    const healthy = [...service.tasks].filter(
      ({ lastStatus, containers }) =>
        lastStatus === "RUNNING" &&
        containers.every(({ shape }) => isGood(behaviors.get(shape.imageDigest ?? "") ?? "healthy")),
    );
    outages.see(name, healthy.length, garden.simulator.world.now);
  }

  async #setUp(): Promise<void> {
    const { garden, history } = this;
    const services = Object.fromEntries(
      history.services.map(({ name, mode, bakeSeconds, deadlineSeconds, rollback }) => [
        `${CLUSTER}/${name}`,
        { mode, rollout: { bake: { for: `${bakeSeconds}s` }, deadline: `${deadlineSeconds}s`, rollback } },
      ]),
    );
    await new SSMClient(inProcessClientOptions(garden.simulator)).send(
      new PutParameterCommand({
        Name: "/ecs-gardener/garden",
        Type: "String",
        Value: JSON.stringify({ notify: { slack: { channel: "#deploys" } }, services }),
      }),
    );
    await garden.ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
    for (const repository of ["team/a", "team/b", "team/side"]) this.#push(repository, "healthy");
    for (const service of history.services) await this.#create(service);
    await this.advance(SETUP_SECONDS);
  }

  async #take(step: Step): Promise<void> {
    const { garden } = this;
    if ("repository" in step) this.movedAt.set(step.repository, garden.simulator.world.now);
    switch (step.kind) {
      case "push":
        return this.#push(step.repository, step.behavior);
      case "retag":
        return this.#retag(step.repository);
      case "deleteTag": {
        const image = garden.aws.ecr.find({ repositoryName: step.repository, tag: TAG });
        // With its last tag the image itself is gone.
        if (image) this.removed.add(image.digest);
        return this.#deleteImage(step.repository, { imageTag: TAG });
      }
      case "deleteImage": {
        const digest = this.#pushed.get(step.repository)?.at(-2);
        if (digest === undefined) return;
        this.removed.add(digest);
        return this.#deleteImage(step.repository, { imageDigest: digest });
      }
      case "hold":
        return this.#hold(step.service);
      case "release":
        return this.#release(step.service);
      case "rollback":
        return this.#rollBack(step.service);
      case "pause":
        return garden.person.pause.set({ by: "ana", at: garden.simulator.world.now, reason: "incident" });
      case "resume":
        return garden.person.pause.lift();
      case "deployOlder":
        return this.#deployOlder(step.service);
      case "deployTagged":
        return this.#deployTagged(step.service);
      case "scale":
        if (!this.alive.has(step.service)) return;
        this.disturbed.add(step.service);
        await garden.ecs.send(
          new UpdateServiceCommand({ cluster: CLUSTER, service: step.service, desiredCount: step.desiredCount }),
        );
        return;
      case "delete":
        if (!this.alive.delete(step.service)) return;
        this.disturbed.add(step.service);
        await garden.ecs.send(new DeleteServiceCommand({ cluster: CLUSTER, service: step.service, force: true }));
        return;
      case "create": {
        const given = this.history.services.find(({ name }) => name === step.service);
        if (given && !this.alive.has(step.service)) await this.#create(given);
        return;
      }
      case "redeploy":
        return void garden.simulator.redeploy({ inFlight: step.inFlight });
      case "faults":
        return garden.simulator.faults.set(step.faults);
      default:
        throw new Error(`no step ${JSON.stringify(step satisfies never)}`);
    }
  }

  #push(repository: string, behavior: Behavior): void {
    const { digest } = this.garden.aws.ecr.push({ repository, tag: TAG, behavior });
    this.behaviors.set(digest, behavior);
    this.#pushed.set(repository, [...(this.#pushed.get(repository) ?? []), digest]);
  }

  async #retag(repository: string): Promise<void> {
    const pushed = (this.#pushed.get(repository) ?? []).filter((digest) => !this.removed.has(digest));
    const digest = pushed.at(-2);
    if (digest === undefined) return;
    const { images = [] } = await this.#ecr.send(
      new BatchGetImageCommand({ repositoryName: repository, imageIds: [{ imageDigest: digest }] }),
    );
    const imageManifest = images[0]?.imageManifest;
    if (imageManifest !== undefined)
      await this.#ecr
        .send(new PutImageCommand({ repositoryName: repository, imageManifest, imageTag: TAG }))
        .catch(unlessNamed("ImageAlreadyExistsException"));
  }

  async #deleteImage(
    repositoryName: string,
    image: { readonly imageTag: string } | { readonly imageDigest: string },
  ): Promise<void> {
    await this.#ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds: [image] }));
  }

  async #hold(name: string): Promise<void> {
    const hold: Hold = { by: "ana", at: this.garden.simulator.world.now, reason: "release freeze" };
    this.held.add(name);
    await this.#noteByPerson(name, { kind: "ServiceHeld", at: hold.at, hold });
  }

  async #release(name: string): Promise<void> {
    if (!this.held.delete(name)) return;
    await this.#noteByPerson(name, { kind: "ServiceReleased", at: this.garden.simulator.world.now, by: "ana" });
  }

  async #rollBack(name: string): Promise<void> {
    const { person, simulator } = this.garden;
    const service = `${CLUSTER}/${name}`;
    const entry = await person.imageIndex.entry(service);
    try {
      const { state } = await rollBack(person, { service, entry }, { by: "ana", reason: "it looks wrong" });
      this.rolledBack.set(name, { at: simulator.world.now, decided: state.decided });
      const foreign = this.foreign.get(name);
      if (foreign) this.foreign.set(name, { ...foreign, wasSettled: false });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  /** What the command line does: writes the fact, again where somebody else wrote meanwhile. */
  async #noteByPerson(name: string, fact: Fact): Promise<void> {
    const { person } = this.garden;
    const service = `${CLUSTER}/${name}`;
    for (;;) {
      const journal = { service, state: await person.services.read(service) };
      if (!(await note(person, journal, [fact], ["asked by ana"]))) continue;
      await tell(person, journal);
      return;
    }
  }

  async #create(given: GivenService): Promise<void> {
    const { ecs } = this.garden;
    const { taskDefinition } = await ecs.send(taskOf(given));
    const created = ecs.send(
      new CreateServiceCommand({
        cluster: CLUSTER,
        serviceName: given.name,
        taskDefinition: taskDefinition?.taskDefinitionArn,
        desiredCount: given.desiredCount,
        launchType: "FARGATE",
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ["subnet-0a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] },
        },
        tags: [{ key: "gardener:follow", value: TAG }],
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: given.breaker, rollback: given.breaker } },
      }),
    );
    // While the tasks of a deleted one stop, its name is taken.
    if (!(await created.catch(unlessNamed("InvalidParameterException")))) return;
    this.alive.add(given.name);
    this.foreign.delete(given.name);
    this.rolledBack.delete(given.name);
  }

  /** The revision before the one that the service runs, whoever registered it; of a shared family it may be another's. */
  async #deployOlder(name: string): Promise<void> {
    if (this.history.services.some((given) => given.family !== given.name)) return;
    const service = await this.describe(name);
    const match = /^(.*):(\d+)$/.exec(service?.taskDefinition ?? "");
    if (!match || Number(match[2]) <= 1) return;
    await this.#deployByPerson(name, `${match[1]}:${Number(match[2]) - 1}`);
  }

  async #deployTagged(name: string): Promise<void> {
    const given = this.history.services.find((one) => one.name === name);
    if (!given || !this.alive.has(name)) return;
    const { taskDefinition } = await this.garden.ecs.send(taskOf(given));
    await this.#deployByPerson(name, taskDefinition?.taskDefinitionArn ?? "");
  }

  async #deployByPerson(name: string, taskDefinition: string): Promise<void> {
    const answer = await this.garden.ecs
      .send(new UpdateServiceCommand({ cluster: CLUSTER, service: name, taskDefinition }))
      .catch(unlessNamed("ClientException"));
    const primary = answer?.service?.deployments?.find(({ status }) => status === "PRIMARY");
    if (!primary?.id) return;
    const wasSettled = await this.#isSettled(name);
    this.rolledBack.delete(name);
    this.foreign.set(name, {
      at: this.garden.simulator.world.now,
      taskDefinition,
      deploymentId: primary.id,
      wasSettled,
    });
  }

  async #isSettled(name: string): Promise<boolean> {
    const { decided, rollout } = await this.garden.services.read(`${CLUSTER}/${name}`);
    const given = this.history.services.find((one) => one.name === name);
    const repositories = [given?.repository, given?.sideRepository].filter((one) => one !== undefined);
    return (
      !isUnderWay(rollout) &&
      repositories.every((repositoryName) => {
        const digest = this.garden.aws.ecr.find({ repositoryName, tag: TAG })?.digest;
        return digest !== undefined && digest === decided[`${repositoryName}:${TAG}`]?.digest;
      })
    );
  }

  async describe(name: string): Promise<Service | undefined> {
    if (!this.alive.has(name)) return undefined;
    const answer = await this.garden.ecs.send(new DescribeServicesCommand({ cluster: CLUSTER, services: [name] }));
    return answer.services?.[0];
  }
}

const taskOf = ({ family, repository, sideRepository }: GivenService): RegisterTaskDefinitionCommand =>
  new RegisterTaskDefinitionCommand({
    family,
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
    executionRoleArn: "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
    containerDefinitions: [
      { name: "web", image: `${REGISTRY}/${repository}:${TAG}`, essential: true },
      ...(sideRepository === undefined
        ? []
        : [{ name: "side", image: `${REGISTRY}/${sideRepository}:${TAG}`, essential: true }]),
    ],
  });

const unlessNamed =
  (name: string) =>
  (error: unknown): undefined => {
    if (!(error instanceof Error) || error.name !== name) throw error;
    return undefined;
  };
