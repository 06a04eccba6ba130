import { DescribeServicesCommand, ECSClient, type Service } from "@aws-sdk/client-ecs";
import { garden } from "./parameter.ts";
import { roll } from "./roll.ts";
import { claim, finishClaim, readPause, readState, readStates, renewClaim, type State, saveState } from "./state.ts";
import { get } from "./table.ts";
import { tell } from "./tell.ts";

const ecs = new ECSClient({});

/** As long as the garden file's default. */
const BAKE_MILLISECONDS = 5 * 60_000;

interface DeploymentEvent {
  readonly id: string;
  readonly resources: readonly string[];
}

/** What `track` does when ECS tells of a deployment, as plain calls. */
export async function handler({ id, resources }: DeploymentEvent): Promise<void> {
  await claim(id);
  const name = resources[0]?.split(":service/")[1] ?? "";
  const [cluster = "", service = ""] = name.split("/");
  await readState(name);
  const known = await get("index", name);
  const [before = { version: 0 }] = await readStates([name]);
  await garden();
  await readPause();
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  for (const described of services)
    if (before.rollout?.["status"] === "InProgress") await bakeWhenComplete(name, described, before);
    else await rollToTags(described, known?.["entry"], before, () => renewClaim(id));
  await finishClaim(id);
}

async function bakeWhenComplete(name: string, { deployments = [] }: Service, before: State): Promise<void> {
  const ours = deployments.find((deployment) => deployment.id === before.rollout?.["deploymentId"]);
  if (ours?.rolloutState !== "COMPLETED") return;
  await tell(name, await saveState(name, before, { status: "Baking", bakeUntil: Date.now() + BAKE_MILLISECONDS }));
}

/** A service that was just created, or that somebody else deployed. */
async function rollToTags(described: Service, entry: unknown, before: State, keepClaim: () => Promise<void>) {
  for (const image of (entry as { readonly images?: readonly string[] } | undefined)?.images ?? []) {
    const [repository = "", tag = ""] = image.split(":");
    await roll(ecs, described, { repository, tag }, before, keepClaim);
  }
}
