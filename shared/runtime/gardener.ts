import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SSMClient } from "@aws-sdk/client-ssm";
import { createTable } from "../aws/dynamodb.ts";
import { createEcr, type Ecr } from "../aws/ecr.ts";
import { createEcs, type Ecs } from "../aws/ecs.ts";
import { type Bus, createBus } from "../aws/eventbridge.ts";
import { createNotices, createSqsClient, type Notices } from "../aws/sqs.ts";
import { createParameters, type Parameters } from "../aws/ssm.ts";
import type { Garden } from "../config/garden.ts";
import type { Registry } from "../core/images/follow.ts";
import { type Claims, createClaims } from "../store/claims.ts";
import { createFailures, type Failures } from "../store/failures.ts";
import { createGardenStore, type GardenStore } from "../store/garden.ts";
import { createImageIndex, type ImageIndex } from "../store/image-index.ts";
import { createIncidents, type Incidents } from "../store/incidents.ts";
import { createPauseSwitch, type PauseSwitch } from "../store/pause.ts";
import { createQuarantineStore, type QuarantineStore } from "../store/quarantines.ts";
import { createServices, type Services } from "../store/services.ts";
import { type Environment, required } from "./environment.ts";
import { createGardenReader } from "./garden.ts";

/** What the functions that roll services work with. */
export interface Gardener {
  readonly environment: Environment;
  readonly registry: Registry;
  readonly garden: () => Promise<Garden>;
  readonly ecs: Ecs;
  readonly ecr: Ecr;
  readonly parameters: Parameters;
  /** Parameters with the images that run well are named `<prefix>/<cluster>/<service>/<container>`. */
  readonly publishedPrefix: string;
  readonly bus: Bus;
  readonly notices: Notices;
  readonly claims: Claims;
  readonly services: Services;
  readonly quarantines: QuarantineStore;
  readonly pause: PauseSwitch;
  readonly gardenStore: GardenStore;
  readonly imageIndex: ImageIndex;
  readonly failures: Failures;
  readonly incidents: Incidents;
}

export function createGardener(environment: Environment): Gardener {
  const { clientOptions, connect } = environment;
  const table = createTable(connect(new DynamoDBClient(clientOptions)), required(environment, "GARDEN_TABLE"));
  const parameters = createParameters(connect(new SSMClient(clientOptions)));
  return {
    environment,
    registry: { account: required(environment, "GARDEN_ACCOUNT"), region: required(environment, "AWS_REGION") },
    parameters,
    publishedPrefix: required(environment, "PUBLISHED_PREFIX"),
    garden: createGardenReader(environment, parameters),
    ecs: createEcs(connect(new ECSClient(clientOptions))),
    ecr: createEcr(connect(new ECRClient(clientOptions))),
    bus: createBus(connect(new EventBridgeClient(clientOptions))),
    notices: createNotices(connect(createSqsClient(clientOptions)), required(environment, "NOTICES_QUEUE_URL")),
    claims: createClaims(table),
    services: createServices(table),
    quarantines: createQuarantineStore(table),
    pause: createPauseSwitch(table),
    gardenStore: createGardenStore(table),
    imageIndex: createImageIndex(table),
    failures: createFailures(table),
    incidents: createIncidents(table),
  };
}
