import { createHash } from "node:crypto";
import type { Garden } from "../config/garden.ts";
import { channelFor } from "../config/routing.ts";
import type { AnyNotice, ServiceName, Severity } from "../core/model.ts";
import { servicesOf, severityOf } from "../core/notice.ts";

/** Notices that nobody is told of have a group too; `notify` says that nobody is to be told. */
const NOBODY = "no-channel";

/** Channels of Slack begin otherwise. */
const SINK_PREFIX = "sink:";

/** A group of the queue that a notice goes to. */
export interface Group {
  readonly group: string;
  /** Only to bring up to date what was told there before, of another severity: it is no first message. */
  readonly isFollowUp: boolean;
}

/**
 * The groups that a notice goes to: the channels of Slack's bot that its routes name, and one for each other sink. A
 * topic's severity may change, and its message would stand still in the channel of the one before, so that follows up.
 */
export function groupsOf(
  garden: Pick<Garden, "notify">,
  notice: AnyNotice,
  teams: ReadonlyMap<ServiceName, string>,
): readonly Group[] {
  const severity = severityOf(notice);
  const home = channelsOf(garden, notice, severity, teams);
  const others = changesSeverity(notice)
    ? SEVERITIES.flatMap((other) => channelsOf(garden, notice, other, teams)).filter(
        (channel) => !home.includes(channel),
      )
    : [];
  const groups = [
    ...home.map((channel) => ({ group: groupOfChannel(channel), isFollowUp: false })),
    ...[...new Set(others)].map((channel) => ({ group: groupOfChannel(channel), isFollowUp: true })),
    ...Object.keys(garden.notify.sinks).map((name) => ({ group: groupOfSink(name), isFollowUp: false })),
  ];
  return groups.length > 0 ? groups : [{ group: NOBODY, isFollowUp: false }];
}

const SEVERITIES: readonly Severity[] = ["critical", "warning", "info"];

const changesSeverity = ({ kind }: AnyNotice): boolean => kind === "rollout" || kind === "incident";

/** An incident concerns the channels of all services that it hits. */
function channelsOf(
  garden: Pick<Garden, "notify">,
  notice: AnyNotice,
  severity: Severity,
  teams: ReadonlyMap<ServiceName, string>,
): readonly string[] {
  const services = servicesOf(notice);
  const about =
    services.length === 0
      ? [{ severity }]
      : services.map((service) => ({ service, team: teams.get(service), severity }));
  return [...new Set(about.flatMap((each) => channelFor(garden, each) ?? []))];
}

/** Names of groups are ASCII, without white space (Amazon SQS API, SendMessage); names of channels need not be. */
const PLAIN_CHANNEL = /^[!-~]{1,100}$/;

export const groupOfChannel = (channel: string): string =>
  PLAIN_CHANNEL.test(channel) ? channel : `#${createHash("sha256").update(channel).digest("hex")}`;

export const groupOfSink = (name: string): string => SINK_PREFIX + name;

/** The name of the sink that a group is for; none: it is for Slack's bot. */
export const sinkOfGroup = (group: string): string | undefined =>
  group.startsWith(SINK_PREFIX) ? group.slice(SINK_PREFIX.length) : undefined;

/** Groups of what waits for the end of quiet hours: nothing critical is ever among it. */
const WAITING_PREFIX = "waits:";

/** Where what is held back from a group waits. */
export const waitingGroupOf = (group: string): string => WAITING_PREFIX + group;

/** The group that a waiting one holds back from; none: it is no waiting one. */
export const groupHeldBack = (group: string): string | undefined =>
  group.startsWith(WAITING_PREFIX) ? group.slice(WAITING_PREFIX.length) : undefined;
