import type { Fact, ServiceName, ServiceState } from "../core/model.ts";
import { isStillNews } from "../core/rollout/evolve.ts";
import { fold, needsWatching } from "../core/rollout/fold.ts";
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

/** A newer decision has been made: whoever holds the older one stops here and touches nothing more. */
export class Overtaken extends Error {
  constructor(service: ServiceName) {
    super(`a newer decision on ${service} was made meanwhile; this one stops`);
    this.name = "Overtaken";
  }
}

/** One look at a service: the state as it was read or written last. */
export interface Journal {
  readonly service: ServiceName;
  state: ServiceState;
}

/**
 * Folds facts into the journal's state and writes it; false if somebody else wrote meanwhile. A service that must be
 * looked at again is marked active first, so that no crash leaves it unwatched or its people untold.
 */
export async function note(
  { services, environment }: Gardener,
  journal: Journal,
  facts: readonly Fact[],
  reasons: readonly string[],
): Promise<boolean> {
  const next = fold(journal.state, facts, reasons, environment.now());
  if (needsWatching(next)) await services.markActive(journal.service, next.version, environment.now());
  if (!(await services.save(next))) return false;
  journal.state = next;
  return true;
}

/** Reads what is remembered again; throws Overtaken if the service's fence has been raised since. */
export async function checkFence({ services }: Gardener, journal: Journal): Promise<void> {
  const { fence } = journal.state;
  journal.state = await services.read(journal.service);
  if (journal.state.fence !== fence) throw new Overtaken(journal.service);
}

/** Notes what came of an effect, also if others (not newer decisions) wrote meanwhile. */
export async function noteOutcome(gardener: Gardener, journal: Journal, fact: Fact, reason: string): Promise<void> {
  for (let attempt = 1; attempt <= LOOKS_MAX; attempt++) {
    if (await note(gardener, journal, [fact], [reason])) return;
    await checkFence(gardener, journal);
    if (!isStillNews(journal.state, fact)) return;
  }
  throw new Contended(journal.service);
}
