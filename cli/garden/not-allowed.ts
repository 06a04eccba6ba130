import type { Ecs } from "../../shared/aws/ecs.ts";
import { isNotAllowed } from "../terminal/failure.ts";

/** The caller may decide, but not deploy: thrown, so that the decision stays and the functions take it up. */
class NotAllowed extends Error {
  constructor(error: unknown) {
    super((error as Error).message);
    this.name = "NotAllowed";
  }
}

/**
 * What AWS refuses to a function has failed, since nobody else would be allowed it. What it refuses to a person has not:
 * the functions may, and take up what was decided when its lease has ended.
 */
export function leftToTheFunctions(ecs: Ecs): Ecs {
  const calls: [string, (...input: unknown[]) => Promise<unknown>][] = Object.entries(ecs);
  const wrapped = calls.map(([name, call]) => [name, (...input: unknown[]) => left(call(...input))]);
  return Object.fromEntries(wrapped) as Ecs;
}

async function left<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw isNotAllowed(error) ? new NotAllowed(error) : error;
  }
}
