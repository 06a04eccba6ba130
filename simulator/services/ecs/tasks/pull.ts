import type { AwsRegion } from "../../../region.ts";
import { workloadOf } from "../../../workload/behaviors.ts";
import type { Workload } from "../../../workload/workload.ts";
import { type FoundImage, findImage } from "../image-reference.ts";
import type { ContainerRecord, TaskRecord } from "../model.ts";

/** What a task pulls, and how a failed pull is told. */

/** Tries of Fargate to pull a manifest, as its error text tells. */
const PULL_TRIES = 5;

const resolvedDigest = (task: TaskRecord, container: ContainerRecord): string | undefined =>
  task.owner?.deployment.revision.digests.get(container.definition.name);

/** The image of a container in the registry now; undefined where there is none. */
export const imageOf = (aws: AwsRegion, task: TaskRecord, container: ContainerRecord): FoundImage | undefined =>
  findImage(aws, container.definition.image, resolvedDigest(task, container));

/** What the pull asks the registry for: the tag, or the digest that the deployment resolved it to. */
export function pulledName(task: TaskRecord, container: ContainerRecord): string {
  const digest = resolvedDigest(task, container);
  if (!digest) return container.definition.image;
  const [name = ""] = container.definition.image.split("@");
  const colon = name.lastIndexOf(":");
  return `${colon > name.lastIndexOf("/") ? name.slice(0, colon) : name}@${digest}`;
}

/** A pull that did not get as far as the manifest. */
export const manifestNotPulled = (why: string, tries = PULL_TRIES): string =>
  `CannotPullContainerError: pull image manifest has been retried ${tries} time(s): ${why}`;

/** Why the manifests cannot be pulled: the first image that is not there. */
export function missingImage(aws: AwsRegion, task: TaskRecord): string | undefined {
  const missing = task.containers.find((container) => !imageOf(aws, task, container));
  if (!missing) return undefined;
  const image = pulledName(task, missing);
  return manifestNotPulled(`failed to resolve ref ${image}: ${image}: not found`);
}

/** What a container's image does; a healthy program where the image says nothing. */
export const workloadIn = (aws: AwsRegion, task: TaskRecord, container: ContainerRecord): Workload =>
  workloadOf(imageOf(aws, task, container)?.behavior, {
    hasHealthCheck: container.definition.healthCheck !== undefined,
  });

/** The manifests are there; but one of them, or every part of an index, is for another platform than the task's. */
export function otherPlatform(aws: AwsRegion, task: TaskRecord): string | undefined {
  const platform = platformOf(task);
  const fits = (container: ContainerRecord): boolean =>
    workloadIn(aws, task, container).pullFailure !== "platform" &&
    (imageOf(aws, task, container)?.platforms?.includes(platform) ?? true);
  if (task.containers.every(fits)) return undefined;
  return manifestNotPulled(`image Manifest does not contain descriptor matching platform '${platform}'`, 1);
}

/** Without runtimePlatform a task runs on X86_64 (API reference, RuntimePlatform). */
const platformOf = ({ taskDefinition }: TaskRecord): string =>
  taskDefinition.definition.runtimePlatform?.cpuArchitecture === "ARM64" ? "linux/arm64" : "linux/amd64";

/** The layers of an image are more than the task's disk holds (containerd's words; issue 1598 of aws/containers-roadmap). */
export function diskFull(aws: AwsRegion, task: TaskRecord): string | undefined {
  const tooBig = task.containers.find((container) => workloadIn(aws, task, container).pullFailure === "space");
  const digest = tooBig && imageOf(aws, task, tooBig)?.digest;
  if (!digest) return undefined;
  return `CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer ${digest}: write /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/12/fs/app/model.bin: no space left on device: unknown`;
}
