import { GetResourcesCommand, type ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import type { ServiceName } from "../core/model.ts";

/** The calls to the Resource Groups Tagging API that we make. */
export interface Tagging {
  /**
   * Every ECS service with that tag, and its value: a call per 100 such services, whatever the fleet. It lags behind ECS,
   * which may know of a service, or of its tag, earlier.
   */
  services(tag: string): Promise<ReadonlyMap<ServiceName, string>>;
}

/** The most that one page of GetResources holds (Resource Groups Tagging API, GetResources). */
const RESOURCES_PER_PAGE = 100;

export function createTagging(client: ResourceGroupsTaggingAPIClient): Tagging {
  return {
    async services(tag) {
      const tagged = new Map<ServiceName, string>();
      let token: string | undefined;
      do {
        const answer = await client.send(
          new GetResourcesCommand({
            ResourceTypeFilters: ["ecs:service"],
            TagFilters: [{ Key: tag }],
            ResourcesPerPage: RESOURCES_PER_PAGE,
            ...(token ? { PaginationToken: token } : {}),
          }),
        );
        for (const { ResourceARN = "", Tags = [] } of answer.ResourceTagMappingList ?? []) {
          const name = ResourceARN.split(":service/")[1];
          const value = Tags.find(({ Key }) => Key === tag)?.Value;
          if (name?.includes("/") && value !== undefined) tagged.set(name, value);
        }
        token = answer.PaginationToken;
      } while (token);
      return tagged;
    },
  };
}
