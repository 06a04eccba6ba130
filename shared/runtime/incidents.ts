import { errorInWords } from "../aws/errors.ts";
import { hasSameCounts, incidentKey, judgeIncident, type Judgement, toldServices } from "../core/failure/incident.ts";
import type { AffectedService, Incident, IncidentNotice } from "../core/model.ts";
import { listed } from "../core/text.ts";
import type { Explanation } from "../store/failures.ts";
import type { Hit, OpenIncident } from "../store/incidents.ts";
import type { Gardener } from "./gardener.ts";
import { sendNotice } from "./tell.ts";

/** Of many who open an incident at once one does; and one may be closed while a failure is counted into it. */
const TRIES_MAX = 5;

/** An incident was opened and closed by others again and again: thrown, so that Lambda tries again later. */
class IncidentContended extends Error {
  constructor(key: string) {
    super(`the incident ${key} was closed ${TRIES_MAX} times in a row while a failure was counted into it`);
    this.name = "IncidentContended";
  }
}

/** Some incidents could not be looked at: thrown at the end, so that the tick counts as failed. */
class IncidentsLeft extends Error {
  constructor(left: readonly string[]) {
    super(`left for the next tick: ${listed(left)}`);
    this.name = "IncidentsLeft";
  }
}

/** Counts failures of a service into the incident that they belong to. Whoever opens it tells people. */
export async function countInIncident(gardener: Gardener, explanation: Explanation, hit: Hit): Promise<void> {
  const { incidents, environment } = gardener;
  const key = incidentKey(explanation.diagnosis, hit);
  for (let attempt = 1; attempt <= TRIES_MAX; attempt++) {
    const found = await findOpen(gardener, key);
    const opened = found ? undefined : await openIncident(gardener, key, explanation, hit);
    const { incident } = found ?? opened ?? {};
    if (!incident) continue;
    await incidents.count(incident, hit, environment.now());
    if (!(await isStillOpen(gardener, incident))) continue;
    if (opened) await tellUntold(gardener, opened);
    return;
  }
  throw new IncidentContended(key);
}

/** The open incident of a key; one that was closed, and whoever closed it died, is brought to its end. */
async function findOpen(gardener: Gardener, key: string): Promise<OpenIncident | undefined> {
  const found = await gardener.incidents.find(key);
  if (found?.incident.closedAt === undefined) return found;
  await finish(gardener, found);
  return undefined;
}

/** Opens an incident; undefined if somebody was quicker. */
async function openIncident(
  { incidents, environment }: Gardener,
  key: string,
  { diagnosis, details, severity }: Explanation,
  { service, taskDefinition, ids, firstAt, lastAt }: Hit,
): Promise<OpenIncident | undefined> {
  const at = environment.now();
  const services = [{ service, taskDefinition, count: [...ids].length, firstAt, lastAt }];
  const opened = told({ key, diagnosis, severity, openedAt: at, services }, { version: 1, at, sentences: [], details });
  if (!(await incidents.create(opened))) return undefined;
  environment.logger.warn(`Incident ${key} is open: ${diagnosis.cause}`);
  environment.metrics.addMetric("IncidentOpened", "Count", 1);
  return opened;
}

/** An incident with the notice that tells it. */
const told = (incident: Incident, notice: Omit<IncidentNotice, "kind" | "incident">): OpenIncident => ({
  incident,
  version: notice.version,
  untold: { kind: "incident", incident, ...notice },
});

/** Whoever closes an incident looks at its counts once more afterwards: what was counted before that is not lost. */
async function isStillOpen({ incidents }: Gardener, { key, openedAt }: Incident): Promise<boolean> {
  const found = await incidents.find(key);
  return found?.incident.openedAt === openedAt && found.incident.closedAt === undefined;
}

/** Tells what is still to be told. A crash on the way makes the next tick do it again; the same notice counts once. */
async function tellUntold(gardener: Gardener, { untold, ...open }: OpenIncident): Promise<OpenIncident> {
  if (!untold) return open;
  await sendNotice(gardener, untold);
  await gardener.incidents.save(open, open.version);
  return open;
}

/**
 * Looks at every open incident: tells once what is new of it, and closes it when every service runs as it should again.
 * Where none is open it costs one query.
 */
export async function lookAtIncidents(gardener: Gardener): Promise<void> {
  const { incidents, environment, ecs, services } = gardener;
  const hit = new Map<OpenIncident, readonly AffectedService[]>();
  for (const found of await incidents.open()) {
    // Before anything is asked of ECS: people should hear of it when ECS does not answer.
    const open = found.incident.closedAt === undefined ? await tellUntold(gardener, found) : found;
    hit.set(open, await affectedBy(gardener, open));
  }
  if (hit.size === 0) return;
  const names = [...new Set([...hit.values()].flat().map(({ service }) => service))];
  const snapshots = await ecs.describeServices(names);
  const states = new Map((await services.readMany(names)).map((state) => [state.service, state]));

  const left: string[] = [];
  for (const [open, affected] of hit)
    try {
      const input = { now: environment.now(), incident: open.incident, services: affected, snapshots, states };
      await lookAtIncident(gardener, open, judgeIncident(input));
    } catch (error) {
      environment.logger.error(`Incident ${open.incident.key} is left: ${errorInWords(error)}`, error as Error);
      left.push(open.incident.key);
    }
  if (left.length > 0) throw new IncidentsLeft(left);
}

async function lookAtIncident(gardener: Gardener, open: OpenIncident, judgement: Judgement): Promise<void> {
  if (open.incident.closedAt !== undefined) return close(gardener, open);
  if (judgement.kind === "unchanged") return;
  const { incident, sentences } = judgement;
  const next = told(incident, { version: open.version + 1, at: gardener.environment.now(), sentences });
  if (!(await gardener.incidents.save(next, open.version))) return;
  if (judgement.kind === "closed") await close(gardener, next);
  else await tellUntold(gardener, next);
}

/** Tells the end of an incident, unless a failure was counted into it while it was closed: then it goes on. */
async function close(gardener: Gardener, open: OpenIncident): Promise<void> {
  const affected = toldServices(await affectedBy(gardener, open));
  if (hasSameCounts(affected, open.incident.services)) return finish(gardener, open);
  const { closedAt: _closedAt, ...incident } = open.incident;
  await gardener.incidents.save({ incident, version: open.version + 1 }, open.version);
}

/** A crash on the way leaves it to the next tick, or to whoever opens one of the same key. */
async function finish(gardener: Gardener, open: OpenIncident): Promise<void> {
  const { logger, metrics } = gardener.environment;
  await tellUntold(gardener, open);
  for (const { service } of await affectedBy(gardener, open)) await gardener.failures.forget(service);
  if (!(await gardener.incidents.remove(open))) return;
  logger.info(`Incident ${open.incident.key} is closed`);
  metrics.addMetric("IncidentClosed", "Count", 1);
}

/** Every service that was hit. Whoever opens an incident counts into it right afterwards: until then its notice tells. */
async function affectedBy({ incidents }: Gardener, { incident }: OpenIncident): Promise<readonly AffectedService[]> {
  const counted = await incidents.affected(incident);
  const names = new Set(counted.map(({ service }) => service));
  return [...counted, ...incident.services.filter(({ service }) => !names.has(service))];
}
