import type { Decision, ServiceName, ServiceState } from "../core/model.ts";
import type { Gardener } from "./gardener.ts";
import { Contended, type Journal, LOOKS_MAX, note } from "./journal.ts";
import { perform } from "./perform.ts";
import { tell } from "./tell.ts";

/**
 * One look at one service, to its end: read what is remembered, decide, save the decision before anything is touched,
 * act, tell. When somebody else decided meanwhile, look again.
 */
export async function settle(
  gardener: Gardener,
  service: ServiceName,
  decide: (state: ServiceState) => Promise<Decision>,
): Promise<void> {
  const { logger } = gardener.environment;
  for (let look = 1; look <= LOOKS_MAX; look++) {
    const before = await gardener.services.read(service);
    const decision = await decide(before);
    logger.info(`${service}: ${decision.reasons.join("; ")}`, {
      ecsService: service,
      facts: decision.facts.map(({ kind }) => kind),
      effects: decision.effects.map(({ kind }) => kind),
    });
    if (decision.facts.length === 0) return;

    const journal = await begin(gardener, before, decision);
    if (!journal) continue;
    await perform(gardener, decision.effects, journal);
    await tell(gardener, journal);
    return;
  }
  throw new Contended(service);
}

/** Saves the decision; none if somebody else wrote meanwhile. */
async function begin(gardener: Gardener, before: ServiceState, decision: Decision): Promise<Journal | undefined> {
  const journal: Journal = {
    service: before.service,
    state: before,
    rollouts: new Map(),
    sentences: [...decision.reasons],
  };
  return (await note(gardener, journal, decision.facts, decision.reasons)) ? journal : undefined;
}
