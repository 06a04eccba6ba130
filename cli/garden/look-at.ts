import type { ServiceName, ServiceState } from "../../shared/core/model.ts";
import { changesInWords } from "../../shared/core/rollout/follow.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import { look } from "../../shared/runtime/look.ts";
import type { Target } from "../../shared/runtime/read.ts";
import type { Session } from "../session.ts";
import { failureInWords } from "../terminal/failure.ts";
import { rolloutInJson } from "./view.ts";

/** A person waits for so long; a large garden is swept by the functions within five minutes anyway. */
const LOOK_FOR_SECONDS = 120;

/** What came of looking at services for a person. */
interface Seen {
  /** Services that roll by this look. */
  readonly rolling: readonly ServiceState[];
  /** Services that could not be looked at to the end, and why. */
  readonly left: readonly { readonly service: ServiceName; readonly why: string }[];
}

/** Looks at once at what a person let go, as long as a person waits. */
export async function lookAt(
  { world: { now } }: Session,
  gardener: Gardener,
  targets: readonly Target[],
): Promise<Seen> {
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

export function seenInWords({ rolling, left }: Seen): readonly string[] {
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

export const seenInJson = ({ rolling, left }: Seen) => ({
  rolling: rolling.flatMap(({ service, rollout }) => (rollout ? [{ service, rollout: rolloutInJson(rollout) }] : [])),
  leftToTheFunctions: left,
});
