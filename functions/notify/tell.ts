import type { Logger } from "@aws-lambda-powertools/logger";
import type {
  AnyNotice,
  GardenNotice,
  IncidentNotice,
  Instant,
  RolloutNotice,
  ServiceNotice,
} from "../../shared/core/model.ts";
import { topicOf, versionOf } from "../../shared/core/notice.ts";
import type { SlackMessage } from "../../shared/notify/blocks.ts";
import { renderNotice } from "../../shared/notify/render.ts";
import { renderThread } from "../../shared/notify/render-thread.ts";
import { type Sink, SinkBusy, SinkRefused, type Surroundings } from "../../shared/notify/sink.ts";
import type { Mark, Posted, Slack } from "../../shared/notify/slack.ts";
import type { Messages, Told } from "../../shared/store/messages.ts";

/**
 * Posting each message once, as far as Slack allows: it has no client token for a post. So the intent is written down
 * first, every message carries a mark that only programs see, and whoever finds an intent without an end looks for that
 * mark before posting again.
 */

/** What telling takes. */
export interface Telling {
  readonly slack: Slack;
  readonly messages: Messages<Told>;
  readonly logger: Logger;
  readonly now: () => Instant;
}

/** A channel of Slack that the app's bot writes to: a message is posted once, and updated in place. */
export const createSlackSink = (telling: Telling, channel: string): Sink => ({
  tell: (notice, among) => tell(telling, channel, notice, among),
});

const NOTHING_TOLD: Told = { toldVersion: 0, threadVersion: 0 };

/** The message was deleted by somebody, or belongs to an app that was installed before: it cannot be edited any more. */
const LOST_CODES: readonly string[] = ["message_not_found", "cant_update_message", "edit_window_closed"];

/** The same for a thread. */
const THREAD_LOST_CODES: readonly string[] = ["thread_not_found", "message_not_found"];

/** Tells one notice. Each step is noted before the next, so that a notice that comes back goes on where it broke. */
async function tell(telling: Telling, channel: string, notice: AnyNotice, among: Surroundings): Promise<boolean> {
  switch (notice.kind) {
    case "rollout":
    case "incident":
      for (const earlier of among.earlier)
        if (earlier.kind === notice.kind) await tellWithThread(telling, channel, earlier, among);
      return tellWithThread(telling, channel, notice, among);
    case "service":
    case "garden":
      return tellOnce(telling, channel, notice);
    default:
      return notice satisfies never;
  }
}

/** Something that does not change afterwards: one message, which a repeat of the notice finds told. */
async function tellOnce(telling: Telling, channel: string, notice: ServiceNotice | GardenNotice): Promise<boolean> {
  const mark: Mark = { topic: topicOf(notice), version: versionOf(notice) };
  const told = (await telling.messages.read(mark.topic)) ?? NOTHING_TOLD;
  if (told.posted) return true;
  const posted = await postFirst(telling, channel, { mark, message: renderNotice(notice) }, told);
  await telling.messages.save(mark.topic, { ...posted, threadVersion: mark.version }, telling.now());
  return true;
}

/** Something that goes on: one message, which reads as the newest notice says, and what this notice adds to its thread. */
async function tellWithThread(
  telling: Telling,
  channel: string,
  notice: RolloutNotice | IncidentNotice,
  { newest, isFollowUp }: Surroundings,
): Promise<boolean> {
  const topic = topicOf(notice);
  const before = (await telling.messages.read(topic)) ?? NOTHING_TOLD;
  if (isFollowUp && !isPosted(before) && before.posting === undefined) return false;

  const first: First = { mark: { topic, version: versionOf(newest) }, message: renderNotice(newest) };
  const told = await bringUpToDate(telling, channel, first, before);
  const reply = told.threadVersion < notice.version ? renderThread(notice, told.threadVersion === 0) : undefined;
  if (reply) await tellInThread(telling, channel, notice.version, { before, told, first, reply });
  else if (told !== before) await telling.messages.save(topic, told, telling.now());
  return true;
}

/** The reply to a message that reads as it should; `before` is what was known when this try began. */
async function tellInThread(
  telling: Telling,
  channel: string,
  version: number,
  { before, told, first, reply }: Threading,
): Promise<void> {
  const { messages, now } = telling;
  const { topic } = first.mark;
  const mark: Mark = { topic, version };
  const isOpen = before.replying?.version === version && before.posted?.ts === told.posted.ts;
  const replying = isOpen && before.replying ? before.replying : { version, since: now() };
  if (told !== before || !isOpen) await messages.save(topic, { ...told, replying }, now());
  const isDone = isOpen && (await isReplied(telling, told.posted, mark, replying.since));
  const under = isDone ? told : await postReply(telling, channel, mark, { ...told, replying }, { reply, first });
  await messages.save(topic, { ...under, replying: undefined, threadVersion: version }, now());
}

interface Threading {
  readonly before: Told;
  readonly told: ToldOnce;
  readonly first: First;
  readonly reply: SlackMessage;
}

/** A topic's first message as it should read, and the mark that it carries. */
interface First {
  readonly mark: Mark;
  readonly message: SlackMessage;
}

type ToldOnce = Told & { readonly posted: Posted };

/** The first message reads as the notice says, or newer. Answers `told` itself where nothing had to be done. */
async function bringUpToDate(telling: Telling, channel: string, first: First, told: Told): Promise<ToldOnce> {
  const { posted } = told;
  const { mark, message } = first;
  if (!posted) {
    const made = await postFirst(telling, channel, first, told);
    return made.toldVersion < mark.version ? bringUpToDate(telling, channel, first, made) : made;
  }
  if (isPosted(told) && told.toldVersion >= mark.version) return told;
  try {
    await telling.slack.update(posted.channel, posted.ts, message);
    return { ...told, posted, toldVersion: mark.version };
  } catch (error) {
    if (!isRefusedFor(error, LOST_CODES)) throw error;
    telling.logger.warn(`The message about ${mark.topic} is gone and is posted anew: ${error.message}`);
    return postFirst(telling, channel, first, { ...told, posted: undefined });
  }
}

const isPosted = (told: Told): told is ToldOnce => told.posted !== undefined;

/** Posts the message unless an earlier try did, whose end nobody knows. What is answered is not saved yet. */
async function postFirst(telling: Telling, channel: string, { mark, message }: First, told: Told): Promise<ToldOnce> {
  const { slack, messages, now } = telling;
  const { posting = now() } = told;
  if (told.posting === undefined) await messages.save(mark.topic, { ...told, posting }, now());
  else {
    const found = await lookFor(telling, mark, () => slack.find(channel, mark.topic, posting));
    if (found)
      return {
        ...told,
        posted: { channel: found.channel, ts: found.ts },
        posting: undefined,
        toldVersion: found.version,
      };
  }
  const posted = await unlessUndone(
    () => slack.post(channel, message, undefined, mark),
    () => messages.save(mark.topic, { ...told, posting: undefined }, now()),
  );
  return { ...told, posted, posting: undefined, toldVersion: mark.version };
}

/** Replies in the thread; where that is gone, under a message of its own. */
async function postReply(
  telling: Telling,
  channel: string,
  mark: Mark,
  told: ToldOnce,
  { reply, first }: { readonly reply: SlackMessage; readonly first: First },
): Promise<ToldOnce> {
  const { slack, messages, now } = telling;
  const post = (under: ToldOnce): Promise<Posted> =>
    unlessUndone(
      () => slack.post(under.posted.channel, reply, under.posted.ts, mark),
      () => messages.save(mark.topic, { ...under, replying: undefined }, now()),
    );
  try {
    await post(told);
    return told;
  } catch (error) {
    if (!isRefusedFor(error, THREAD_LOST_CODES)) throw error;
    telling.logger.warn(`The thread about ${mark.topic} is gone and is begun anew: ${error.message}`);
    const anew = await postFirst(telling, channel, first, { ...told, posted: undefined });
    const replying = { version: mark.version, since: now() };
    await messages.save(mark.topic, { ...anew, replying }, now());
    await post({ ...anew, replying });
    return anew;
  }
}

async function isReplied(telling: Telling, posted: Posted, mark: Mark, since: Instant): Promise<boolean> {
  return (await lookFor(telling, mark, () => telling.slack.hasReply(posted, mark, since))) ?? false;
}

/**
 * An app that may not read the channel cannot know: saying it twice is better than not saying it. That is logged, with
 * what it takes.
 */
async function lookFor<Found>(
  { logger }: Telling,
  { topic }: Mark,
  look: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof SinkRefused)) throw error;
    logger.warn(`Nobody knows whether ${topic} was told before, so it is told, perhaps again: ${error.message}`);
    return undefined;
  }
}

/** Takes an intent back where Slack has surely not done it, so that the next try need not look for it. */
async function unlessUndone<Result>(post: () => Promise<Result>, takeBack: () => Promise<void>): Promise<Result> {
  try {
    return await post();
  } catch (error) {
    if (error instanceof SinkRefused || (error instanceof SinkBusy && error.isUndone)) await takeBack();
    throw error;
  }
}

const isRefusedFor = (error: unknown, codes: readonly string[]): error is SinkRefused =>
  error instanceof SinkRefused && codes.includes(error.code);
