import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import { refreshIndex } from "./following.ts";
import { garden } from "./parameter.ts";
import { roll } from "./roll.ts";
import { claim, finishClaim, readPause, readStates, renewClaim } from "./state.ts";
import { get, put, query } from "./table.ts";

const ecs = new ECSClient({});

/** Ticks refresh it each minute. */
const INDEX_TRUSTED_MILLISECONDS = 90_000;

interface PushEvent {
  readonly id: string;
  readonly time: string;
  readonly detail: { readonly "repository-name": string; readonly "image-tag": string };
}

/** What `deploy` does about a push, as plain calls. */
export async function handler({ id, time, detail }: PushEvent): Promise<void> {
  const { "repository-name": repository, "image-tag": tag } = detail;
  await claim(id);
  await put({ pk: `push#${repository}:${tag}`, sk: "push", at: Date.parse(time) });
  const refreshed = await get("index-meta", "refreshed");
  if (Date.now() - Number(refreshed?.["at"] ?? 0) > INDEX_TRUSTED_MILLISECONDS) await refreshIndex();
  for (const { sk } of await query(`image#${repository}:${tag}`)) {
    const [cluster = "", service = ""] = String(sk).split("/");
    const [state = { version: 0 }] = await readStates([String(sk)]);
    await garden();
    await readPause();
    const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    for (const described of services) await roll(ecs, described, { repository, tag }, state, () => renewClaim(id));
  }
  await finishClaim(id);
}
