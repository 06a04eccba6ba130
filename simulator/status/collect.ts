import type { Service } from "@aws-sdk/client-ecs";
import { describeService } from "../services/ecs/services/describe-service.ts";
import type { Simulator } from "../simulator.ts";
import type { SlackMessage } from "../slack/slack.ts";

/** Events of a service that the page shows; the newest say enough. */
const EVENTS_SHOWN = 5;

/** What the status page shows. */
export interface Status {
  readonly now: number;
  readonly speed: number;
  /** Names of the functions that run right now. */
  readonly running: readonly string[];
  readonly services: readonly ServiceStatus[];
  readonly threads: readonly SlackThread[];
}

export interface ServiceStatus {
  /** `cluster/service`, with account and Region where they are not the default ones. */
  readonly name: string;
  readonly runningCount: number;
  readonly desiredCount: number;
  readonly pendingCount: number;
  readonly deployments: readonly {
    readonly status: string;
    readonly rolloutState: string;
    readonly taskDefinition: string;
    readonly counts: string;
  }[];
  readonly events: readonly { readonly at: number; readonly message: string }[];
}

/** A message with its replies. */
export interface SlackThread {
  readonly message: SlackMessage;
  readonly replies: readonly SlackMessage[];
}

export function collectStatus(simulator: Simulator, speed: number): Status {
  const { world, slack } = simulator;
  return {
    now: world.now,
    speed,
    running: world.running,
    services: simulator.regions.flatMap((aws) =>
      [...aws.ecs.clusters.values()].flatMap((cluster) =>
        [...cluster.services.values()]
          .filter((service) => service.status !== "INACTIVE")
          .map((service) => {
            const place = aws === simulator.region() ? "" : `${aws.account} ${aws.region} `;
            return serviceStatus(`${place}${cluster.name}/${service.name}`, describeService(service));
          }),
      ),
    ),
    threads: slack.messages
      .filter((message) => message.threadTs === null)
      .map((message) => ({
        message,
        replies: slack.messages.filter(
          (reply) => reply.channelId === message.channelId && reply.threadTs === message.ts,
        ),
      })),
  };
}

function serviceStatus(name: string, service: Service): ServiceStatus {
  const { runningCount = 0, desiredCount = 0, pendingCount = 0, deployments = [], events = [] } = service;
  return {
    name,
    runningCount,
    desiredCount,
    pendingCount,
    deployments: deployments.map((deployment) => ({
      status: deployment.status ?? "",
      rolloutState: deployment.rolloutState ?? "",
      taskDefinition: deployment.taskDefinition?.split("/").at(-1) ?? "",
      counts: `${deployment.runningCount ?? 0} of ${deployment.desiredCount ?? 0} running`,
    })),
    events: events
      .slice(0, EVENTS_SHOWN)
      .map(({ createdAt, message }) => ({ at: createdAt?.getTime() ?? 0, message: message ?? "" })),
  };
}
