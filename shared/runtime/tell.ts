import { createHash } from "node:crypto";
import { rolloutChanged } from "../../events/out/rollout-changed.ts";
import { errorInWords } from "../aws/errors.ts";
import type { Rollout, ServiceState } from "../core/model.ts";
import { isUnderWay } from "../core/rollout/evolve.ts";
import type { Notice } from "../notify/notice.ts";
import type { Gardener } from "./gardener.ts";
import type { Journal } from "./journal.ts";

/** Notices of a garden without a channel have a group too; `notify` says that nobody is to be told. */
const NO_CHANNEL = "no-channel";

/**
 * Tells what happened, to the bus and through the queue to people, and calls a service calm whose rollout has ended.
 * The mark "active" goes last: a crash before it makes the next tick tell again.
 */
export async function tell(gardener: Gardener, journal: Journal): Promise<void> {
  for (const rollout of journal.rollouts.values()) {
    const isNewest = rollout.id === journal.state.rollout?.id;
    await tellRollout(gardener, journal.state.version, rollout, isNewest ? journal.sentences : []);
  }
  if (!isUnderWay(journal.state.rollout)) await gardener.services.markCalm(journal.service);
}

/** A rollout ended and its function died before it could tell: the next tick does. */
export async function tellAgain(gardener: Gardener, state: ServiceState): Promise<void> {
  if (state.rollout) await tellRollout(gardener, state.version, state.rollout, []);
  await gardener.services.markCalm(state.service);
}

async function tellRollout(
  gardener: Gardener,
  version: number,
  rollout: Rollout,
  sentences: readonly string[],
): Promise<void> {
  const { now, logger, metrics } = gardener.environment;
  const { channel } = (await gardener.garden()).notify.slack;
  const notice: Notice = { rollout, version, at: now(), sentences };
  await gardener.notices.send({
    group: channel ?? NO_CHANNEL,
    // At most 128 characters, which a service's name alone may exceed (Amazon SQS API, SendMessage).
    deduplicationId: createHash("sha256").update(`${rollout.id} ${version}`).digest("hex"),
    body: notice,
  });
  metrics.addMetric(`Rollout${rollout.status}`, "Count", 1);
  try {
    await gardener.bus.put([rolloutChanged(rollout)]);
  } catch (error) {
    logger.warn(`The bus was not told of ${rollout.id}: ${errorInWords(error)}`);
  }
}
