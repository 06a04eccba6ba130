import * as v from "valibot";
import { EMPTY_GARDEN, type Garden } from "./garden.ts";
import type { Problem } from "./problem.ts";
import { gardenSchema } from "./schema/garden.ts";
import { structureProblems } from "./structure.ts";

/** A garden, or everything that is wrong with it. */
export type ParsedGarden =
  | { readonly garden: Garden; readonly problems?: never }
  | { readonly garden?: never; readonly problems: readonly Problem[] };

/** Reads the plain JSON value of a garden file; null is an empty file. Never throws. */
export function parseGarden(value: unknown): ParsedGarden {
  const structure = structureProblems(gardenSchema, value);
  const read = v.safeParse(gardenSchema, value);
  // Where the structure is wrong, valibot sees the same again, or nonsense below it.
  const values = (read.issues ?? [])
    .map(toProblem)
    .filter((problem) => !structure.some((wrong) => isBelow(wrong, problem)));
  if (!read.success || structure.length > 0) return { problems: [...structure, ...values] };
  return { garden: toGarden(read.output) };
}

function toGarden(written: v.InferOutput<typeof gardenSchema>): Garden {
  const services = Object.entries(written?.services ?? {}).map(([service, settings]) => [
    service,
    {
      follow: settings?.image?.follow,
      mode: settings?.mode,
      rollout: settings?.rollout ?? EMPTY_GARDEN.defaults.rollout,
    },
  ]);
  return {
    notify: {
      slack: { channel: written?.notify?.slack?.channel },
      routes: written?.notify?.routes ?? [],
      quietHours: written?.notify?.quietHours ?? undefined,
      sinks: written?.notify?.sinks ?? {},
    },
    defaults: {
      mode: written?.defaults?.mode,
      rollout: written?.defaults?.rollout ?? EMPTY_GARDEN.defaults.rollout,
    },
    services: Object.fromEntries(services),
  };
}

function toProblem(issue: v.BaseIssue<unknown>): Problem {
  const items = issue.path ?? [];
  return {
    path: items.map((item) => String(item.key)),
    about: items.at(-1)?.origin === "key" ? "key" : "value",
    message: issue.message,
  };
}

function isBelow(upper: Problem, lower: Problem): boolean {
  return upper.path.every((key, index) => lower.path[index] === key);
}
