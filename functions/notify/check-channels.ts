import { errorInWords } from "../../shared/aws/errors.ts";
import type { Notices } from "../../shared/aws/sqs.ts";
import type { Garden } from "../../shared/config/garden.ts";
import { channelsOf } from "../../shared/config/routing.ts";
import type { GardenNotice } from "../../shared/core/model.ts";
import { channelProblems } from "../../shared/notify/channels.ts";
import { SinkRefused } from "../../shared/notify/sink.ts";
import type { Environment } from "../../shared/runtime/environment.ts";
import { groupOfChannel, groupOfSink } from "../../shared/runtime/groups.ts";
import type { ChannelChecks } from "../../shared/store/channel-check.ts";
import { NO_TOKEN, type SinkReader } from "./load.ts";

/** However often the function starts anew, and the garden changes. */
const CHECK_SECONDS_MIN = 3_600;

/** What stays wrong is told once a day. */
const REMIND_SECONDS = 24 * 3_600;

/**
 * Looks whether the app can post to every channel that the garden names, and says so before it matters: when the function
 * starts, and when the garden names other channels. What Slack would refuse is logged, counted, and told where it can be.
 */
export function createChannelCheck(
  { logger, metrics, now }: Environment,
  { garden, notices, sinks, checks }: CheckOptions,
): () => Promise<void> {
  let checked = "";

  const tell = async ({ notify }: Garden, text: string, working: string | undefined): Promise<void> => {
    const body: GardenNotice = { kind: "garden", at: now(), topic: "problem", headline: text };
    const groups = Object.keys(notify.sinks).map(groupOfSink);
    if (working !== undefined) groups.push(groupOfChannel(working));
    for (const group of groups)
      await notices.send({
        group,
        deduplicationId: `channels-${now()}-${groups.indexOf(group)}`,
        body,
        isFollowUp: false,
      });
  };

  const check = async (): Promise<void> => {
    const current = await garden();
    const channels = channelsOf(current);
    const key = channels.join(" ");
    if (key === checked) return;
    const last = await checks.last();
    if (last && now() - last.at < CHECK_SECONDS_MIN * 1000) {
      if (last.isDone && last.channels.join(" ") === key) checked = key;
      return;
    }
    const begun = { at: now(), channels, isDone: false, told: last?.told };
    await checks.save(begun);
    const { text, refused } = await lookAt(channels, sinks);
    checked = key;
    if (text === "") return checks.save({ ...begun, isDone: true, told: undefined });
    logger.error(text);
    metrics.addMetric("ChannelUnusable", "Count", refused.length);
    const isKnown = last?.told?.text === text && now() - last.told.at < REMIND_SECONDS * 1000;
    const working = channels.find((channel) => !refused.includes(channel));
    if (!isKnown) await tell(current, text, working);
    await checks.save({ ...begun, isDone: true, told: isKnown ? last.told : { text, at: now() } });
  };

  return async () => {
    try {
      await check();
    } catch (error) {
      logger.warn(`Whether Slack's channels can be posted to is not known: ${errorInWords(error)}`);
    }
  };
}

interface CheckOptions {
  readonly garden: () => Promise<Garden>;
  readonly notices: Notices;
  readonly sinks: SinkReader;
  readonly checks: ChannelChecks;
}

interface Findings {
  /** A sentence; empty where nothing is wrong. */
  readonly text: string;
  readonly refused: readonly string[];
}

async function lookAt(channels: readonly string[], sinks: SinkReader): Promise<Findings> {
  if (channels.length === 0) return { text: "", refused: [] };
  const slack = await sinks.slack("its channels");
  if (!slack) return { text: `Nothing can be told in Slack: ${NO_TOKEN}`, refused: channels };
  try {
    const problems = channelProblems(channels, await slack.membership());
    const told = problems.map(([channel, problem]) => `${channel}: ${problem}`);
    const text = told.length === 0 ? "" : `Slack will refuse what is told in ${told.join("; in ")}`;
    return { text, refused: problems.map(([channel]) => channel) };
  } catch (error) {
    if (!(error instanceof SinkRefused)) throw error;
    return { text: `Nothing can be told in Slack: ${error.message}`, refused: channels };
  }
}
