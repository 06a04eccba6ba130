import { errorInWords, kindOfError } from "../aws/errors.ts";
import { OutcomeUnknown } from "../aws/once.ts";
import type {
  Deployment,
  Effect,
  PutParameter,
  QuarantineImages,
  RegisterTaskDefinition,
  ServiceName,
  StopServiceDeployment,
  UpdateService,
} from "../core/model.ts";
import { primaryDeployment, ROLLOUT_TAG, startedFact, wayBackInstead } from "../core/rollout/effects.ts";
import { listed, shortArn, shortDigest } from "../core/text.ts";
import type { Gardener } from "./gardener.ts";
import { checkFence, type Journal, noteOutcome, Overtaken } from "./journal.ts";
import { CLOCK_SKEW_MILLISECONDS } from "./read.ts";

/** A registration takes a second; a holder that died must not keep a family for long. */
const FAMILY_LEASE_SECONDS = 30;

/** Another function registers a revision of the same family just now: thrown, so that Lambda tries again later. */
class FamilyBusy extends Error {
  constructor(family: string) {
    super(`a revision of ${family} is being registered by another invocation`);
    this.name = "FamilyBusy";
  }
}

/** A person paused the garden meanwhile: what was decided is left where it is, and taken up after the pause. */
class Paused extends Error {
  constructor(by: string) {
    super(`the garden was paused by ${by} meanwhile`);
    this.name = "Paused";
  }
}

/**
 * Walks the effects of a decision, noting what came of each before the next. Every one is harmless when walked twice.
 * What AWS refuses becomes a fact; what may work later is thrown, and whoever comes next takes it up. Throws Overtaken
 * where a newer decision was made meanwhile.
 */
export async function perform(gardener: Gardener, effects: readonly Effect[], journal: Journal): Promise<void> {
  const { logger } = gardener.environment;
  let registered: string | undefined;
  for (const effect of effects) {
    try {
      await refuseWhilePaused(gardener);
      switch (effect.kind) {
        case "registerTaskDefinition":
          registered = await register(gardener, effect, journal);
          break;
        case "updateService":
          await deploy(gardener, effect, journal, registered);
          break;
        case "stopServiceDeployment":
          await goBack(gardener, effect, journal);
          break;
        case "putParameter":
          await publish(gardener, effect, journal);
          break;
        case "quarantineImages":
          await quarantine(gardener, effect, journal);
          break;
        default: {
          const never: never = effect;
          return never;
        }
      }
    } catch (error) {
      if (error instanceof Paused) return logger.warn(error.message);
      const kind = kindOfError(error);
      if (kind !== "refused" && kind !== "gone") throw error;
      return noteRefusal(gardener, effect, journal, error);
    }
  }
}

/** The kill switch works within a decision, too. */
async function refuseWhilePaused({ pause }: Gardener): Promise<void> {
  const paused = await pause.read();
  if (paused) throw new Paused(paused.by);
}

/** Registers a copy, or finds the one that an interrupted try left behind. One revision of a family at a time. */
async function register(gardener: Gardener, effect: RegisterTaskDefinition, journal: Journal): Promise<string> {
  const { claims, ecs, environment } = gardener;
  const family = shortArn(effect.from).replace(/:\d+$/, "");
  const claim = await claims.claim(`family/${family}`, environment.now(), FAMILY_LEASE_SECONDS);
  if (claim.kind !== "claimed") throw new FamilyBusy(family);
  try {
    const left = (): Promise<string | undefined> =>
      ecs.findTaskDefinition(effect.from, { key: ROLLOUT_TAG, value: effect.key });
    const taskDefinition =
      (effect.resumed ? await left() : undefined) ??
      (await ecs.copyTaskDefinition(effect).catch(async (error: unknown) => {
        const registered = error instanceof OutcomeUnknown ? await left() : undefined;
        if (registered === undefined) throw error;
        return registered;
      }));
    const kind = effect.purpose === "rollout" ? "RevisionRegistered" : "ReturnRevisionRegistered";
    const fact = { kind, at: environment.now(), taskDefinition } as const;
    await noteOutcome(gardener, journal, fact, `registered ${shortArn(taskDefinition)}`);
    return taskDefinition;
  } finally {
    await claim.lease.release(environment.now());
  }
}

async function deploy(
  gardener: Gardener,
  effect: UpdateService,
  journal: Journal,
  registered: string | undefined,
): Promise<void> {
  const taskDefinition = effect.taskDefinition ?? registered;
  if (taskDefinition === undefined) throw new Error("updateService without a revision to deploy");
  // UpdateService has no compare-and-set: an older holder that wakes up late must not get past this line.
  await checkFence(gardener, journal);
  const deployment = await gardener.ecs.deploy(effect.service, taskDefinition).catch(async (error: unknown) => {
    const deployed = error instanceof OutcomeUnknown ? await primaryOf(gardener, effect.service) : undefined;
    if (deployed?.taskDefinition !== taskDefinition) throw error;
    return deployed;
  });
  const fact = startedFact(effect.purpose, deployment, gardener.environment.now());
  await noteOutcome(gardener, journal, fact, `ECS deploys ${shortArn(taskDefinition)} as ${deployment.id}`);
}

async function primaryOf({ ecs }: Gardener, name: ServiceName): Promise<Deployment | undefined> {
  const service = (await ecs.describeServices([name])).get(name);
  return service && primaryDeployment(service);
}

/** Asks ECS to go back; where it cannot, or is not going to, a way back of our own takes its place. */
async function goBack(gardener: Gardener, effect: StopServiceDeployment, journal: Journal): Promise<void> {
  const { ecs, environment } = gardener;
  await checkFence(gardener, journal);
  const deployments = await ecs.serviceDeployments(effect.service, effect.since - CLOCK_SKEW_MILLISECONDS);
  const ours = deployments.find(({ taskDefinition }) => taskDefinition === effect.taskDefinition);
  const isAsked = ours !== undefined && (await ecs.stopServiceDeployment(ours.arn));
  if (!isAsked) return goBackInstead(gardener, journal, `ECS no longer works on ${shortArn(effect.taskDefinition)}`);
  const fact = { kind: "ReturnRequested", at: environment.now() } as const;
  await noteOutcome(gardener, journal, fact, `asked ECS to go back from ${shortArn(effect.taskDefinition)}`);
}

/** That is another decision: noted, and taken up by the next look, which is now. */
async function goBackInstead(gardener: Gardener, journal: Journal, why: string): Promise<void> {
  const { rollout } = journal.state;
  const now = gardener.environment.now();
  const wayBack = rollout?.wayBack && wayBackInstead(rollout, rollout.wayBack, { leaves: rollout.deploymentId, now });
  if (!rollout || !wayBack) return;
  const fact = {
    kind: "RolloutFailed",
    at: now,
    reason: rollout.reason,
    wayBack: { ...wayBack, leaseUntil: now },
  } as const;
  await noteOutcome(gardener, journal, fact, `${why}; takes the service back by UpdateService`);
  throw new Overtaken(journal.service);
}

async function quarantine(gardener: Gardener, { quarantines }: QuarantineImages, journal: Journal): Promise<void> {
  for (const one of quarantines) await gardener.quarantines.put(one);
  const digests = quarantines.map(({ digest }) => digest);
  const fact = { kind: "ImagesQuarantined", at: gardener.environment.now(), digests } as const;
  await noteOutcome(gardener, journal, fact, `put ${listed(digests.map(shortDigest))} into quarantine`);
}

async function publish(gardener: Gardener, effect: PutParameter, journal: Journal): Promise<void> {
  const { environment, parameters } = gardener;
  const { service, images } = effect;
  for (const [container, image] of Object.entries(images))
    await parameters.put(`${gardener.publishedPrefix}/${service}/${container}`, image);
  const fact = { kind: "ImagesPublished", at: environment.now(), images } as const;
  await noteOutcome(gardener, journal, fact, `published the image of ${listed(Object.keys(images))}`);
}

async function noteRefusal(gardener: Gardener, effect: Effect, journal: Journal, error: unknown): Promise<void> {
  const reason = `AWS refused: ${errorInWords(error)}`;
  // The next sweep tries again; a rollout that went well stays what it is.
  if (effect.kind === "putParameter" || effect.kind === "quarantineImages")
    return gardener.environment.logger.error(`${effect.service}: ${reason}`);
  if (effect.kind === "stopServiceDeployment") return goBackInstead(gardener, journal, reason);
  const at = gardener.environment.now();
  const to = journal.state.rollout?.wayBack?.to;
  const isKnownGood = effect.kind === "updateService" && to?.pinned && effect.taskDefinition === to.taskDefinition;
  if (isKnownGood && isInactive(error)) {
    const fact = { kind: "ReturnRevisionInactive", at } as const;
    return noteOutcome(gardener, journal, fact, `${reason}; a copy of it is deployed instead`);
  }
  const kind = effect.purpose === "rollout" ? "RolloutFailed" : "ReturnFailed";
  await noteOutcome(gardener, journal, { kind, at, reason }, reason);
}

/** A deregistered revision can be described and copied, but not deployed (Amazon ECS API, DeregisterTaskDefinition). */
const isInactive = (error: unknown): boolean => /TaskDefinition is inactive/i.test(errorInWords(error));
