import { BatchGetImageCommand, ECRClient } from "@aws-sdk/client-ecr";
import {
  DescribeServiceRevisionsCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  type Service,
  type TaskDefinition,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { claim, readPause, readQuarantine, readState, renewClaim, type State, saveState } from "./state.ts";
import { tell } from "./tell.ts";

const ecr = new ECRClient({});

/** Looks at a service, and rolls its container `web` onto what the tag points to now. */
export async function roll(
  ecs: ECSClient,
  { serviceName = "", clusterArn = "", taskDefinition, currentServiceRevisions = [] }: Service,
  { repository, tag }: { readonly repository: string; readonly tag: string },
  before: State,
  keepClaim: () => Promise<void>,
): Promise<void> {
  const cluster = clusterArn.split("/")[1] ?? "";
  const name = `${cluster}/${serviceName}`;
  const revision = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] }));
  const serviceRevisionArns = currentServiceRevisions.map(({ arn = "" }) => arn);
  const running = await ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns }));
  const image = running.serviceRevisions?.[0]?.containerImages?.find(({ containerName }) => containerName === "web");
  const { images } = await ecr.send(
    new BatchGetImageCommand({
      repositoryName: repository,
      imageIds: [{ imageTag: tag }, { imageDigest: image?.imageDigest }],
      acceptedMediaTypes: [
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.index.v1+json",
      ],
    }),
  );
  const digest = images?.find(({ imageId }) => imageId?.imageTag === tag)?.imageId?.imageDigest;
  if (digest === undefined) return;
  const isQuarantined = await readQuarantine(name, digest);
  await keepClaim();
  if (isQuarantined || digest === image?.imageDigest) return;

  const id = `${name}/${before.version + 1}`;
  const planned = await saveState(name, before, { id, status: "Planned", digest, plannedAt: Date.now() });
  const pinned = `${image?.image?.split("/")[0]}/${repository}@${digest}`;
  await readPause();
  const family = `family/${revision.taskDefinition?.family}`;
  await claim(family);
  const copy = await copyRevision(ecs, revision.taskDefinition, pinned, id);
  await saveState(name, planned, { taskDefinition: copy });
  await renewClaim(family, 0);
  await readPause();
  const registered = await readState(name);
  const updated = await ecs.send(new UpdateServiceCommand({ cluster, service: serviceName, taskDefinition: copy }));
  const deploymentId = updated.service?.deployments?.find(({ status }) => status === "PRIMARY")?.id;
  await tell(name, await saveState(name, registered, { status: "InProgress", deploymentId }));
}

async function copyRevision(ecs: ECSClient, taskDefinition: TaskDefinition | undefined, image: string, id: string) {
  const copied = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: taskDefinition?.family,
      networkMode: taskDefinition?.networkMode,
      requiresCompatibilities: taskDefinition?.requiresCompatibilities,
      cpu: taskDefinition?.cpu,
      memory: taskDefinition?.memory,
      executionRoleArn: taskDefinition?.executionRoleArn,
      containerDefinitions: (taskDefinition?.containerDefinitions ?? []).map((container) =>
        container.name === "web" ? { ...container, image } : container,
      ),
      tags: [{ key: "gardener:rollout", value: id }],
    }),
  );
  return copied.taskDefinition?.taskDefinitionArn;
}
