import type { Fact, Rollout, ServiceName, ServiceState } from "../core/model.ts";
import { evolve } from "../core/rollout/evolve.ts";
import type { Gardener } from "./gardener.ts";

/** Two functions rarely decide on one service at once; who loses looks again. More losses in a row mean trouble. */
export const LOOKS_MAX = 5;

/** Somebody else decided on this service again and again meanwhile: thrown, so that Lambda tries again later. */
export class Contended extends Error {
  constructor(service: ServiceName) {
    super(`${service} was decided on by others ${LOOKS_MAX} times in a row`);
    this.name = "Contended";
  }
}

/** What happened to a service during one look: the state as saved last, and everything that is to be told of it. */
export interface Journal {
  readonly service: ServiceName;
  state: ServiceState;
  /** The newest form of each rollout that changed. */
  readonly rollouts: Map<string, Rollout>;
  readonly sentences: string[];
}

/**
 * Folds facts into the journal's state and writes it; false if somebody else wrote meanwhile. A service whose
 * rollout changes is marked active first, so that no crash leaves it unwatched or its people untold.
 */
export async function note(
  gardener: Gardener,
  journal: Journal,
  facts: readonly Fact[],
  reasons: readonly string[],
): Promise<boolean> {
  const rollouts = new Map(journal.rollouts);
  let state = journal.state;
  for (const fact of facts) {
    state = evolve(state, fact);
    const changed = fact.kind === "RolloutRefused" ? fact.rollout : state.rollout;
    if (changed && fact.kind !== "ServiceAdopted") rollouts.set(changed.id, changed);
  }
  if (rollouts.size > 0) await gardener.services.markActive(journal.service);
  if (!(await gardener.services.save(state))) return false;

  const at = gardener.environment.now();
  journal.state = { ...state, version: state.version + 1 };
  for (const [id, rollout] of rollouts) journal.rollouts.set(id, rollout);
  await gardener.services.append(journal.service, journal.state.version, { at, facts, reasons });
  return true;
}

/** A newer decision has been made: whoever holds the older one stops here and touches nothing more. */
export class Overtaken extends Error {
  constructor(journal: Journal) {
    super(`a newer decision on ${journal.service} was made meanwhile; this one stops`);
    this.name = "Overtaken";
  }
}

/** Reads what is remembered again; throws Overtaken if the service's fence has been raised since. */
export async function checkFence(gardener: Gardener, journal: Journal): Promise<void> {
  const { fence } = journal.state;
  journal.state = await gardener.services.read(journal.service);
  if (journal.state.fence !== fence) throw new Overtaken(journal);
}

/** Notes what came of an effect, also if others (not newer decisions) wrote meanwhile. */
export async function noteOutcome(gardener: Gardener, journal: Journal, fact: Fact, reason: string): Promise<void> {
  for (let attempt = 1; attempt <= LOOKS_MAX; attempt++) {
    if (await note(gardener, journal, [fact], [reason])) {
      journal.sentences.push(reason);
      return;
    }
    await checkFence(gardener, journal);
  }
  throw new Contended(journal.service);
}
