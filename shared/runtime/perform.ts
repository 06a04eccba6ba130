import { errorInWords, kindOfError } from "../aws/errors.ts";
import type { Effect, Fact, Purpose, RegisterTaskDefinition } from "../core/model.ts";
import { ROLLOUT_TAG } from "../core/rollout/effects.ts";
import { shortArn } from "../core/text.ts";
import type { Gardener } from "./gardener.ts";
import { checkFence, type Journal, noteOutcome, Overtaken } from "./journal.ts";

/**
 * Walks the effects of a decision, noting what came of each before the next. Every one is harmless when walked twice.
 * What AWS refuses becomes a fact; what may work later is thrown, and whoever comes next takes it up.
 */
export async function perform(gardener: Gardener, effects: readonly Effect[], journal: Journal): Promise<void> {
  let registered: string | undefined;
  for (const effect of effects) {
    try {
      switch (effect.kind) {
        case "registerTaskDefinition":
          registered = await register(gardener, effect);
          await noteOutcome(
            gardener,
            journal,
            registeredFact(effect.purpose, gardener, registered),
            `registered ${shortArn(registered)}`,
          );
          break;
        case "updateService": {
          const taskDefinition = effect.taskDefinition ?? registered;
          if (taskDefinition === undefined) throw new Error("updateService without a revision to deploy");
          // UpdateService has no compare-and-set: an older holder that wakes up late must not get past this line.
          await checkFence(gardener, journal);
          const deploymentId = await gardener.ecs.deploy(effect.service, taskDefinition);
          await noteOutcome(
            gardener,
            journal,
            startedFact(effect.purpose, gardener, deploymentId),
            `ECS deploys ${shortArn(taskDefinition)} as ${deploymentId}`,
          );
          break;
        }
        default: {
          const never: never = effect;
          return never;
        }
      }
    } catch (error) {
      if (error instanceof Overtaken) {
        gardener.environment.logger.warn(error.message);
        return;
      }
      const kind = kindOfError(error);
      if (kind !== "refused" && kind !== "gone") throw error;
      const reason = `AWS refused: ${errorInWords(error)}`;
      await noteOutcome(gardener, journal, refusedFact(effect.purpose, gardener, reason), reason);
      return;
    }
  }
}

async function register(gardener: Gardener, effect: RegisterTaskDefinition): Promise<string> {
  const orphan = effect.resumed
    ? await gardener.ecs.findTaskDefinition(effect.from, { key: ROLLOUT_TAG, value: effect.key })
    : undefined;
  return orphan ?? gardener.ecs.copyTaskDefinition(effect);
}

function registeredFact(purpose: Purpose, gardener: Gardener, taskDefinition: string): Fact {
  const at = gardener.environment.now();
  return { kind: purpose === "rollout" ? "RevisionRegistered" : "ReturnRevisionRegistered", at, taskDefinition };
}

function startedFact(purpose: Purpose, gardener: Gardener, deploymentId: string): Fact {
  const at = gardener.environment.now();
  return { kind: purpose === "rollout" ? "DeploymentStarted" : "ReturnStarted", at, deploymentId };
}

function refusedFact(purpose: Purpose, gardener: Gardener, reason: string): Fact {
  const at = gardener.environment.now();
  return { kind: purpose === "rollout" ? "RolloutFailed" : "ReturnFailed", at, reason };
}
