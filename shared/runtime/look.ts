import type { Context } from "aws-lambda";
import { errorInWords } from "../aws/errors.ts";
import { chunksOf } from "../aws/pages.ts";
import { tagName } from "../core/images/follow.ts";
import type { FailedTasks, ServiceName, ServiceState } from "../core/model.ts";
import { decide } from "../core/rollout/decide.ts";
import type { Gardener } from "./gardener.ts";
import { type About, type Read, readServices, type Target } from "./read.ts";
import { settle } from "./settle.ts";

/** What one service takes in bad times: a few throttled calls with their back-off. Less time than that is left alone. */
const TIME_FOR_A_SERVICE_MILLISECONDS = 15_000;

/** Services are read ahead in pages of DescribeServices; what was read grows old while the first ones are dealt with. */
const SERVICES_READ_AHEAD = 10;

/** Some services could not be dealt with: thrown at the end, so that Lambda tries the event again for them. */
class ServicesLeft extends Error {
  constructor(left: readonly ServiceName[], whole: number) {
    super(`${left.length} of ${whole} services are left for another try: ${left.join(", ")}`);
    this.name = "ServicesLeft";
  }
}

/** Looks at one service, whoever asks: rolls it, judges its rollout, or sees what others did. */
export function look(
  gardener: Gardener,
  target: Target,
  about: About,
  { readAhead, failed }: { readonly readAhead?: Read | undefined; readonly failed?: FailedTasks } = {},
): Promise<ServiceState> {
  let ahead = readAhead;
  return settle(gardener, target.service, async () => {
    const read = ahead ?? (await readServices(gardener, [target], about)).get(target.service);
    ahead = undefined;
    if (!read) throw new Error(`${target.service} was not read`);
    await keepIndex(gardener, target, read);
    const now = gardener.environment.now();
    return { state: read.state, decision: decide({ ...read, now, ...(failed ? { failed } : {}) }) };
  });
}

/** Looks at a service whose tasks fail: what failed is remembered of its rollout, and may end it. */
export function lookAtFailure(gardener: Gardener, target: Target, failed: FailedTasks): Promise<ServiceState> {
  return look(gardener, target, "rollout", { failed });
}

/**
 * Looks at one service after the other: each registers a revision, of which ECS takes one a second. The trouble of one
 * never keeps the others waiting, and what is left when the time runs out is left for the next try, which finds the
 * finished ones decided.
 */
export async function lookAtEach(
  gardener: Gardener,
  context: Context,
  targets: readonly Target[],
  about: About,
  beforeEach: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const left: ServiceName[] = [];
  const leave = (service: ServiceName, error: unknown): void => {
    gardener.environment.logger.error(`${service} is left for another try: ${errorInWords(error)}`, error as Error);
    left.push(service);
  };
  for (const chunk of chunksOf(SERVICES_READ_AHEAD, targets)) {
    const readAhead = await readServices(gardener, chunk, about).catch((error: unknown) => {
      gardener.environment.logger.warn(`Nothing is read ahead: ${errorInWords(error)}`);
      return new Map<ServiceName, Read>();
    });
    for (const target of chunk) {
      if (context.getRemainingTimeInMillis() < TIME_FOR_A_SERVICE_MILLISECONDS) {
        left.push(target.service);
        continue;
      }
      try {
        await beforeEach();
        await look(gardener, target, about, { readAhead: readAhead.get(target.service) });
      } catch (error) {
        leave(target.service, error);
      }
    }
  }
  if (left.length > 0) throw new ServicesLeft(left, targets.length);
}

/** Others may have deployed a revision with other images: the index has to know what the service follows now. */
async function keepIndex({ imageIndex }: Gardener, { entry }: Target, { followed }: Read): Promise<void> {
  if (!entry || !followed) return;
  const images = followed.map(tagName);
  if (images.join() !== entry.images.join()) await imageIndex.put({ ...entry, images }, entry);
}
