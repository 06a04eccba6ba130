import type { Garden } from "../config/garden.ts";

/** Notices of a garden that tells nobody have a group too; `notify` says that nobody is to be told. */
const NOBODY = "no-channel";

/** Channels of Slack begin otherwise. */
const SINK_PREFIX = "sink:";

/** The groups of the queue that a notice goes to: the channel of Slack's bot, and one for each other sink. */
export function groupsOf({ notify }: Pick<Garden, "notify">): readonly string[] {
  const { channel } = notify.slack;
  const groups = [...(channel === undefined ? [] : [channel]), ...Object.keys(notify.sinks).map(groupOfSink)];
  return groups.length > 0 ? groups : [NOBODY];
}

const groupOfSink = (name: string): string => SINK_PREFIX + name;

/** The name of the sink that a group is for; none: it is for Slack's bot. */
export const sinkOfGroup = (group: string): string | undefined =>
  group.startsWith(SINK_PREFIX) ? group.slice(SINK_PREFIX.length) : undefined;
