import type { ListClustersRequest, ListClustersResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { ecsPage } from "../paging.ts";

export const listClusters: Action<Checked<ListClustersRequest>, ListClustersResponse> = (input, { aws }) => {
  const arns = [...aws.ecs.clusters.values()].filter(({ status }) => status === "ACTIVE").map(({ arn }) => arn);
  const { items, nextToken } = ecsPage(arns, input);
  return { clusterArns: items, nextToken };
};
