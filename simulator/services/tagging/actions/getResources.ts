import type { GetResourcesInput, GetResourcesOutput, TagFilter } from "@aws-sdk/client-resource-groups-tagging-api";
import { type Action, AwsError } from "../../../aws.ts";
import { refuseParameters } from "../../../not-simulated.ts";
import { page } from "../../../page.ts";

/** Most resources in one page, and the default (Resource Groups Tagging API reference, GetResources; the default is inferred). */
const RESOURCES_PER_PAGE_MAX = 100;

/** Most tag filters in one request (API reference, GetResources). */
const TAG_FILTERS_MAX = 50;

interface TaggedResource {
  readonly arn: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** Resource Groups Tagging API reference, GetResources. Knows resources of ECS. An empty PaginationToken ends the list. */
export const getResources: Action<GetResourcesInput, GetResourcesOutput> = (input, { aws }) => {
  refuseParameters("GetResources", input, [
    "TagsPerPage",
    "IncludeComplianceDetails",
    "ExcludeCompliantResources",
    "ResourceARNList",
  ]);
  const size = input.ResourcesPerPage ?? RESOURCES_PER_PAGE_MAX;
  if (!Number.isInteger(size) || size < 1 || size > RESOURCES_PER_PAGE_MAX)
    throw invalid(`ResourcesPerPage must be between 1 and ${RESOURCES_PER_PAGE_MAX}`);
  const tagFilters = input.TagFilters ?? [];
  if (tagFilters.length > TAG_FILTERS_MAX) throw invalid(`TagFilters must have at most ${TAG_FILTERS_MAX} members`);
  const types = input.ResourceTypeFilters ?? [];
  const found = aws.ecs
    .taggedResources()
    .filter((resource) => resource.tags.length > 0)
    .filter((resource) => types.length === 0 || types.some((type) => isOfType(resource, type)))
    .filter((resource) => tagFilters.every((filter) => hasTag(resource, filter)));
  const { items, nextToken } = page(found, {
    size,
    token: input.PaginationToken || undefined,
    invalidToken: () =>
      new AwsError("PaginationTokenExpiredException", "The specified pagination token is expired or was never given."),
  });
  return {
    PaginationToken: nextToken ?? "",
    ResourceTagMappingList: items.map(({ arn, tags }) => ({
      ResourceARN: arn,
      Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
    })),
  };
};

/** `ecs:service` is a service and a resource type, `ecs` every resource of the service. */
function isOfType({ arn }: TaggedResource, filter: string): boolean {
  const [service, type] = filter.split(":");
  const [, , arnService, , , resource] = arn.split(":");
  return service === arnService && (type === undefined || type === resource?.split("/")[0]);
}

/** A filter without values asks for the key alone; several values mean any of them. */
function hasTag({ tags }: TaggedResource, { Key, Values = [] }: TagFilter): boolean {
  if (Key === undefined) throw invalid("TagFilters need a Key");
  return tags.some(({ key, value }) => key === Key && (Values.length === 0 || Values.includes(value)));
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
