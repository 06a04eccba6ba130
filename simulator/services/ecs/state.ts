import type { Tag } from "@aws-sdk/client-ecs";
import { copyOf } from "../../faults/copy.ts";
import type { AwsRegion } from "../../region.ts";
import type { ClusterRecord, TaskDefinitionRecord } from "./model.ts";

/** Everything that ECS holds in one account and Region. */
export class EcsState {
  readonly aws: AwsRegion;
  /** By name; a deleted cluster stays INACTIVE until its name is used again. */
  readonly clusters = new Map<string, ClusterRecord>();
  /** Revisions by family, oldest first: revision N is at index N - 1, for ever. */
  readonly families = new Map<string, TaskDefinitionRecord[]>();

  constructor(aws: AwsRegion) {
    this.aws = aws;
  }

  /** A copy that stays as it is now. */
  snapshot(): EcsState {
    const snapshot = new EcsState(this.aws);
    // One copy of both: tasks and services refer to the very task definitions.
    const { clusters, families } = copyOf({ clusters: this.clusters, families: this.families });
    for (const [name, cluster] of clusters) snapshot.clusters.set(name, cluster);
    for (const [name, revisions] of families) snapshot.families.set(name, revisions);
    return snapshot;
  }

  /** What the Resource Groups Tagging API finds: everything that is alive and has tags. */
  taggedResources(): {
    readonly arn: string;
    readonly tags: readonly { readonly key: string; readonly value: string }[];
  }[] {
    const clusters = [...this.clusters.values()].filter((cluster) => cluster.status === "ACTIVE");
    const services = clusters
      .flatMap((cluster) => [...cluster.services.values()])
      .filter((service) => service.status !== "INACTIVE");
    const tasks = clusters
      .flatMap((cluster) => [...cluster.tasks.values()])
      .filter((task) => task.lastStatus !== "STOPPED");
    const taskDefinitions = [...this.families.values()]
      .flat()
      .filter(({ definition }) => definition.status === "ACTIVE");
    return [...clusters, ...services, ...tasks, ...taskDefinitions]
      .filter(({ tags }) => tags.length > 0)
      .map(({ arn, tags }) => ({ arn, tags: tags.map(complete) }));
  }
}

const complete = ({ key = "", value = "" }: Tag): { key: string; value: string } => ({ key, value });
