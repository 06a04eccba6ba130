import type { DeleteClusterRequest, DeleteClusterResponse } from "@aws-sdk/client-ecs";
import { type Action, AwsError } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { describeCluster } from "../clusters/describe-cluster.ts";
import { clusterOf } from "../find.ts";

export const deleteCluster: Action<Checked<DeleteClusterRequest>, DeleteClusterResponse> = (input, { aws }) => {
  const cluster = clusterOf(aws, input.cluster);
  if ([...cluster.services.values()].some(({ status }) => status === "ACTIVE"))
    throw new AwsError("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.");
  if ([...cluster.tasks.values()].some(({ lastStatus }) => lastStatus !== "STOPPED"))
    throw new AwsError("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.");
  cluster.status = "INACTIVE";
  return { cluster: describeCluster(cluster) };
};
