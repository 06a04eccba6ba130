import type { AwsRegion } from "../../region.ts";
import { uuid } from "../../random.ts";
import type { DeploymentRecord, ServiceRecord, TaskRecord } from "./model.ts";
import { describeTask } from "./tasks/describe-task.ts";
import { forEvent } from "./tasks/network-interface.ts";

/** What ECS tells EventBridge, and the sentences in `services[].events[]`. Shapes: developer guide, ecs_cwe_events. */

const SOURCE = "aws.ecs";

/** API reference, Service: events hold up to 100 of the latest. */
const SERVICE_EVENTS_MAX = 100;

/** `ECS Task State Change`. Health and tags are not in it (developer guide, ecs_task_events). */
export function emitTaskStateChange(aws: AwsRegion, task: TaskRecord): void {
  const { healthStatus: _, containers = [], attachments = [], ...rest } = describeTask(task);
  const detail = {
    ...rest,
    attachments: attachments.map(forEvent),
    containers: containers.map(({ healthStatus: _status, networkBindings: _bindings, ...container }) => container),
    updatedAt: new Date(aws.world.now),
  };
  aws.events.emit({
    source: SOURCE,
    detailType: "ECS Task State Change",
    resources: [task.arn],
    detail: asJson(detail),
  });
}

type DeploymentEvent = "SERVICE_DEPLOYMENT_IN_PROGRESS" | "SERVICE_DEPLOYMENT_COMPLETED" | "SERVICE_DEPLOYMENT_FAILED";

/** `ECS Deployment State Change`, and the service action of the same name (developer guide, ecs_service_events). */
export function emitDeploymentStateChange(
  aws: AwsRegion,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  eventName: DeploymentEvent,
): void {
  const eventType = eventName === "SERVICE_DEPLOYMENT_FAILED" ? "ERROR" : "INFO";
  aws.events.emit({
    source: SOURCE,
    detailType: "ECS Deployment State Change",
    resources: [service.arn],
    detail: {
      eventType,
      eventName,
      deploymentId: deployment.id,
      updatedAt: new Date(deployment.updatedAt).toISOString(),
      reason: deployment.rolloutStateReason,
    },
  });
  emitServiceAction(aws, service, { eventType, eventName, reason: deployment.rolloutStateReason });
}

/** `ECS Service Action`. */
export function emitServiceAction(
  aws: AwsRegion,
  service: ServiceRecord,
  action: {
    eventType: "INFO" | "WARN" | "ERROR";
    eventName: string;
    reason?: string;
    capacityProviderArns?: readonly string[];
    containerInstanceArns?: readonly string[];
  },
): void {
  aws.events.emit({
    source: SOURCE,
    detailType: "ECS Service Action",
    resources: [service.arn],
    detail: {
      ...action,
      clusterArn: service.cluster.arn,
      createdAt: new Date(aws.world.now).toISOString(),
    },
  });
}

/** Adds a sentence to the service's events; `(service NAME) ` is put before it. */
export function addServiceEvent(aws: AwsRegion, service: ServiceRecord, sentence: string): void {
  const event = {
    id: uuid(aws.world.random),
    createdAt: new Date(aws.world.now),
    message: `(service ${service.name}) ${sentence}`,
  };
  service.events = [event, ...service.events].slice(0, SERVICE_EVENTS_MAX);
}

/** Times become ISO strings, absent members vanish. */
const asJson = (value: object): unknown => JSON.parse(JSON.stringify(value));
