import { createHash } from "node:crypto";
import { rolloutChanged } from "../../events/out/rollout-changed.ts";
import { errorInWords } from "../aws/errors.ts";
import type { Garden } from "../config/garden.ts";
import { routesByTeam } from "../config/routing.ts";
import type { AnyNotice, Rollout, ServiceName } from "../core/model.ts";
import { servicesOf, topicOf, versionOf } from "../core/notice.ts";
import { emptied, needsWatching } from "../core/rollout/fold.ts";
import type { Gardener } from "./gardener.ts";
import { groupsOf } from "./groups.ts";
import type { Journal } from "./journal.ts";

/**
 * Empties the outbox: appends to the record, tells the bus and through the queue people, and calls a service calm that
 * needs no watching any more. A crash on the way makes the next tick do it again, which is harmless; where somebody else
 * wrote meanwhile, the outbox is theirs to empty.
 */
export async function tell(gardener: Gardener, journal: Journal): Promise<void> {
  const { services } = gardener;
  const { service, state } = journal;
  if (state.unrecorded.length > 0 || state.outbox.length > 0) {
    for (const entry of state.unrecorded) await services.append(service, entry);
    for (const notice of state.outbox) {
      await sendNotice(gardener, notice);
      if (notice.kind === "rollout") await tellBus(gardener, notice.rollout);
    }
    const told = emptied(state);
    if (!(await services.save(told))) return;
    journal.state = told;
  }
  if (!needsWatching(journal.state))
    await services.markCalm(service, journal.state.version, gardener.environment.now());
}

/**
 * Hands a notice to the queue, once for each sink and in its group: what is told in one sink is told in order, and none
 * waits for another. The same notice counts once.
 */
export async function sendNotice(gardener: Gardener, notice: AnyNotice): Promise<void> {
  const garden = await gardener.garden();
  for (const { group, isFollowUp } of groupsOf(garden, notice, await teamsOf(gardener, garden, notice)))
    await gardener.notices.send({
      group,
      // At most 128 characters, which a service's name alone may exceed (Amazon SQS API, SendMessage).
      deduplicationId: createHash("sha256")
        .update(`${group} ${topicOf(notice)} ${versionOf(notice)}`)
        .digest("hex"),
      body: notice,
      isFollowUp,
    });
}

/** The teams of the services that a notice is about, as the index knows them; not looked up where no route asks. */
async function teamsOf(
  { imageIndex }: Gardener,
  garden: Garden,
  notice: AnyNotice,
): Promise<ReadonlyMap<ServiceName, string>> {
  if (!routesByTeam(garden)) return new Map();
  const entries = await imageIndex.entries(servicesOf(notice));
  return new Map(entries.flatMap((entry) => (entry?.team === undefined ? [] : [[entry.service, entry.team]])));
}

async function tellBus(gardener: Gardener, rollout: Rollout): Promise<void> {
  const { logger, metrics } = gardener.environment;
  metrics.addMetric(`Rollout${rollout.status}`, "Count", 1);
  try {
    await gardener.bus.put([rolloutChanged(rollout)]);
  } catch (error) {
    logger.warn(`The bus was not told of ${rollout.id}: ${errorInWords(error)}`);
  }
}
