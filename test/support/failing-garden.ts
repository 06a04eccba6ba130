import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  type ContainerDefinition,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import type { SQSEvent } from "aws-lambda";
import type { IncidentNotice } from "../../shared/core/model.ts";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { FARGATE, image, NETWORK } from "./ecs-region.ts";
import { LOG_GROUP, LOGS } from "./failing-shop.ts";
import { type GardenOptions, type GardenWorld, plantGarden } from "./garden.ts";
import { givenCluster } from "./steps.ts";

/** A garden with a cluster `shop` and a log group; its notices of incidents are kept instead of told. */
export interface WatchedGarden extends GardenWorld {
  /** As they come out of the queue. */
  readonly incidents: readonly IncidentNotice[];
}

export async function plantWatchedGarden(options: GardenOptions = {}): Promise<WatchedGarden> {
  const incidents: IncidentNotice[] = [];
  const keep = (event: unknown): Promise<unknown> => {
    for (const { body } of (event as SQSEvent).Records) {
      const notice = JSON.parse(body) as { readonly kind: string };
      if (notice.kind === "incident") incidents.push(notice as IncidentNotice);
    }
    return Promise.resolve({ batchItemFailures: [] });
  };
  const garden = await plantGarden({ ...options, factories: { notify: () => keep } });
  await givenCluster(garden);
  const logs = new CloudWatchLogsClient(inProcessClientOptions(garden.simulator));
  await logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
  return { ...garden, incidents };
}

/** A container; one without an image gets one that behaves so. */
export interface GivenContainer extends Partial<ContainerDefinition> {
  readonly behavior?: string;
}

/** Given a Fargate service `shop/<name>` of the garden, whose containers log. */
export async function givenServiceOf(
  { ecs, aws }: GardenWorld,
  serviceName: string,
  containers: readonly GivenContainer[],
  more: Partial<CreateServiceCommandInput> = {},
): Promise<void> {
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      ...FARGATE,
      family: serviceName,
      containerDefinitions: containers.map(({ behavior = "healthy", name = "web", ...container }) => {
        const tag = `${name}-${behavior.replaceAll(/[^a-z0-9]/g, "-")}`;
        if (!container.image) aws.ecr.push({ repository: "team/web", tag, behavior });
        return { name, image: image(tag), logConfiguration: LOGS, ...container };
      }),
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: "shop",
      serviceName,
      taskDefinition: serviceName,
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: NETWORK,
      tags: [{ key: "gardener:follow", value: "tag" }],
      ...more,
    }),
  );
}

/** How often `diagnose` called AWS's services, by operation; the garden's own store and queue left out. */
export const callsOfDiagnose = ({ simulator }: GardenWorld): Readonly<Record<string, number>> =>
  Object.fromEntries(
    simulator.calls
      .list()
      .filter(({ principal, operation }) => principal === "diagnose" && /^(?:ecs|ecr|logs|tagging):/.test(operation))
      .map(({ operation, count }) => [operation, count]),
  );
