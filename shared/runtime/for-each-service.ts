import type { Context } from "aws-lambda";
import { errorInWords } from "../aws/errors.ts";
import type { ServiceName } from "../core/model.ts";
import type { Environment } from "./environment.ts";

/** What one service takes in bad times: a few throttled calls with their back-off. Less time than that is left alone. */
const TIME_FOR_A_SERVICE_MILLISECONDS = 15_000;

/** Some services could not be dealt with: thrown at the end, so that Lambda tries the event again for them. */
class ServicesLeft extends Error {
  constructor(left: readonly ServiceName[], whole: number) {
    super(`${left.length} of ${whole} services are left for another try: ${left.join(", ")}`);
    this.name = "ServicesLeft";
  }
}

/**
 * Deals with one service after the other: each registers a revision, of which ECS takes one a second. The trouble of one
 * never keeps the others waiting, and what is left when the time runs out is left for the next try, which finds the
 * finished ones decided.
 */
export async function forEachService<Item extends { readonly service: ServiceName }>(
  { logger }: Environment,
  context: Context,
  items: readonly Item[],
  act: (item: Item) => Promise<void>,
): Promise<void> {
  const left: ServiceName[] = [];
  for (const item of items) {
    if (context.getRemainingTimeInMillis() < TIME_FOR_A_SERVICE_MILLISECONDS) {
      left.push(item.service);
      continue;
    }
    try {
      await act(item);
    } catch (error) {
      logger.error(`${item.service} is left for another try: ${errorInWords(error)}`, error as Error);
      left.push(item.service);
    }
  }
  if (left.length > 0) throw new ServicesLeft(left, items.length);
}
