import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { garden } from "./parameter.ts";
import { put, query } from "./table.ts";

const tagging = new ResourceGroupsTaggingAPIClient({});

/** Reads who follows beside what the index knows, notes when that was, and answers who is new, as `cluster/service`. */
export async function refreshIndex(readGarden: () => Promise<unknown> = garden): Promise<readonly string[]> {
  const [, following, known] = await Promise.all([
    readGarden(),
    tagging.send(
      new GetResourcesCommand({
        ResourceTypeFilters: ["ecs:service"],
        TagFilters: [{ Key: "gardener:follow" }],
        ResourcesPerPage: 100,
      }),
    ),
    query("index"),
  ]);
  await put({ pk: "index-meta", sk: "refreshed", at: Date.now() });
  const knownNames = new Set(known.map(({ sk }) => String(sk)));
  return (following.ResourceTagMappingList ?? [])
    .map(({ ResourceARN = "" }) => ResourceARN.split(":service/")[1] ?? "")
    .filter((name) => !knownNames.has(name));
}
