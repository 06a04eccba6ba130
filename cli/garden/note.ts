import { errorInWords } from "../../shared/aws/errors.ts";
import type { Fact, ServiceState } from "../../shared/core/model.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import { Contended, type Journal, LOOKS_MAX, note } from "../../shared/runtime/journal.ts";
import { tell } from "../../shared/runtime/tell.ts";

/** What became of noting something that a person wants. */
export interface Noted {
  readonly state: ServiceState;
  /** False where it was so before. */
  readonly changed: boolean;
  /** Why people were not told yet; the functions do it within a minute. */
  readonly untold?: string;
}

/** Notes a fact about a service, unless what is remembered says that it is so already, and tells people. */
export async function noteAndTell(
  gardener: Gardener,
  service: string,
  decideOn: (state: ServiceState) => { readonly fact: Fact; readonly reason: string } | undefined,
): Promise<Noted> {
  for (let attempt = 1; attempt <= LOOKS_MAX; attempt++) {
    const state = await gardener.services.read(service);
    const wanted = decideOn(state);
    if (!wanted) return { state, changed: false };
    const journal: Journal = { service, state };
    if (!(await note(gardener, journal, [wanted.fact], [wanted.reason]))) continue;
    try {
      await tell(gardener, journal);
      return { state: journal.state, changed: true };
    } catch (error) {
      return { state: journal.state, changed: true, untold: errorInWords(error) };
    }
  }
  throw new Contended(service);
}
