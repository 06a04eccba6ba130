import { BatchGetImageCommand, ECRClient } from "@aws-sdk/client-ecr";
import { DescribeServicesCommand, DescribeTasksCommand, ECSClient, ListTasksCommand } from "@aws-sdk/client-ecs";
import { refreshIndex } from "./following.ts";
import { garden, putParameter } from "./parameter.ts";
import { claim, finishClaim, readPause, readStates, saveState, type State } from "./state.ts";
import { get, query, remove } from "./table.ts";
import { tell } from "./tell.ts";

const ecs = new ECSClient({});
const ecr = new ECRClient({});

const SWEEP_PARTS = 5;

/** What `tick` does when the bake of one service is over, as plain calls. */
export async function handler({ id, time }: { readonly id: string; readonly time: string }): Promise<void> {
  await claim(id);
  const reading = garden();
  const gardenOnce = (): Promise<unknown> => reading;
  await gardenOnce();
  await get("garden", "in-force");
  const active = (await query("active")).map(({ sk }) => String(sk));
  await readStates(active);
  for (const name of active) await get("index", name);
  for (const [index, state] of (await readStates(active)).entries())
    await completeAfterBake(active[index] ?? "", state);
  await refreshIndex(gardenOnce);
  const part = Math.floor(Date.parse(time) / 60_000) % SWEEP_PARTS;
  const swept = (await query("index")).filter(({ sk }) => partOf(String(sk)) === part);
  for (const { sk, entry } of swept) await sweep(String(sk), entry);
  await query("incidents");
  await finishClaim(id);
}

async function completeAfterBake(name: string, before: State): Promise<void> {
  await readPause();
  const described = await describe(name);
  const [cluster = "", service = ""] = name.split("/");
  const stopped = await ecs.send(new ListTasksCommand({ cluster, serviceName: service, desiredStatus: "STOPPED" }));
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: stopped.taskArns }));
  const { deploymentId, bakeUntil } = before.rollout ?? {};
  const crashed = tasks.find(({ startedBy }) => startedBy === deploymentId);
  if (crashed || described?.runningCount !== described?.desiredCount || Date.now() < Number(bakeUntil)) return;
  const completed = await saveState(name, before, { status: "Completed" });
  await readPause();
  await putParameter(`${process.env["PUBLISHED_PREFIX"]}/${name}/web`, described?.taskDefinition ?? "");
  await tell(name, await saveState(name, completed, { published: true }));
  await remove("active", name);
}

/** A service that is at rest: what it runs, and what its tag points to. */
async function sweep(name: string, entry: unknown): Promise<void> {
  await readStates([name]);
  await readPause();
  await describe(name);
  const [image = ":"] = (entry as { readonly images: readonly string[] }).images;
  const [repositoryName = "", imageTag = ""] = image.split(":");
  await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag }] }));
}

async function describe(name: string) {
  const [cluster = "", service = ""] = name.split("/");
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  return services?.[0];
}

function partOf(service: string): number {
  let hash = 0;
  for (const character of service) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash % SWEEP_PARTS;
}
