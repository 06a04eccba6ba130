import type { AwsRegion } from "../../region.ts";
import { uuid } from "../../random.ts";

/** One event as rules see it and targets receive it (ECS developer guide, "Amazon ECS events"). */
export interface BusEvent {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds, UTC. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** What a service says when it emits an event; the envelope around it is the bus's. */
export interface Emission {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
  /** Epoch milliseconds; now if not said. */
  readonly time?: number;
}

/** Puts the envelope around an emission. */
export function envelop(aws: AwsRegion, { source, detailType, resources, detail, time }: Emission): BusEvent {
  return {
    version: "0",
    id: uuid(aws.world.random),
    "detail-type": detailType,
    source,
    account: aws.account,
    time: wholeSeconds(time ?? aws.world.now),
    region: aws.region,
    resources,
    detail,
  };
}

const wholeSeconds = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
