import type { CreateClusterRequest, CreateClusterResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { describeCluster } from "../clusters/describe-cluster.ts";
import { invalidParameter } from "../errors.ts";
import { DEFAULT_CLUSTER } from "../find.ts";
import type { ClusterRecord } from "../model.ts";
import { clusterArn } from "../names.ts";
import { mergeTags } from "../tags.ts";

/** API reference, CreateCluster: up to 255 letters, digits, underscores and hyphens. */
const CLUSTER_NAME = /^[A-Za-z0-9_-]{1,255}$/;

/** An ACTIVE cluster of that name is answered as it is. */
export const createCluster: Action<Checked<CreateClusterRequest>, CreateClusterResponse> = (input, { aws }) => {
  const { clusterName: name = DEFAULT_CLUSTER, tags = [], ...settings } = input;
  if (!CLUSTER_NAME.test(name)) throw invalidParameter("Identifier contains invalid characters.");
  const existing = aws.ecs.clusters.get(name);
  if (existing?.status === "ACTIVE") return { cluster: describeCluster(existing) };
  const cluster: ClusterRecord = {
    arn: clusterArn(aws, name),
    name,
    status: "ACTIVE",
    tags: mergeTags([], tags),
    settings,
    services: new Map(),
    tasks: new Map(),
    stoppedTasks: [],
    runTaskCalls: new Map(),
  };
  aws.ecs.clusters.set(name, cluster);
  return {
    cluster: {
      ...describeCluster(cluster),
      tags: cluster.tags,
      settings: settings.settings ?? [],
      configuration: settings.configuration,
    },
  };
};
