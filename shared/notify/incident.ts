import type { AffectedService, Incident, Instant } from "../core/model.ts";
import { durationInWords, isoTime, listed, shortArn, withoutFullStop } from "../core/text.ts";
import { blameOf, type Facts, kindOf, timesInWords } from "./failure.ts";

/** More services than these are a number: who is hit besides is in the console. */
const SERVICES_NAMED_MAX = 10;

/** Whom an incident hits: `shop/api`, `3 services`. */
export const subjectOf = ({ services }: Incident): string =>
  services.length === 1 && services[0] ? services[0].service : `${services.length} services`;

/** What follows its subject in the sentence about an incident. */
export function predicateOf(incident: Incident): string {
  const { services, closedAt, diagnosis } = incident;
  const cause = withoutFullStop(diagnosis.cause);
  if (closedAt !== undefined)
    return `: ${closingLine(incident, closedAt)}. ${services.length === 1 ? "Its" : "Their"} tasks failed: ${cause}`;
  return services.length === 1 ? `: tasks fail: ${cause}` : ` fail: ${cause}`;
}

/** `over after 12 minutes: every service is healthy again` */
export function closingLine({ services, openedAt, isUnwanted }: Incident, closedAt: Instant): string {
  const subject = `${services.length === 1 ? "the" : "every"} service is`;
  const end = isUnwanted ? "healthy again, or wanted no more" : "healthy again";
  return `over after ${durationInWords((closedAt - openedAt) / 1000)}: ${subject} ${end}`;
}

export const incidentFacts = ({ diagnosis, services, openedAt }: Incident): Facts => [
  ["Failure", kindOf(diagnosis)],
  ["Caused by", blameOf(diagnosis)],
  ["Since", isoTime(openedAt)],
  ["Services", servicesInWords(services)],
];

function servicesInWords(services: readonly AffectedService[]): string {
  const named = services
    .slice(0, SERVICES_NAMED_MAX)
    .map(({ service, taskDefinition, count }) => `${service} (${shortArn(taskDefinition)}, ${timesInWords(count)})`);
  const more = services.length - named.length;
  return listed(more > 0 ? [...named, `${more} more`] : named);
}
