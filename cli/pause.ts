import type { Hold } from "../shared/core/model.ts";
import { restraintInWords } from "../shared/core/rollout/restraint.ts";
import { pauseGarden } from "../shared/runtime/pause.ts";
import { whoAsks } from "./garden/identity.ts";
import { holdInJson } from "./garden/view.ts";
import { verb, WrongUsage } from "./verb.ts";

/** The kill switch: nothing in the garden is touched, until it is resumed. */
export const pause = verb({
  name: "pause",
  declare: (command) =>
    command
      .description("stops everything in the garden: no rollout, no way back, until gardener resume --all")
      .option("--all", "the whole garden; a single service is held by gardener hold")
      .requiredOption("--reason <text>", "why, for everybody to read")
      .option("--by <name>", "who; else the caller's identity"),
  run: async (session, command) => {
    const { all, reason, by } = command.opts<{ readonly all?: true; readonly reason: string; readonly by?: string }>();
    if (!all)
      throw new WrongUsage("pause stops the whole garden: say --all; a single service is held by gardener hold");
    const gardener = await session.gardener();
    const wanted: Hold = { by: await whoAsks(session, by), at: gardener.environment.now(), reason };
    const { before, untold } = await pauseGarden(gardener, wanted);
    if (untold !== undefined) session.warn(`people could not be told (${untold}); tell them yourself`);
    const inWords = restraintInWords({ kind: "paused", hold: before ?? wanted });
    return {
      text: [
        before ? `It was paused before, and stays so: ${inWords}.` : `Nothing is touched any more: ${inWords}.`,
        "What ECS is doing already goes on. gardener resume --all ends the pause.",
      ],
      json: { changed: before === undefined, paused: holdInJson(before ?? wanted) },
    };
  },
});
