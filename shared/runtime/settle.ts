import type { Decision, ServiceName, ServiceState } from "../core/model.ts";
import { needsWatching } from "../core/rollout/fold.ts";
import type { Gardener } from "./gardener.ts";
import { Contended, type Journal, LOOKS_MAX, note, Overtaken } from "./journal.ts";
import { perform } from "./perform.ts";
import { tell } from "./tell.ts";

/** What one decision is made from: what is remembered, and what it was decided to do about it. */
export interface Look {
  readonly state: ServiceState;
  readonly decision: Decision;
}

/** AWS's answers lag behind what we know: thrown, so that Lambda tries again when they have caught up. */
class StaleAnswers extends Error {
  constructor(service: ServiceName) {
    super(`what AWS answers about ${service} is older than what is known of it`);
    this.name = "StaleAnswers";
  }
}

/**
 * One look at one service, to its end: read, decide, save the decision before anything is touched, act, tell. When
 * somebody else decided meanwhile, look again. Returns what is remembered of the service afterwards.
 */
export async function settle(
  gardener: Gardener,
  service: ServiceName,
  lookAt: () => Promise<Look>,
): Promise<ServiceState> {
  let isStale = false;
  for (let look = 1; look <= LOOKS_MAX; look++) {
    const { state, decision } = await lookAt();
    gardener.environment.logger.info(`${service}: ${decision.reasons.join("; ")}`, {
      ecsService: service,
      facts: decision.facts.map(({ kind }) => kind),
      effects: decision.effects.map(({ kind }) => kind),
    });
    isStale = decision.isStale === true;
    if (isStale) continue;

    const journal: Journal = { service, state };
    if (!(await carryOut(gardener, journal, decision))) continue;
    if (needsWatching(journal.state)) await tell(gardener, journal);
    return journal.state;
  }
  throw isStale ? new StaleAnswers(service) : new Contended(service);
}

/** Saves the decision and acts on it; false if a newer one was made meanwhile, and everything has to be looked at again. */
async function carryOut(gardener: Gardener, journal: Journal, decision: Decision): Promise<boolean> {
  if (decision.facts.length === 0 && decision.effects.length === 0) return true;
  if (!(await note(gardener, journal, decision.facts, decision.reasons))) return false;
  try {
    await perform(gardener, decision.effects, journal);
    return true;
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    gardener.environment.logger.warn(error.message);
    return false;
  }
}
