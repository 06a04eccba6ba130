import type { ImageTagMutability } from "@aws-sdk/client-ecr";
import { invalidParameter } from "./errors.ts";

/** Whether tags can move (Amazon ECR user guide, image-tag-mutability). */
export interface TagMutability {
  readonly imageTagMutability: ImageTagMutability;
  readonly imageTagMutabilityExclusionFilters?: { filterType: "WILDCARD"; filter: string }[];
}

/** Amazon ECR API reference, CreateRepository. */
const EXCLUSION_FILTERS_MAX = 5;

/** Amazon ECR user guide, image-tag-mutability: a filter holds up to two wildcards. */
const WILDCARDS_PER_FILTER_MAX = 2;

const FILTER = /^[0-9a-zA-Z._*-]{1,128}$/;

/** Throws InvalidParameterException for filters that do not go with the setting (inferred). */
export function tagMutability(
  setting: ImageTagMutability | undefined = "MUTABLE",
  filters: readonly { filterType: "WILDCARD"; filter: string }[] = [],
): TagMutability {
  switch (setting) {
    case "MUTABLE":
    case "IMMUTABLE":
      if (filters.length > 0) throw invalidFilters(`must be empty when imageTagMutability is ${setting}`);
      return { imageTagMutability: setting };
    case "MUTABLE_WITH_EXCLUSION":
    case "IMMUTABLE_WITH_EXCLUSION":
      if (filters.length === 0 || filters.length > EXCLUSION_FILTERS_MAX)
        throw invalidFilters(`must hold 1 to ${EXCLUSION_FILTERS_MAX} filters when imageTagMutability is ${setting}`);
      for (const { filter } of filters)
        if (!FILTER.test(filter) || filter.split("*").length - 1 > WILDCARDS_PER_FILTER_MAX)
          throw invalidFilters(`${filter} is not a tag with at most ${WILDCARDS_PER_FILTER_MAX} wildcards`);
      return { imageTagMutability: setting, imageTagMutabilityExclusionFilters: [...filters] };
    default:
      throw unknownSetting(setting);
  }
}

/** Whether this tag, once given, stays where it is. */
export function isImmutable(mutability: TagMutability, tag: string): boolean {
  const { imageTagMutability: setting, imageTagMutabilityExclusionFilters: filters = [] } = mutability;
  const isExcluded = filters.some(({ filter }) => matchesWildcard(filter, tag));
  switch (setting) {
    case "MUTABLE":
      return false;
    case "IMMUTABLE":
      return true;
    case "MUTABLE_WITH_EXCLUSION":
      return isExcluded;
    case "IMMUTABLE_WITH_EXCLUSION":
      return !isExcluded;
    default:
      throw unknownSetting(setting);
  }
}

function matchesWildcard(filter: string, tag: string): boolean {
  const pattern = filter.split("*").map((literal) => literal.replaceAll(".", String.raw`\.`));
  return new RegExp(`^${pattern.join(".*")}$`).test(tag);
}

const invalidFilters = (constraint: string): Error =>
  invalidParameter("imageTagMutabilityExclusionFilters", constraint);

const unknownSetting = (setting: never): Error =>
  invalidParameter("imageTagMutability", `${String(setting)} is not a tag mutability setting`);
