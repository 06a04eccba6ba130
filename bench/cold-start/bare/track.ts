import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import { garden } from "./parameter.ts";
import { claim, finishClaim, readPause, readState, readStates, saveState } from "./state.ts";
import { get } from "./table.ts";
import { tell } from "./tell.ts";

const ecs = new ECSClient({});

/** As long as the garden file's default. */
const BAKE_MILLISECONDS = 5 * 60_000;

interface DeploymentEvent {
  readonly id: string;
  readonly resources: readonly string[];
}

/** What `track` does when ECS calls a deployment complete, as plain calls. */
export async function handler({ id, resources }: DeploymentEvent): Promise<void> {
  await claim(id);
  const name = resources[0]?.split(":service/")[1] ?? "";
  const [cluster = "", service = ""] = name.split("/");
  await readState(name);
  await get("index", name);
  const [before = { version: 0 }] = await readStates([name]);
  await garden();
  await readPause();
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const ours = services?.[0]?.deployments?.find((deployment) => deployment.id === before.rollout?.["deploymentId"]);
  if (ours?.rolloutState !== "COMPLETED") throw new Error(`${ours?.id} is ${ours?.rolloutState}`);
  await tell(name, await saveState(name, before, { status: "Baking", bakeUntil: Date.now() + BAKE_MILLISECONDS }));
  await finishClaim(id);
}
