import { errorInWords } from "../aws/errors.ts";
import { EMPTY_GARDEN, type Garden } from "../config/garden.ts";
import type { Gardener } from "./gardener.ts";

/**
 * The functions leave the garden that they use where the command line finds it, so that both judge by the same policies.
 * It is written only when it has changed. That it cannot be left never keeps a rollout waiting.
 */
export function createGardenKeeper(gardener: Gardener): () => Promise<void> {
  const { gardenStore, environment } = gardener;
  let left: string | undefined;
  return async () => {
    const garden = JSON.stringify(await gardener.garden());
    if (garden === left) return;
    try {
      if ((await gardenStore.read()) !== garden) await gardenStore.save(garden);
      left = garden;
    } catch (error) {
      environment.logger.error(`The garden is not left for the command line: ${errorInWords(error)}`);
    }
  };
}

/** The garden that the functions use; none while they have not run since they were installed. */
export async function gardenInForce({ gardenStore }: Pick<Gardener, "gardenStore">): Promise<Garden | undefined> {
  const text = await gardenStore.read();
  if (text === undefined) return undefined;
  // What was undefined is missing in JSON, which is the same to whoever reads it.
  const garden = JSON.parse(text) as Garden;
  // Functions that are older than this command line know of fewer sections.
  return { ...garden, notify: { ...EMPTY_GARDEN.notify, ...garden.notify } };
}
