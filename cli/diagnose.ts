import { resolve } from "node:path";
import { readEvidence } from "../events/evidence.ts";
import { diagnose as diagnosisOf } from "../shared/core/failure/diagnose.ts";
import type { Diagnosis, FailureEvidence } from "../shared/core/model.ts";
import { jsonItems } from "./terminal/json-items.ts";
import { readTextFile } from "./terminal/read-text-file.ts";
import type { Session } from "./session.ts";
import { verb, WrongUsage } from "./verb.ts";

const REMEDY =
  'Give ECS events, tasks as DescribeTasks returns them or objects as {"stopCode", "stoppedReason", "containers": [{"name", "exitCode", "reason"}]}: one, an array, or one a line. docs/guide/failures.md says what is read.';

/** Says why tasks failed, by what is known of them. Needs no AWS. */
export const diagnose = verb({
  name: "diagnose",
  declare: (command) =>
    command
      .description("says why tasks did not start or stopped, by events or tasks in JSON; needs no AWS")
      .argument("[file]", "events, tasks or plain objects in JSON; standard input where it is left out"),
  run: async (session, { args: [file] }) => {
    const read = readAll(await readInput(session, file));
    const diagnosed = read.map(({ id, ...evidence }) => ({ id, ...diagnosisOf({ id, ...evidence }) }));
    return { text: diagnosed.flatMap(inWords), json: diagnosed };
  },
});

const readInput = ({ world }: Session, file: string | undefined): Promise<string> =>
  file === undefined || file === "-"
    ? world.readStdin()
    : readTextFile(resolve(world.directory, file), file, "name a file with events or tasks");

function readAll(text: string): readonly FailureEvidence[] {
  const items = jsonItems(text);
  if ("why" in items) throw new WrongUsage(`${items.why}. ${REMEDY}`);
  const readings = items.items.map(({ place, why, value }) => ({
    place,
    ...(why === undefined ? readEvidence(value, place) : { why }),
  }));
  const problems = readings.flatMap((reading) => ("why" in reading ? [`${reading.place}: ${reading.why}`] : []));
  if (problems.length > 0) throw new WrongUsage(`${problems.join("\n")}\n${REMEDY}`, { problems });
  return readings.flatMap((reading) => ("evidence" in reading ? [reading.evidence] : []));
}

function inWords(diagnosed: Diagnosis & { readonly id: string }): readonly string[] {
  const { id, family, kind, cause, remedy, causedBy, retryable, confidence, evidence } = diagnosed;
  return [
    `${id}: ${kind} (${family})`,
    `  ${cause}`,
    ...(family === "none"
      ? []
      : [`  Do: ${remedy}`, `  Caused by: ${causedBy}; again unchanged: ${retryable}; confidence: ${confidence}`]),
    ...evidence.map(({ where, text }) => `  ${where}: ${text.replace(/\s+/g, " ")}`),
  ];
}
