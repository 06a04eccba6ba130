import { type Checks, memberProblems, oneOf, seconds, text } from "../checks.ts";
import { isRecord } from "../wire/record.ts";
import { MOMENTARY, TROUBLE_NAMES, TROUBLE_SECONDS_MAX, type TroubleRow } from "./configuration.ts";

const ROW: Checks<TroubleRow> = {
  trouble: oneOf(TROUBLE_NAMES),
  cluster: text,
  service: text,
  afterSeconds: seconds(TROUBLE_SECONDS_MAX),
  forSeconds: seconds(TROUBLE_SECONDS_MAX),
};

/** Everything that is wrong with troubles, a sentence each with its remedy; empty when they can come into force. */
export function troubleProblems(given: unknown): string[] {
  if (!isRecord(given)) return ["The troubles must be an object; {} for none."];
  const { troubles = [], ...others } = given;
  return [
    ...memberProblems("", others, { troubles: () => undefined }),
    ...(Array.isArray(troubles)
      ? troubles.flatMap((row, index) => rowProblems(`troubles[${index}]`, row))
      : ["troubles must be a list of rows."]),
  ];
}

function rowProblems(path: string, row: unknown): string[] {
  if (!isRecord(row)) return [`${path} must be an object.`];
  const problems = memberProblems(`${path}.`, row, ROW);
  if (!Object.hasOwn(row, "trouble")) problems.push(`${path}.trouble is missing.`);
  if (typeof row.trouble === "string" && MOMENTARY.includes(row.trouble) && Object.hasOwn(row, "forSeconds"))
    problems.push(`${path}.forSeconds is not for ${row.trouble}, which happens at one moment; leave it out.`);
  return problems;
}
