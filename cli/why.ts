import { findAnyService } from "./garden/find-service.ts";
import { viewServices } from "./garden/view.ts";
import { verb } from "./verb.ts";

/** Why a service runs what it runs, by the very look that the functions take. */
export const why = verb({
  name: "why",
  declare: (command) =>
    command
      .description("says which image a service should run, what was decided, what holds it and what would change it")
      .argument("<service>", "cluster/service, as shop/api"),
  run: async (session, { args: [name] }) => {
    const gardener = await session.gardener();
    const [view] = await viewServices(gardener, [await findAnyService(gardener, name)]);
    if (!view) throw new Error(`${name} was not read`);
    const { service, cause, sentences, next } = view.explanation;
    return { text: [`${service}: ${cause}`, ...sentences, `Next: ${next}`], json: view.explanation };
  },
});
