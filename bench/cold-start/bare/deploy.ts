import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import { refreshIndex } from "./following.ts";
import { roll } from "./roll.ts";
import { claim, finishClaim, readPause, readStates, renewClaim } from "./state.ts";
import { get, put, query } from "./table.ts";

const ecs = new ECSClient({});

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
  await get("index-meta", "refreshed");
  await refreshIndex();
  for (const { sk } of await query(`image#${repository}:${tag}`)) {
    const [cluster = "", service = ""] = String(sk).split("/");
    const [state = { version: 0 }] = await readStates([String(sk)]);
    await readPause();
    const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    for (const described of services) await roll(ecs, described, { repository, tag }, state, () => renewClaim(id));
  }
  await finishClaim(id);
}
