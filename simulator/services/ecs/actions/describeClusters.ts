import type { Cluster, DescribeClustersRequest, DescribeClustersResponse, Failure } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { describeCluster } from "../clusters/describe-cluster.ts";
import { invalidParameter } from "../errors.ts";
import { DEFAULT_CLUSTER } from "../find.ts";
import { clusterArn, lastPart } from "../names.ts";

/** API reference, DescribeClusters. */
const CLUSTERS_MAX = 100;

export const describeClusters: Action<Checked<DescribeClustersRequest>, DescribeClustersResponse> = (
  input,
  { aws },
) => {
  const { clusters: asked = [DEFAULT_CLUSTER], include = [] } = input;
  if (asked.length > CLUSTERS_MAX) throw invalidParameter(`Clusters can have at most ${CLUSTERS_MAX} entries.`);
  const clusters: Cluster[] = [];
  const failures: Failure[] = [];
  for (const nameOrArn of asked) {
    const arn = clusterArn(aws, lastPart(nameOrArn));
    const cluster = aws.ecs.clusters.get(lastPart(nameOrArn));
    if (!cluster || (nameOrArn.includes(":") && nameOrArn !== arn))
      failures.push({ arn: nameOrArn.includes(":") ? nameOrArn : arn, reason: "MISSING" });
    else
      clusters.push({
        ...describeCluster(cluster),
        ...(include.includes("TAGS") ? { tags: cluster.tags } : {}),
        ...(include.includes("SETTINGS") ? { settings: cluster.settings.settings ?? [] } : {}),
        ...(include.includes("CONFIGURATIONS") ? { configuration: cluster.settings.configuration } : {}),
      });
  }
  return { clusters, failures };
};
