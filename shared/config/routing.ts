import type { ServiceName, Severity } from "../core/model.ts";
import { matchesWildcard } from "../core/wildcard.ts";
import type { Garden, Route } from "./garden.ts";

/** What routes ask about; the garden as a whole has neither service nor team. */
interface RoutedAbout {
  readonly service?: ServiceName | undefined;
  /** The value of the service's tag `gardener:team`. */
  readonly team?: string | undefined;
  readonly severity: Severity;
}

/** The Slack channel that reads what is told about something: the first route that fits; none where nobody is to. */
export const channelFor = ({ notify }: Pick<Garden, "notify">, about: RoutedAbout): string | undefined =>
  notify.routes.find((route) => fits(route, about))?.channel ?? notify.slack.channel;

function fits({ services, team, severity }: Route, about: RoutedAbout): boolean {
  const { service } = about;
  if (services && !(service !== undefined && services.some((pattern) => matchesWildcard(pattern, service))))
    return false;
  return (team === undefined || team === about.team) && (severity === undefined || severity === about.severity);
}

/** Every Slack channel that a garden names, each once. */
export const channelsOf = ({ notify }: Pick<Garden, "notify">): readonly string[] => [
  ...new Set([
    ...(notify.slack.channel === undefined ? [] : [notify.slack.channel]),
    ...notify.routes.map(({ channel }) => channel),
  ]),
];

/** Whether it matters to anybody which team a service belongs to. */
export const routesByTeam = ({ notify }: Pick<Garden, "notify">): boolean =>
  notify.routes.some(({ team }) => team !== undefined);
