import { kindOfError } from "../shared/aws/errors.ts";
import type { ServiceState, TaskDefinitionSnapshot } from "../shared/core/model.ts";
import { isUnderWay } from "../shared/core/rollout/evolve.ts";
import { decideRollback } from "../shared/core/rollout/rollback.ts";
import { listed, shortArn, shortDigest } from "../shared/core/text.ts";
import type { Gardener } from "../shared/runtime/gardener.ts";
import { readServices, type Target } from "../shared/runtime/read.ts";
import { settle } from "../shared/runtime/settle.ts";
import { findService, type FoundService } from "./garden/find-service.ts";
import { whoAsks } from "./garden/identity.ts";
import { missingDigestsOf } from "./garden/missing-digests.ts";
import { rolloutInJson } from "./garden/view.ts";
import { failureInWords } from "./terminal/failure.ts";
import { Refused, verb } from "./verb.ts";

interface Options {
  readonly reason: string;
  readonly to?: string;
  readonly by?: string;
}

/** A person takes a service back to a revision that is known to be good. */
export const rollback = verb({
  name: "rollback",
  declare: (command) =>
    command
      .description(
        "takes a service back to its last known good revision; the image it leaves stays away until its tag moves",
      )
      .argument("<service>", "cluster/service, as shop/api")
      .requiredOption("--reason <text>", "why, for everybody to read")
      .option("--to <revision>", "another revision: 3, api:3 or its ARN")
      .option("--by <name>", "who; else the caller's identity"),
  run: async (session, command) => {
    const [name] = command.args;
    const { reason, to, by } = command.opts<Options>();
    const gardener = await session.gardener();
    const found = await findService(gardener, name);
    const who = await whoAsks(session, by);
    const target = to === undefined ? undefined : await readRevision(gardener, found, to);
    const { state, left } = await rollBack(gardener, found, {
      by: who,
      reason,
      ...(target ? { to: target } : {}),
    });
    const { rollout } = state;
    if (!rollout) throw new Error(`${found.service} has no rollout`);
    const json = { service: found.service, rollout: rolloutInJson(rollout), leftToTheFunctions: left ?? null };
    if (rollout.status === "Failed") throw new Refused(`${found.service} was not rolled back: ${rollout.reason}`, json);
    const images = rollout.images.map(({ container, digest }) => `${container} on ${shortDigest(digest)}`);
    return {
      text: [
        `${found.service} is being rolled back${rollout.taskDefinition ? ` to ${shortArn(rollout.taskDefinition)}` : ""} (${listed(images)}) for ${who}: ${reason}`,
        ...(left === undefined ? [] : [`The functions take it up within two minutes: ${left}`]),
        "What its tags point to now is not rolled again until they move.",
      ],
      json,
    };
  },
});

/** The decision, saved and acted upon. `left`: why it was only saved. */
export async function rollBack(
  gardener: Gardener,
  target: Target,
  asked: Parameters<typeof decideRollback>[0]["asked"],
): Promise<{ readonly state: ServiceState; readonly left?: string }> {
  const { service } = target;
  let plannedId: string | undefined;
  try {
    const state = await settle(gardener, service, async () => {
      const read = (await readServices(gardener, [target], "tags")).get(service);
      if (!read) throw new Error(`${service} was not read`);
      const missingDigests = await missingDigestsOf(gardener, [read.state]);
      const decision = decideRollback({ ...read, now: gardener.environment.now(), asked, missingDigests });
      if (decision.refused !== undefined)
        throw new Refused(`${service} is not rolled back: ${decision.refused}.`, {
          service,
          refused: decision.refused,
        });
      plannedId = `${service}/${read.state.version + 1}`;
      return { state: read.state, decision };
    });
    return { state };
  } catch (error) {
    if (error instanceof Refused || plannedId === undefined) throw error;
    const state = await gardener.services.read(service);
    // Once the decision is saved it is made, whoever carries it out.
    if (state.rollout?.id !== plannedId || !isUnderWay(state.rollout)) throw error;
    return { state, left: failureInWords(error, undefined) };
  }
}

/** `3` is a revision of the family that the service runs. */
async function readRevision({ ecs }: Gardener, { service }: FoundService, to: string): Promise<TaskDefinitionSnapshot> {
  const described = (await ecs.describeServices([service])).get(service);
  const family = shortArn(described?.taskDefinition ?? "").replace(/:\d+$/, "");
  const name = /^\d+$/.test(to) ? `${family}:${to}` : to;
  try {
    return await ecs.describeTaskDefinition(name);
  } catch (error) {
    const kind = kindOfError(error);
    if ((kind === "refused" || kind === "gone") && (error as Error).name === "ClientException")
      throw new Refused(`ECS has no revision ${name}.`);
    throw error;
  }
}
