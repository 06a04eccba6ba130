import type { Cluster } from "@aws-sdk/client-ecs";
import type { ClusterRecord } from "../model.ts";
import { countTasks } from "../scheduler/counts.ts";

/** A cluster as DescribeClusters answers it, without what the caller must ask for by `include`. */
export function describeCluster(cluster: ClusterRecord): Cluster {
  const { running, pending } = countTasks([...cluster.tasks.values()].filter((task) => task.lastStatus !== "STOPPED"));
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: running,
    pendingTasksCount: pending,
    activeServicesCount: [...cluster.services.values()].filter((service) => service.status === "ACTIVE").length,
    statistics: [],
    tags: [],
    settings: [],
    capacityProviders: cluster.settings.capacityProviders ?? [],
    defaultCapacityProviderStrategy: cluster.settings.defaultCapacityProviderStrategy ?? [],
    serviceConnectDefaults: cluster.settings.serviceConnectDefaults,
  };
}
