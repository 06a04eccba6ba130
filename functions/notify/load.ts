import { SNSClient } from "@aws-sdk/client-sns";
import type { Table } from "../../shared/aws/dynamodb.ts";
import { createTopics, type Topics } from "../../shared/aws/sns.ts";
import type { Parameters } from "../../shared/aws/ssm.ts";
import type { Garden } from "../../shared/config/garden.ts";
import { channelsOf } from "../../shared/config/routing.ts";
import type { Instant } from "../../shared/core/model.ts";
import type { Outlet, Sink } from "../../shared/notify/sink.ts";
import { createTurns } from "../../shared/notify/pace.ts";
import { createSlack, type Slack } from "../../shared/notify/slack.ts";
import { createSlackWebhook } from "../../shared/notify/slack-webhook.ts";
import { createTeams } from "../../shared/notify/teams.ts";
import { createTopicOutlet } from "../../shared/notify/topic.ts";
import { createWebhook } from "../../shared/notify/webhook.ts";
import { type Environment, required } from "../../shared/runtime/environment.ts";
import { groupOfChannel, sinkOfGroup } from "../../shared/runtime/groups.ts";
import { createMessages, type Sent, type Told } from "../../shared/store/messages.ts";
import { createSlackSink } from "./tell.ts";
import { createOutletSink } from "./tell-outlet.ts";

/** A new token or address takes effect within so long; reading it costs a call to SSM each time. */
const SECRET_FRESH_SECONDS = 60;

export const NO_TOKEN = "the SSM parameter of the Slack token does not exist";

/** A sink as its log lines name it, or why there is none. */
export type FoundSink =
  | {
      readonly sink: Sink;
      readonly name: string;
      /** Whom quiet hours leave in peace; programs are told at any hour. */
      readonly readers: "people" | "programs";
      readonly missing?: never;
    }
  | { readonly sink?: never; readonly name?: never; readonly readers?: never; readonly missing: string };

type SinkSettings = Garden["notify"]["sinks"][string];

/** Finds sinks by the garden file and the secrets that SSM keeps. */
export interface SinkReader {
  /** The sink that a group of the queue is for. */
  find(group: string): Promise<FoundSink>;
  /** Slack by the app's bot, in calls of that pace; none while there is no token. */
  slack(pace: string): Promise<Slack | undefined>;
}

export function createSinkReader(
  environment: Environment,
  { garden, parameters, table }: { garden: () => Promise<Garden>; parameters: Parameters; table: Table },
): SinkReader {
  const { clientOptions, connect, fetch, logger, now, sleep } = environment;
  const tokenParameter = required(environment, "SLACK_TOKEN_PARAMETER");
  const apiUrl = required(environment, "SLACK_API_URL");
  const origin = { account: required(environment, "GARDEN_ACCOUNT"), region: required(environment, "AWS_REGION") };
  /** Made for the first notice that needs it. */
  let topics: Topics | undefined;
  const turnOf = createTurns(now, sleep);
  const readSecret = createSecretReader(parameters, now);

  const slackBy = async (pace: string): Promise<Slack | undefined> => {
    const token = await readSecret(tokenParameter);
    return token === undefined ? undefined : createSlack({ fetch, apiUrl, token, turn: turnOf(pace) });
  };

  const slackSink = async (channel: string | undefined): Promise<FoundSink> => {
    if (channel === undefined) return { missing: "garden.yml names no notify.slack.channel" };
    const slack = await slackBy(channel);
    if (slack === undefined) return { missing: NO_TOKEN };
    const messages = createMessages<Told>(table, `slack#${channel}`);
    const sink = createSlackSink({ slack, messages, logger, now }, channel);
    return { sink, name: channel, readers: "people" };
  };

  /** The value of a parameter that must be there. */
  const needed = async (parameterName: string): Promise<string> => {
    const value = await readSecret(parameterName);
    if (value === undefined) throw new Missing(`the SSM parameter ${parameterName} does not exist`);
    return value;
  };

  const neededAddress = async (parameterName: string): Promise<string> => {
    const url = await needed(parameterName);
    if (isAddress(url)) return url;
    throw new Missing(`the SSM parameter ${parameterName} holds no address that begins with https`);
  };

  const outletOf = async (name: string, settings: SinkSettings): Promise<Outlet> => {
    switch (settings.kind) {
      case "webhook": {
        const url = await neededAddress(settings.urlParameter);
        const secret = await needed(settings.secretParameter);
        return createWebhook({ name, fetch, url, secret, origin, now });
      }
      case "slackWebhook":
        return createSlackWebhook({
          name,
          fetch,
          url: await neededAddress(settings.urlParameter),
          turn: turnOf(`webhook ${name}`),
        });
      case "teams":
        return createTeams({ name, fetch, url: await neededAddress(settings.urlParameter) });
      case "sns": {
        topics ??= createTopics(connect(new SNSClient(clientOptions)));
        return createTopicOutlet({ name, topics, topicArn: settings.topicArn, origin });
      }
      default:
        return settings satisfies never;
    }
  };

  const otherSink = async (name: string, settings: SinkSettings | undefined): Promise<FoundSink> => {
    if (!settings) return { missing: `garden.yml no longer names the sink ${name}` };
    try {
      const outlet = await outletOf(name, settings);
      const sink = createOutletSink(outlet, createMessages<Sent>(table, `sink#${name}`), now);
      return { sink, name, readers: READERS[settings.kind] };
    } catch (error) {
      if (error instanceof Missing) return { missing: error.message };
      throw error;
    }
  };

  const find = async (group: string): Promise<FoundSink> => {
    const current = await garden();
    const name = sinkOfGroup(group);
    if (name !== undefined) return otherSink(name, current.notify.sinks[name]);
    // What was for a channel that is named no more, as one that was misspelled, goes where everything else goes.
    const channel = channelsOf(current).find((each) => groupOfChannel(each) === group);
    return slackSink(channel ?? current.notify.slack.channel);
  };
  return { find, slack: slackBy };
}

const READERS: Readonly<Record<SinkSettings["kind"], "people" | "programs">> = {
  webhook: "programs",
  slackWebhook: "people",
  teams: "people",
  sns: "programs",
};

/** What a sink needs is not there, or not what it should be. */
class Missing extends Error {}

/** Reads secrets from SSM, each at most once in a while. What is not there is looked for each time. */
function createSecretReader(
  parameters: Parameters,
  now: () => Instant,
): (parameterName: string) => Promise<string | undefined> {
  const cached = new Map<string, { readonly value: string; readonly at: Instant }>();
  return async (parameterName) => {
    const known = cached.get(parameterName);
    if (known && now() - known.at < SECRET_FRESH_SECONDS * 1000) return known.value;
    const value = (await parameters.get(parameterName))?.trim();
    if (value !== undefined) cached.set(parameterName, { value, at: now() });
    return value;
  };
}

/** Only a machine's own address may go without encryption: a rehearsal's. Names and passwords in it fetch would refuse. */
function isAddress(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.username !== "" || url.password !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && url.hostname === "127.0.0.1");
}
