import type { AnyNotice, GardenNotice, Incident, Rollout, ServiceNotice, Severity } from "../core/model.ts";
import { atMost, fieldsOf, markdown, type SlackBlock, type SlackMessage, section, withinBudget } from "./blocks.ts";
import { adviceOf } from "./failure.ts";
import { headlineOf, rolloutFacts } from "./headline.ts";
import { incidentFacts, predicateOf, subjectOf } from "./incident.ts";
import { CONTEXT_ELEMENTS_MAX, clip, escape, FIELD_LENGTH_MAX, SECTION_LENGTH_MAX } from "./mrkdwn.ts";

/** The one message about what a notice tells, as it should read now. */
export function renderNotice(notice: AnyNotice): SlackMessage {
  switch (notice.kind) {
    case "rollout":
      return renderRollout(notice.rollout);
    case "incident":
      return renderIncident(notice.incident);
    case "service":
      return renderService(notice);
    case "garden":
      return renderGarden(notice);
    default:
      return notice satisfies never;
  }
}

export function renderRollout(rollout: Rollout): SlackMessage {
  const headline = `${symbolOf(rollout)} *${escape(rollout.service)}* ${escape(headlineOf(rollout))}`;
  const warnings = atMost(CONTEXT_ELEMENTS_MAX, rollout.warnings).map((warning) =>
    markdown(`:warning: ${escape(warning)}`, FIELD_LENGTH_MAX),
  );
  return message(`${rollout.service} ${headlineOf(rollout)}`, [
    { type: "section", text: markdown(headline, SECTION_LENGTH_MAX), fields: fieldsOf(rolloutFacts(rollout)) },
    ...(warnings.length > 0 ? [{ type: "context", elements: warnings } as const] : []),
  ]);
}

export function renderIncident(incident: Incident): SlackMessage {
  const [subject, predicate] = [subjectOf(incident), predicateOf(incident)];
  const isOver = incident.closedAt !== undefined;
  const symbol = isOver ? ":white_check_mark:" : SEVERITY_SYMBOLS[incident.severity];
  const headline = `${symbol} *${escape(subject)}*${escape(predicate)}`;
  return message(subject + predicate, [
    { type: "section", text: markdown(headline, SECTION_LENGTH_MAX), fields: fieldsOf(incidentFacts(incident)) },
    ...(isOver ? [] : [section(`*Do* ${escape(adviceOf(incident.diagnosis))}`)]),
  ]);
}

/** The message about a service that is no rollout. */
export const renderService = ({ service, topic, headline }: ServiceNotice): SlackMessage =>
  message(`${service} ${headline}`, [section(`${SYMBOLS[topic]} *${escape(service)}* ${escape(headline)}`)]);

const renderGarden = ({ topic, headline }: GardenNotice): SlackMessage =>
  message(headline, [section(`${GARDEN_SYMBOLS[topic]} ${escape(headline)}`)]);

const message = (text: string, blocks: readonly SlackBlock[]): SlackMessage => ({
  text: clip(escape(text), SECTION_LENGTH_MAX),
  blocks: withinBudget(blocks),
});

const SYMBOLS: Readonly<Record<ServiceNotice["topic"], string>> = {
  drift: ":ear_of_rice:",
  withheld: ":eyes:",
  hold: ":raised_hand:",
  problem: ":warning:",
};

const GARDEN_SYMBOLS: Readonly<Record<GardenNotice["topic"], string>> = {
  pause: ":double_vertical_bar:",
  resume: ":arrow_forward:",
  problem: ":warning:",
};

const SEVERITY_SYMBOLS: Readonly<Record<Severity, string>> = {
  critical: ":rotating_light:",
  warning: ":warning:",
  info: ":information_source:",
};

function symbolOf(rollout: Rollout): string {
  switch (rollout.status) {
    case "Planned":
    case "InProgress":
      return ":seedling:";
    case "Baking":
      return ":hourglass_flowing_sand:";
    case "Completed":
      return ":sunflower:";
    case "Failed":
      return ":wilted_flower:";
    case "RolledBack":
      return ":leftwards_arrow_with_hook:";
    case "Superseded":
      return ":fast_forward:";
    default: {
      const never: never = rollout.status;
      return never;
    }
  }
}
