import { restraintInWords } from "../shared/core/rollout/restraint.ts";
import type { Gardener } from "../shared/runtime/gardener.ts";
import { liftPause } from "../shared/runtime/pause.ts";
import { findService } from "./garden/find-service.ts";
import { whoAsks } from "./garden/identity.ts";
import { noteAndTell } from "./garden/note.ts";
import { lookAt, seenInJson, seenInWords } from "./garden/look-at.ts";
import type { Session } from "./session.ts";
import { type Result, verb, WrongUsage } from "./verb.ts";

/** Ends a hold or the pause, and looks at once at what waits: what tags point to then is rolled. */
export const resume = verb({
  name: "resume",
  declare: (command) =>
    command
      .description("releases a held service, or ends the pause of the garden; the newest images roll then")
      .argument("[service]", "cluster/service, as shop/api")
      .option("--all", "end the pause of the whole garden; holds of single services stay")
      .option("--by <name>", "who; else the caller's identity"),
  run: async (session, command) => {
    const [service] = command.args;
    const { all, by } = command.opts<{ readonly all?: true; readonly by?: string }>();
    if ((service === undefined) === (all === undefined))
      throw new WrongUsage("say which service is to be released, or --all to end the pause of the garden");
    const gardener = await session.gardener();
    const who = await whoAsks(session, by);
    return service === undefined ? resumeAll(session, gardener, who) : resumeOne(session, gardener, service, who);
  },
});

async function resumeOne(session: Session, gardener: Gardener, name: string, by: string): Promise<Result> {
  const target = await findService(gardener, name);
  const { service } = target;
  const noted = await noteAndTell(gardener, service, (state) =>
    state.hold
      ? {
          fact: { kind: "ServiceReleased", at: gardener.environment.now(), by },
          reason: `${by} releases ${service}`,
        }
      : undefined,
  );
  if (noted.untold !== undefined)
    session.warn(`people are not told yet (${noted.untold}); the functions do it within a minute`);
  const seen = await lookAt(session, gardener, [target]);
  const pause = await gardener.pause.read();
  return {
    text: [
      noted.changed ? `${service} is released and takes new images again.` : `${service} was not held.`,
      ...(pause ? [`Still, ${restraintInWords({ kind: "paused", hold: pause })}.`] : []),
      ...seenInWords(seen),
    ],
    json: { service, changed: noted.changed, ...seenInJson(seen) },
  };
}

async function resumeAll(session: Session, gardener: Gardener, by: string): Promise<Result> {
  const { before, untold } = await liftPause(gardener, by);
  if (untold !== undefined) session.warn(`people could not be told (${untold}); tell them yourself`);
  const entries = await gardener.imageIndex.all();
  const seen = await lookAt(
    session,
    gardener,
    entries.map((entry) => ({ service: entry.service, entry })),
  );
  return {
    text: [
      before ? `The garden goes on; ${before.by} had paused it.` : "The garden was not paused.",
      ...seenInWords(seen),
    ],
    json: { changed: before !== undefined, ...seenInJson(seen) },
  };
}
