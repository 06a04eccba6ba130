import { GetResourcesCommand, type ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { FOLLOW_TAG } from "../core/images/follow.ts";
import type { ServiceName } from "../core/model.ts";

/** The calls to the Resource Groups Tagging API that we make. */
export interface Tagging {
  /**
   * Every ECS service with the tag `gardener:follow`, and its value: a call per 100 such services, whatever the fleet.
   * It lags behind ECS, which may know of a service, or of its tag, earlier.
   */
  followingServices(): Promise<ReadonlyMap<ServiceName, string>>;
}

/** The most that one page of GetResources holds (Resource Groups Tagging API, GetResources). */
const RESOURCES_PER_PAGE = 100;

export function createTagging(client: ResourceGroupsTaggingAPIClient): Tagging {
  return {
    async followingServices() {
      const following = new Map<ServiceName, string>();
      let token: string | undefined;
      do {
        const answer = await client.send(
          new GetResourcesCommand({
            ResourceTypeFilters: ["ecs:service"],
            TagFilters: [{ Key: FOLLOW_TAG }],
            ResourcesPerPage: RESOURCES_PER_PAGE,
            ...(token ? { PaginationToken: token } : {}),
          }),
        );
        for (const { ResourceARN = "", Tags = [] } of answer.ResourceTagMappingList ?? []) {
          const name = ResourceARN.split(":service/")[1];
          const follow = Tags.find(({ Key }) => Key === FOLLOW_TAG)?.Value;
          if (name?.includes("/") && follow !== undefined) following.set(name, follow);
        }
        token = answer.PaginationToken;
      } while (token);
      return following;
    },
  };
}
