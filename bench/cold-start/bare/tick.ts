import { DescribeServicesCommand, DescribeTasksCommand, ECSClient, ListTasksCommand } from "@aws-sdk/client-ecs";
import { refreshIndex } from "./following.ts";
import { garden } from "./parameter.ts";
import { roll } from "./roll.ts";
import { claim, finishClaim, readState, saveState } from "./state.ts";
import { query, remove } from "./table.ts";
import { tell } from "./tell.ts";

const ecs = new ECSClient({});

/** What newcomers follow; the measured gardens have none. */
const FOLLOWED = { repository: "team/web", tag: "latest" };

/** What `tick` does when the bake of one service is over, as plain calls. */
export async function handler({ id }: { readonly id: string }): Promise<void> {
  await claim(id);
  const active = (await query("active")).map(({ sk }) => String(sk));
  for (const name of active) await readState(name);
  let reading: Promise<unknown> | undefined;
  const gardenOnce = (): Promise<unknown> => (reading ??= garden());
  for (const name of active) await completeAfterBake(name, gardenOnce);
  for (const name of await refreshIndex(gardenOnce)) {
    const service = await describe(name);
    if (service) await roll(ecs, service, FOLLOWED);
  }
  await finishClaim(id);
}

async function completeAfterBake(name: string, readGarden: () => Promise<unknown>): Promise<void> {
  const before = await readState(name);
  await readGarden();
  const described = await describe(name);
  const [cluster = "", service = ""] = name.split("/");
  const stopped = await ecs.send(new ListTasksCommand({ cluster, serviceName: service, desiredStatus: "STOPPED" }));
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: stopped.taskArns }));
  const { deploymentId, bakeUntil } = before.rollout ?? {};
  const crashed = tasks.find(({ startedBy }) => startedBy === deploymentId);
  if (crashed || described?.runningCount !== described?.desiredCount || Date.now() < Number(bakeUntil)) return;
  const after = await saveState(name, before, { status: "Completed" });
  await tell(name, after.version, { ...after.rollout });
  await remove("active", name);
}

async function describe(name: string) {
  const [cluster = "", service = ""] = name.split("/");
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  return services?.[0];
}
