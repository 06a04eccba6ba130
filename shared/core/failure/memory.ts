import type { Diagnosis, TaskSize } from "../model.ts";
import type { Members } from "./differences.ts";
import { roomierSize } from "./fargate-size.ts";

/** Kinds that more memory helps against. */
const NEED_MEMORY = new Set(["out-of-memory", "out-of-memory-at-start"]);

/**
 * Tells of a failure for want of memory how much there was, and the next size that Fargate allows. `members`: the task
 * definition as it is on the wire. A container's own limit is not the task's, and instances have sizes of their own: there
 * only the limit is told.
 */
export function withMemory(
  diagnosis: Diagnosis,
  members: Members,
): { readonly diagnosis: Diagnosis; readonly roomier?: TaskSize } {
  if (!NEED_MEMORY.has(diagnosis.kind)) return { diagnosis };
  const own = containersOf(members).find(({ name }) => name === diagnosis.container)?.memory;
  const memory = Number(own ?? members["memory"]);
  if (!(memory > 0)) return { diagnosis };
  const told = { ...diagnosis, cause: diagnosis.cause.replace(/\.$/, ` (limit: ${memory} MiB).`) };
  const cpu = Number(members["cpu"]);
  const roomier = own === undefined && isForFargate(members) && cpu > 0 ? roomierSize({ cpu, memory }) : undefined;
  if (!roomier) return { diagnosis: told };
  const next = `the next size that Fargate allows is ${roomier.memory} MiB (cpu ${roomier.cpu})`;
  return { diagnosis: { ...told, remedy: `${told.remedy.replace(/\.$/, "")}: ${next}.` }, roomier };
}

interface Container {
  readonly name?: unknown;
  readonly memory?: unknown;
}

function containersOf({ containerDefinitions }: Members): readonly Container[] {
  return Array.isArray(containerDefinitions) ? (containerDefinitions as Container[]) : [];
}

const isForFargate = ({ requiresCompatibilities }: Members): boolean =>
  Array.isArray(requiresCompatibilities) && requiresCompatibilities.includes("FARGATE");
