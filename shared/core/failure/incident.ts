import type {
  AffectedService,
  Diagnosis,
  Incident,
  Instant,
  ServiceName,
  ServiceSnapshot,
  ServiceState,
  Severity,
} from "../model.ts";
import { primaryDeployment } from "../rollout/effects.ts";
import { isUnderWay } from "../rollout/evolve.ts";
import { retryAt } from "../rollout/retry.ts";
import { listed, shortArn } from "../text.ts";

/**
 * A service that runs as it should must not have failed for so long before it counts as healthy: most tasks that crash
 * once more have done so by then, as in a rollout's bake.
 */
export const CALM_SECONDS = 300;

/** A notice names so many services, those that were hit first: SQS takes 256 KB, and people read no more. */
export const SERVICES_TOLD_MAX = 200;

/** A sentence names so many. */
const SERVICES_NAMED_MAX = 50;

/** The sort key of an item holds so many bytes (Amazon DynamoDB developer guide, quotas); the longest names exceed it. */
const KEY_LENGTH_MAX = 1_024;

/**
 * What is the same for like failures. What surrounds services hits many of them at once: there the kind alone counts. Else
 * it is the service's own, of one revision and container.
 */
export function incidentKey(
  { kind, causedBy, container }: Diagnosis,
  { service, taskDefinition }: Pick<AffectedService, "service" | "taskDefinition">,
): string {
  if (causedBy === "environment") return kind;
  return [kind, service, shortArn(taskDefinition), container ?? "-"].join("/").slice(0, KEY_LENGTH_MAX);
}

/** How bad it is for one service; where nothing is known of its tasks it counts as serving. */
export function severityOf(
  { retryable }: Pick<Diagnosis, "retryable">,
  service: Pick<ServiceSnapshot, "desiredCount" | "runningCount"> | undefined,
): Severity {
  if (service && service.desiredCount > 0 && service.runningCount === 0) return "critical";
  return retryable === "yes" ? "info" : "warning";
}

/** Those that are told, in the order in which they were hit. */
export const toldServices = (services: readonly AffectedService[]): readonly AffectedService[] =>
  services.toSorted((a, b) => a.firstAt - b.firstAt || (a.service < b.service ? -1 : 1)).slice(0, SERVICES_TOLD_MAX);

/** What an open incident is judged by. */
export interface IncidentInput {
  readonly now: Instant;
  /** As it was told last. */
  readonly incident: Incident;
  /** All that are affected, as counted by now. */
  readonly services: readonly AffectedService[];
  /** What ECS says of them; one that it does not know is missing. */
  readonly snapshots: ReadonlyMap<ServiceName, ServiceSnapshot>;
  readonly states: ReadonlyMap<ServiceName, ServiceState>;
}

/** What is to be told of an incident: nothing, or how it stands now and what is new, in sentences for the thread. */
export type Judgement =
  | { readonly kind: "unchanged" }
  | { readonly kind: "changed" | "closed"; readonly incident: Incident; readonly sentences: readonly string[] };

/** Whether an incident has spread, got better or worse, or is over. Silence alone is no recovery. */
export function judgeIncident(input: IncidentInput): Judgement {
  const { incident, services, snapshots, now } = input;
  const standings = services.map((affected) => ({ affected, standing: standingOf(affected, input) }));
  const failing = standings.filter(({ standing }) => standing === "failing");
  const told = toldServices(services);
  if (services.length > 0 && failing.length === 0)
    return {
      kind: "closed",
      incident: {
        ...incident,
        services: told,
        closedAt: now,
        ...(standings.every(({ standing }) => standing === "healthy") ? {} : { isUnwanted: true }),
      },
      sentences: recoveryInWords(standings),
    };
  const severity = worst(
    failing.map(({ affected }) => severityOf(incident.diagnosis, snapshots.get(affected.service))),
    incident.severity,
  );
  const known = new Set(incident.services.map(({ service }) => service));
  const joined = told.filter(({ service }) => !known.has(service)).map(({ service }) => service);
  const isSame = severity === incident.severity && hasSameCounts(told, incident.services);
  return isSame
    ? { kind: "unchanged" }
    : { kind: "changed", incident: { ...incident, severity, services: told }, sentences: joinedInWords(joined) };
}

type Standing = "failing" | "healthy" | "scaledToZero" | "gone";

function standingOf({ service: name, lastAt }: AffectedService, { snapshots, states, now }: IncidentInput): Standing {
  const service = snapshots.get(name);
  // What stops of its last tasks is told within this time as well.
  if (now < lastAt + CALM_SECONDS * 1000) return "failing";
  if (!service || service.status !== "ACTIVE") return "gone";
  if (service.desiredCount === 0) return "scaledToZero";
  const isHealthy =
    isDeployed(service) && service.runningCount >= service.desiredCount && runsWhatItShould(states.get(name));
  return isHealthy ? "healthy" : "failing";
}

/** Whether nothing else is to come: a rollout that goes on, or one that was taken back and is to be tried again. */
const runsWhatItShould = (state: ServiceState | undefined): boolean =>
  state === undefined || (!isUnderWay(state.rollout) && retryAt(state) === undefined);

/** Whether what should run is in place; only rolling deployments by ECS itself have a state (Amazon ECS API, Deployment). */
function isDeployed(service: ServiceSnapshot): boolean {
  const state = primaryDeployment(service)?.rolloutState ?? "";
  return state === "COMPLETED" || state === "";
}

const SEVERITIES: readonly Severity[] = ["critical", "warning", "info"];

const worst = (severities: readonly Severity[], otherwise: Severity): Severity =>
  SEVERITIES.find((severity) => severities.includes(severity)) ?? otherwise;

/** Whether the same services were hit by as many failures. */
export const hasSameCounts = (some: readonly AffectedService[], others: readonly AffectedService[]): boolean =>
  countsOf(some) === countsOf(others);

const countsOf = (services: readonly AffectedService[]): string =>
  JSON.stringify(services.map(({ service, count }) => [service, count]));

function joinedInWords(joined: readonly ServiceName[]): readonly string[] {
  if (joined.length === 0) return [];
  return [`${named(joined)} ${joined.length === 1 ? "is" : "are"} hit as well`];
}

function recoveryInWords(
  standings: readonly { readonly affected: AffectedService; readonly standing: Standing }[],
): readonly string[] {
  const those = (wanted: Standing): readonly ServiceName[] =>
    standings.filter(({ standing }) => standing === wanted).map(({ affected }) => affected.service);
  const sentences = [
    [those("healthy"), "runs as it should again", "run as they should again"],
    [those("scaledToZero"), "is scaled to zero, no longer wanted", "are scaled to zero, no longer wanted"],
    [those("gone"), "was deleted, no longer wanted", "were deleted, no longer wanted"],
  ] as const;
  return sentences.flatMap(([names, one, many]) =>
    names.length === 0 ? [] : [`${named(names)} ${names.length === 1 ? one : many}`],
  );
}

const named = (names: readonly ServiceName[]): string =>
  names.length <= SERVICES_NAMED_MAX
    ? listed(names)
    : listed([...names.slice(0, SERVICES_NAMED_MAX), `${names.length - SERVICES_NAMED_MAX} others`]);
