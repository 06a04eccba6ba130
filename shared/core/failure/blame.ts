import type { Diagnosis } from "../model.ts";
import type { Members } from "./differences.ts";

/** Kinds that say that something is missing which the task definition names. */
const NAMED_BY_REVISION = new Set([
  "secret-missing",
  "parameter-missing",
  "secret-key-missing",
  "environment-file-failed",
  "log-group-missing",
]);

/** Members of a container by which it names such things. */
const NAMES = ["secrets", "environmentFiles", "logConfiguration", "repositoryCredentials"] as const;

/**
 * Whom the revision itself clears: what it names just as the one before it did went missing around it; and a command that it
 * gives itself is not the image's. `before`, `now`: the task definitions as they are on the wire, where they are known.
 */
export function withBlame(diagnosis: Diagnosis, before: Members | undefined, now: Members | undefined): Diagnosis {
  if (!now) return diagnosis;
  if (diagnosis.isOfImage && diagnosis.family === "app" && givesCommand(now, diagnosis.container)) {
    const { isOfImage: _ofRevision, ...others } = diagnosis;
    return others;
  }
  if (before && NAMED_BY_REVISION.has(diagnosis.kind) && namesOf(before) === namesOf(now))
    return { ...diagnosis, causedBy: "environment" };
  return diagnosis;
}

type Container = Readonly<Record<string, unknown>>;

const containersOf = ({ containerDefinitions }: Members): readonly Container[] =>
  Array.isArray(containerDefinitions) ? (containerDefinitions as Container[]) : [];

const givesCommand = (members: Members, name: string | undefined): boolean =>
  containersOf(members).some((one) => one["name"] === name && [one["command"], one["entryPoint"]].some(isGiven));

const isGiven = (list: unknown): boolean => Array.isArray(list) && list.length > 0;

const namesOf = (members: Members): string =>
  JSON.stringify([
    members["executionRoleArn"],
    containersOf(members).map((container) => [container["name"], ...NAMES.map((name) => container[name])]),
  ]);
