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
export const leftToTheFunctions = (ecs: Ecs): Ecs => ({
  ...ecs,
  copyTaskDefinition: (copy) => left(ecs.copyTaskDefinition(copy)),
  deploy: (service, taskDefinition) => left(ecs.deploy(service, taskDefinition)),
});

async function left<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw isNotAllowed(error) ? new NotAllowed(error) : error;
  }
}
