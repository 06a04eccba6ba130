import { errorInWords } from "../aws/errors.ts";
import type { GardenNotice, Hold } from "../core/model.ts";
import { restraintInWords } from "../core/rollout/restraint.ts";
import type { Gardener } from "./gardener.ts";
import { sendNotice } from "./tell.ts";

/** What became of pulling the switch. */
export interface Switched {
  /** The pause that was set before, if there was one. */
  readonly before: Hold | undefined;
  /** Why people were not told; none: they are, or there was nothing to tell. */
  readonly untold?: string;
}

/** Stops everything in the garden, before anybody is told. A pause that is set already stays as it is. */
export async function pauseGarden(gardener: Gardener, pause: Hold): Promise<Switched> {
  const before = await gardener.pause.read();
  if (before) return { before };
  await gardener.pause.set(pause);
  const headline = `${capitalised(restraintInWords({ kind: "paused", hold: pause }))}. Nothing is touched until it is resumed`;
  return { before, ...(await tellGarden(gardener, { kind: "garden", at: pause.at, topic: "pause", headline })) };
}

/** Lets the garden go on. */
export async function liftPause(gardener: Gardener, by: string): Promise<Switched> {
  const before = await gardener.pause.read();
  if (!before) return { before };
  await gardener.pause.lift();
  const headline = `The garden goes on: ${by} ended the pause by ${before.by}`;
  const at = gardener.environment.now();
  return { before, ...(await tellGarden(gardener, { kind: "garden", at, topic: "resume", headline })) };
}

/** That people cannot be told must not keep anybody from pulling the switch. */
async function tellGarden(gardener: Gardener, notice: GardenNotice): Promise<Pick<Switched, "untold">> {
  try {
    await sendNotice(gardener, notice);
    return {};
  } catch (error) {
    return { untold: errorInWords(error) };
  }
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
