import type { Diagnosis, FailureDetails, IncidentNotice, RolloutNotice } from "../core/model.ts";
import { type SlackMessage, section } from "./blocks.ts";
import { mainFailure } from "./failure.ts";
import { closingLine } from "./incident.ts";
import { type CodeLimits, clip, codeBlock, escape, inline, MESSAGE_LENGTH_MAX, SECTION_LENGTH_MAX } from "./mrkdwn.ts";

/** A text that decided has up to 1,000 characters (`shared/core/failure/diagnose.ts`), and its place comes before it. */
const EVIDENCE_LINE_LENGTH_MAX = 1_100;

/** Of so many containers the log is shown: the others were hardly what failed first. */
const LOGS_MAX = 4;

/** Names of containers have up to 255 characters (Amazon ECS API, ContainerDefinition). */
const TITLE_LENGTH_MAX = 300;

/** A code block with less room than this would show little more than its title. */
const CODE_LENGTH_MIN = 200;

/**
 * The reply in a thread: what happened since the notice before, and what a failure is founded on; none if nothing is to be
 * told. `isFirst`: nothing was told in this thread before.
 */
export function renderThread(notice: RolloutNotice | IncidentNotice, isFirst: boolean): SlackMessage | undefined {
  const sentences = [...notice.sentences, ...closing(notice)].map((sentence) => `• ${escape(sentence)}`).join("\n");
  const said = clip(sentences, SECTION_LENGTH_MAX);
  const shown = fitting(foundations(notice, isFirst), MESSAGE_LENGTH_MAX - said.length);
  if (said === "" && shown.length === 0) return undefined;
  return {
    text: said === "" ? "What the failure is founded on" : said,
    blocks: [...(said === "" ? [] : [section(said)]), ...shown.map(section)],
  };
}

function closing(notice: RolloutNotice | IncidentNotice): readonly string[] {
  if (notice.kind === "rollout" || notice.incident.closedAt === undefined) return [];
  return [closingLine(notice.incident, notice.incident.closedAt)];
}

/** Lines that are shown as they are, under a title. */
interface Listing {
  readonly title: string;
  readonly lines: readonly string[];
  readonly limits?: Omit<CodeLimits, "lengthMax">;
}

/** The most important first. Who joins a thread late, as the channel of another severity, is told what is known by then. */
function foundations(notice: RolloutNotice | IncidentNotice, isFirst: boolean): readonly Listing[] {
  const details = notice.details ?? (isFirst ? knownDetails(notice) : undefined);
  const evidence = details || (notice.kind === "incident" && isFirst) ? [evidenceOf(notice, details?.taskId)] : [];
  return [...evidence, ...(details ? [...logsOf(details), differencesOf(details)] : [])];
}

const knownDetails = (notice: RolloutNotice | IncidentNotice): FailureDetails | undefined =>
  notice.kind === "rollout" ? mainFailure(notice.rollout)?.details : undefined;

function evidenceOf(notice: RolloutNotice | IncidentNotice, taskId: string | undefined): Listing {
  return {
    title: taskId === undefined ? "Evidence" : `Evidence, from task ${taskId}`,
    lines: (diagnosisOf(notice, taskId)?.evidence ?? []).map(({ where, text }) => `${where}: ${text}`),
    limits: { lineLengthMax: EVIDENCE_LINE_LENGTH_MAX, keeps: "first" },
  };
}

function diagnosisOf(notice: RolloutNotice | IncidentNotice, taskId: string | undefined): Diagnosis | undefined {
  if (notice.kind === "incident") return notice.incident.diagnosis;
  const { rollout } = notice;
  const told = rollout.failures?.find(({ details }) => details.taskId === taskId);
  return (told ?? mainFailure(rollout))?.diagnosis;
}

const logsOf = ({ logTail }: FailureDetails): readonly Listing[] =>
  logTail
    .slice(0, LOGS_MAX)
    .map(({ container, lines }) => ({ title: container === undefined ? "Log" : `Log of ${container}`, lines }));

const differencesOf = ({ differences }: FailureDetails): Listing => ({
  title: "How the task definition differs from the one before",
  lines: differences,
  limits: { keeps: "first" },
});

/** What fits into so many characters together, as texts of sections. A code block is made to fit: cut, it had no end. */
function fitting(listings: readonly Listing[], lengthMax: number): readonly string[] {
  const texts: string[] = [];
  let left = lengthMax;
  for (const { title, lines, limits } of listings) {
    const heading = `*${clip(inline(title), TITLE_LENGTH_MAX)}*\n`;
    const room = Math.min(left, SECTION_LENGTH_MAX) - heading.length;
    if (lines.length === 0 || room < CODE_LENGTH_MIN) continue;
    const text = heading + codeBlock(lines, { ...limits, lengthMax: room });
    texts.push(text);
    left -= text.length;
  }
  return texts;
}
