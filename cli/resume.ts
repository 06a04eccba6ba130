import type { ServiceName, ServiceState } from "../shared/core/model.ts";
import { changesInWords } from "../shared/core/rollout/follow.ts";
import { restraintInWords } from "../shared/core/rollout/restraint.ts";
import type { Gardener } from "../shared/runtime/gardener.ts";
import { look } from "../shared/runtime/look.ts";
import { liftPause } from "../shared/runtime/pause.ts";
import type { Target } from "../shared/runtime/read.ts";
import { findService } from "./garden/find-service.ts";
import { whoAsks } from "./garden/identity.ts";
import { noteAndTell } from "./garden/note.ts";
import { rolloutInJson } from "./garden/view.ts";
import type { Session } from "./session.ts";
import { failureInWords } from "./terminal/failure.ts";
import { type Result, verb, WrongUsage } from "./verb.ts";

/** A person waits for so long; a large garden is swept by the functions within five minutes anyway. */
const LOOK_FOR_SECONDS = 120;

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

interface Seen {
  /** Services that roll by this look. */
  readonly rolling: readonly ServiceState[];
  /** Services that could not be looked at to the end, and why. */
  readonly left: readonly { readonly service: ServiceName; readonly why: string }[];
}

async function lookAt({ world: { now } }: Session, gardener: Gardener, targets: readonly Target[]): Promise<Seen> {
  const until = now() + LOOK_FOR_SECONDS * 1000;
  const rolling: ServiceState[] = [];
  const left: { service: ServiceName; why: string }[] = [];
  for (const target of targets) {
    if (now() > until) {
      left.push({ service: target.service, why: "it takes too long to wait for" });
      continue;
    }
    const before = (await gardener.services.read(target.service)).rollout?.id;
    try {
      const state = await look(gardener, target, "tags");
      if (state.rollout && state.rollout.id !== before) rolling.push(state);
    } catch (error) {
      left.push({ service: target.service, why: failureInWords(error, undefined) });
    }
  }
  return { rolling, left };
}

function seenInWords({ rolling, left }: Seen): readonly string[] {
  return [
    ...rolling.flatMap(({ service, rollout }) =>
      rollout
        ? [
            rollout.status === "Failed"
              ? `${service} was not rolled, ${changesInWords(rollout.images)}: ${rollout.reason}.`
              : `${service} rolls ${changesInWords(rollout.images)}.`,
          ]
        : [],
    ),
    ...(rolling.length === 0 && left.length === 0 ? ["Nothing waits to be rolled."] : []),
    ...left.map(
      ({ service, why }) => `${service} is left to the functions, which sweep it within five minutes: ${why}`,
    ),
  ];
}

const seenInJson = ({ rolling, left }: Seen) => ({
  rolling: rolling.flatMap(({ service, rollout }) => (rollout ? [{ service, rollout: rolloutInJson(rollout) }] : [])),
  leftToTheFunctions: left,
});
