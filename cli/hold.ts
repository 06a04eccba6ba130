import type { Hold, ServiceState } from "../shared/core/model.ts";
import { isUnderWay } from "../shared/core/rollout/evolve.ts";
import { rollbackCall } from "../shared/core/rollout/in-words.ts";
import { restraintInWords } from "../shared/core/rollout/restraint.ts";
import { findService } from "./garden/find-service.ts";
import { whoAsks } from "./garden/identity.ts";
import { noteAndTell } from "./garden/note.ts";
import { holdInJson } from "./garden/view.ts";
import { verb } from "./verb.ts";

/** Stops new rollouts of one service, until it is resumed. */
export const hold = verb({
  name: "hold",
  declare: (command) =>
    command
      .description("stops new rollouts of a service; what is pushed meanwhile rolls when it is resumed")
      .argument("<service>", "cluster/service, as shop/api")
      .requiredOption("--reason <text>", "why, for everybody to read")
      .option("--by <name>", "who; else the caller's identity"),
  run: async (session, command) => {
    const [name] = command.args;
    const { reason, by } = command.opts<{ readonly reason: string; readonly by?: string }>();
    const gardener = await session.gardener();
    const { service } = await findService(gardener, name);
    const wanted: Hold = { by: await whoAsks(session, by), at: gardener.environment.now(), reason };
    const noted = await noteAndTell(gardener, service, (state) =>
      state.hold
        ? undefined
        : {
            fact: { kind: "ServiceHeld", at: wanted.at, hold: wanted },
            reason: `${wanted.by} holds ${service}: ${reason}`,
          },
    );
    if (noted.untold !== undefined)
      session.warn(`people are not told yet (${noted.untold}); the functions do it within a minute`);
    const held = noted.state.hold ?? wanted;
    const { rollout } = noted.state;
    return {
      text: [
        noted.changed
          ? `${service} takes no new image: ${restraintInWords({ kind: "held", hold: held })}.`
          : `${service} was held before, and stays so: ${restraintInWords({ kind: "held", hold: held })}.`,
        ...(isUnderWay(rollout)
          ? [`Its rollout that is under way (${rollout.status}) goes on${howToEnd(noted.state)}.`]
          : []),
        `gardener resume ${service} releases it.`,
      ],
      json: { service, changed: noted.changed, hold: holdInJson(held) },
    };
  },
});

/** Only what a push brought, and while there is something to go back to; `gardener why` says more. */
function howToEnd({ service, rollout, knownGood }: ServiceState): string {
  const isOnItsWayBack = rollout?.wayBack !== undefined || rollout?.askedBy !== undefined;
  return knownGood && !isOnItsWayBack ? `; ${rollbackCall(service)} ends it` : "";
}
