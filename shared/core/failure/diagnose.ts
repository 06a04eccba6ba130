import type { Confidence, Diagnosis, EvidenceText, FailureEvidence } from "../model.ts";
import { KILLED, TERMINATED } from "./containers.ts";
import { redacted } from "../redact.ts";
import { bothEnds } from "./pattern.ts";
import { nothingFailed, routine } from "./routine.ts";
import { fits, fitsText, type Rule, type RuleConfidence, type Sign } from "./rule.ts";
import { RULES } from "./rules.ts";
import { observe, type Statement, type Symptoms } from "./symptoms.ts";

/** What people read of one text, in characters. */
const EVIDENCE_LENGTH_MAX = 1_000;

/** Enough of an unknown failure's log to see what it was about. */
const LOG_LINES_SHOWN = 5;

/** A rule that applies, and the texts that it applies to. */
interface Finding {
  readonly rule: Rule;
  readonly sign: Sign;
  readonly evidence: readonly EvidenceText[];
  readonly container?: string | undefined;
}

/**
 * Why a task failed. Texts decide before stop codes, these before exit codes and logs, and whatever only sums up comes last.
 * What no rule knows is unknown, and shown as it is.
 */
export function diagnose(evidence: FailureEvidence): Diagnosis {
  const symptoms = observe(evidence);
  const quiet = routine(symptoms);
  if (quiet) return quiet;
  const found = byWords(symptoms);
  if (found) return conclude(found, symptoms);
  if (hasEndedWell(symptoms))
    return nothingFailed("ended", "The task did what it was started for, and ended.", exitOf(symptoms.failed));
  const left = byLog(symptoms) ?? byExitCode(symptoms) ?? bySaid(symptoms, "summary");
  return left ? conclude(left, symptoms) : unknown(symptoms);
}

/**
 * Whether the last log lines could tell more than is known: a container ended by itself, and neither a text nor a line says
 * why. Lines follow the end of a task.
 */
export function isOpenToLogs(evidence: FailureEvidence): boolean {
  const symptoms = observe(evidence);
  if (routine(symptoms) || byWords(symptoms) || hasEndedWell(symptoms)) return false;
  return symptoms.failed?.exitCode !== undefined && !byLog(symptoms);
}

/** Whether a diagnosis only sums up what tasks did, and not why. */
export const isSummary = ({ kind }: Diagnosis): boolean =>
  RULES.some((rule) => rule.kind === kind && rule.rank === "summary");

/** By what was said, or how it was stopped; only what none of it tells is left to exit codes and logs. */
const byWords = (symptoms: Symptoms): Finding | undefined =>
  bySaid(symptoms, undefined) ?? byState(symptoms) ?? bySaid(symptoms, "general");

/** By what ECS, the agent or the runtime said: text by text, and for each the first rule that fits. */
function bySaid({ said, evidence }: Symptoms, rank: Rule["rank"]): Finding | undefined {
  const rules = RULES.filter((rule) => rule.rank === rank);
  for (const statement of said)
    for (const rule of rules)
      for (const sign of rule.signs)
        if (sign.reason && fits(sign, evidence) && fitsText(statement.normalized, sign.reason, sign))
          return { rule, sign, evidence: [statement], container: statement.container };
  return undefined;
}

/** By stop code or health status alone. */
function byState({ evidence, failed }: Symptoms): Finding | undefined {
  for (const rule of RULES)
    for (const sign of rule.signs)
      if (!sign.reason && !sign.log && !sign.exitCodes && fits(sign, evidence))
        return { rule, sign, evidence: stateOf(evidence), container: failed?.name };
  return undefined;
}

/** By the last log lines, the newest first; only where a process ended by itself. */
function byLog({ logged, evidence, failed }: Symptoms): Finding | undefined {
  for (const line of logged)
    for (const rule of RULES)
      for (const sign of rule.signs)
        if (
          sign.log &&
          fits(sign, evidence) &&
          mayTellOfExit(sign, failed?.exitCode) &&
          fitsText(line.normalized, sign.log, sign)
        )
          return { rule, sign, evidence: [line, ...exitOf(failed)], container: failed?.name ?? line.container };
  return undefined;
}

function byExitCode({ evidence, failed }: Symptoms): Finding | undefined {
  const exitCode = failed?.exitCode;
  if (exitCode === undefined || saysNothing(exitCode, evidence)) return undefined;
  for (const rule of RULES)
    for (const sign of rule.signs)
      if (!sign.reason && !sign.log && sign.exitCodes?.includes(exitCode) && fits(sign, evidence))
        return { rule, sign, evidence: exitOf(failed), container: failed?.name };
  return undefined;
}

/** A container that was stopped from outside ends so; one that never ran cannot end; and a lone task may end well. */
function saysNothing(exitCode: number, { stopCode = "", hasStarted, isLone }: FailureEvidence): boolean {
  if (exitCode === TERMINATED || exitCode === KILLED) return hasStarted === false || STOPPED_FROM_OUTSIDE.has(stopCode);
  return exitCode === 0 && isLone;
}

const STOPPED_FROM_OUTSIDE = new Set(["ServiceSchedulerInitiated", "UserInitiated"]);

/** Logs refine codes that say little. Where a row names none, these are all but those with a meaning of their own. */
function mayTellOfExit({ exitCodes }: Sign, exitCode: number | undefined): boolean {
  if (exitCode === undefined) return true;
  return exitCodes ? exitCodes.includes(exitCode) : exitCode !== 0 && !MEANINGFUL_EXIT_CODES.has(exitCode);
}

/** Not executable, not found, and the signals. */
const MEANINGFUL_EXIT_CODES = new Set([126, 127, 132, 135, 137, 139, 143]);

/** Whether a task that nothing replaces did what it had to. */
const hasEndedWell = ({ evidence, failed, said }: Symptoms): boolean =>
  evidence.isLone && failed?.exitCode === 0 && !said.some(({ container }) => container === failed.name);

function conclude({ rule, sign, evidence: texts, container }: Finding, { evidence, failed }: Symptoms): Diagnosis {
  const { isNewRevision, isLone } = evidence;
  const confidence = confidenceOf(sign.confidence ?? rule.confidence ?? "sure", isNewRevision);
  const causedBy = (isNewRevision === true ? rule.causedByWhenNew : undefined) ?? rule.causedBy;
  const doubted = isNewRevision === false && causedBy === "revision";
  const name = container ?? failed?.name;
  const fill = (text: string): string =>
    text
      .replace(/^\{container\}/, () => name ?? "The container")
      .replaceAll("{container}", () => name ?? "the container")
      .replaceAll("{exitCode}", () => String(failed?.exitCode ?? "unknown"));
  return {
    family: rule.family,
    kind: rule.kind,
    alert: rule.healsInService !== true || isLone,
    causedBy: doubted ? "either" : causedBy,
    retryable: rule.retryable,
    confidence: doubted ? atMostLikely(confidence) : confidence,
    cause: doubted ? `${fill(rule.cause)} ${RAN_BEFORE}` : fill(rule.cause),
    remedy: fill(rule.remedy),
    evidence: texts.map(show),
    ...(name === undefined ? {} : { container: name }),
    ...(rule.isOfImage && !doubted ? { isOfImage: true } : {}),
  };
}

const RAN_BEFORE = "This revision ran before, so something around it may have changed.";

const confidenceOf = (confidence: RuleConfidence, isNewRevision: boolean | undefined): Confidence =>
  confidence === "sureWhenNew" ? (isNewRevision === true ? "sure" : "likely") : confidence;

const atMostLikely = (confidence: Confidence): Confidence => (confidence === "sure" ? "likely" : confidence);

function unknown({ evidence, failed, said, logged }: Symptoms): Diagnosis {
  const texts = [
    ...stateOf(evidence),
    ...said.filter(({ where }) => where !== "stoppedReason"),
    // What was said of it stands there already.
    ...exitOf(failed).slice(0, 1),
    ...logged.slice(0, LOG_LINES_SHOWN).toReversed(),
  ];
  const why = said[0]?.text ?? evidence.stopCode;
  return {
    family: "unknown",
    kind: "unknown",
    alert: true,
    causedBy: "unknown",
    retryable: "maybe",
    confidence: "unknown",
    cause: why === undefined ? "Nothing says why." : `No rule knows this: ${shortened(why)}`,
    remedy: "Read the texts and the log; docs/guide/failures.md says how to add a rule for it.",
    evidence: texts.map(show),
    ...(failed ? { container: failed.name } : {}),
  };
}

/** How a container ended, and what was said of it that no rule knows. */
function exitOf(failed: Symptoms["failed"]): readonly EvidenceText[] {
  if (failed?.exitCode === undefined) return [];
  const { name, exitCode, reason } = failed;
  return [
    { where: `containers[${name}].exitCode`, text: String(exitCode) },
    ...(reason === undefined ? [] : [{ where: `containers[${name}].reason`, text: reason }]),
  ];
}

function stateOf({ stopCode, stoppedReason, healthStatus, containers }: FailureEvidence): readonly EvidenceText[] {
  const texts = [
    { where: "stopCode", text: stopCode ?? "" },
    { where: "stoppedReason", text: stoppedReason ?? "" },
    { where: "healthStatus", text: healthStatus ?? "" },
    ...containers.map(({ name, healthStatus: text }) => ({
      where: `containers[${name}].healthStatus`,
      text: text === "UNHEALTHY" ? text : "",
    })),
  ];
  return texts.filter(({ text }) => text !== "");
}

const show = ({ where, text }: EvidenceText | Statement): EvidenceText => ({ where, text: shortened(text) });

/** Reasons and logs may carry secrets; shortened afterwards, so that none is cut beyond recognition. */
const shortened = (text: string): string => bothEnds(redacted(text), EVIDENCE_LENGTH_MAX);
