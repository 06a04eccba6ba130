import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { createTable } from "../../shared/aws/dynamodb.ts";
import { errorInWords } from "../../shared/aws/errors.ts";
import { createNotices, createSqsClient, isFollowUp } from "../../shared/aws/sqs.ts";
import { createParameters } from "../../shared/aws/ssm.ts";
import type { AnyNotice } from "../../shared/core/model.ts";
import { topicOf, versionOf } from "../../shared/core/notice.ts";
import { parseNotice } from "../../shared/notify/notice.ts";
import { SinkBusy, SinkRefused } from "../../shared/notify/sink.ts";
import { type Environment, required } from "../../shared/runtime/environment.ts";
import { createGardenReader } from "../../shared/runtime/garden.ts";
import { groupHeldBack } from "../../shared/runtime/groups.ts";
import { type LambdaHandler, lambda } from "../../shared/runtime/shell.ts";
import { createWaitingNotices } from "../../shared/store/waiting.ts";
import { createChannelChecks } from "../../shared/store/channel-check.ts";
import { createChannelCheck } from "./check-channels.ts";
import { createSinkReader } from "./load.ts";
import { createQuiet } from "./quiet.ts";

/**
 * An SQS message may be hidden for at most 12 hours from when it was received (Amazon SQS API, ChangeMessageVisibility),
 * which may be as long ago as this function runs.
 */
const VISIBILITY_SECONDS_MAX = 12 * 3600 - 60;

/** So many tries at the same distance before the next, longer one: 600 tries (the queue's maxReceiveCount) last 4.7 days. */
const TRIES_PER_STEP = 10;

/** After an outage, however long, a sink is found to be back within so long. */
const OUTAGE_WAIT_SECONDS_MAX = 900;

/** A sink may take ten seconds to answer: with less time left no other notice is begun. */
const TELLING_MILLISECONDS_MIN = 12_000;

/** Looking at Slack's channels takes two calls, each of which may take ten seconds; notices come first. */
const CHECKING_MILLISECONDS_MIN = 22_000;

/**
 * Tells people what happened, each sink in the order it happened and by itself. What a sink does not take now comes back,
 * with everything behind it in its group; what it will never take is logged and counted. Neither touches another sink, or
 * a rollout.
 */
export function createNotify(environment: Environment): LambdaHandler {
  const { clientOptions, connect, logger, metrics, now } = environment;
  const table = createTable(connect(new DynamoDBClient(clientOptions)), required(environment, "GARDEN_TABLE"));
  const parameters = createParameters(connect(new SSMClient(clientOptions)));
  const notices = createNotices(connect(createSqsClient(clientOptions)), required(environment, "NOTICES_QUEUE_URL"));
  const garden = createGardenReader(environment, parameters);
  const quiet = createQuiet({ garden, notices, waiting: createWaitingNotices(table), now });
  const sinks = createSinkReader(environment, { garden, parameters, table });
  const checkChannels = createChannelCheck(environment, {
    garden,
    notices,
    sinks,
    checks: createChannelChecks(table),
  });

  const tellOne = async (group: string, record: SQSRecord, notice: AnyNotice, newest: AnyNotice): Promise<void> => {
    const { sink, name, readers, missing } = await sinks.find(group);
    if (!sink) {
      logger.warn(`Nobody is told of ${topicOf(notice)}: ${missing}`);
      return;
    }
    if (readers === "people" && (await quiet.isHeldBack(notice))) {
      await quiet.putToWait(group, record, notice);
      logger.info(`${name} is told of ${topicOf(notice)} after the quiet hours`);
      metrics.addMetric("NoticeWaiting", "Count", 1);
      return;
    }
    const waiting = readers === "people" ? await quiet.waiting(group, notice) : [];
    const earlier = waiting.filter((each) => versionOf(each) < versionOf(notice));
    const isTold = await sink.tell(notice, { newest, earlier, isFollowUp: isFollowUp(record) });
    await quiet.forget(group, waiting);
    if (!isTold) return;
    logger.info(`Told ${name} of ${topicOf(notice)}`);
    metrics.addMetric("NoticeTold", "Count", 1);
  };

  /**
   * All at once, since the queue keeps a notice behind a hidden one of its group: what stayed hidden for longer would
   * hold up everything after it. Where SQS does not heed it, they come back after the queue's own time.
   */
  const comeBackTogether = async (records: readonly SQSRecord[], seconds: number): Promise<void> => {
    const handles = records.map(({ receiptHandle }) => receiptHandle);
    try {
      const left = await notices.comeBackIn(handles, seconds);
      if (left > 0) logger.warn(`${left} of ${handles.length} notices come back later than they were asked to`);
    } catch (error) {
      logger.warn(`${handles.length} notices come back later than they were asked to: ${errorInWords(error)}`);
    }
  };

  /** Tells a group's notices in order; answers those that have to come back. */
  const tellGroup = async (
    group: string,
    records: readonly SQSRecord[],
    remainingMilliseconds: () => number,
  ): Promise<readonly SQSRecord[]> => {
    const parsed = records.map(({ body }) => parseNotice(body));
    const newest = newestByTopic(parsed);
    for (const [index, record] of records.entries()) {
      // In a FIFO queue everything behind a failure has to wait for it, or it would be told out of order.
      const left = records.slice(index);
      if (index > 0 && remainingMilliseconds() < TELLING_MILLISECONDS_MIN) {
        await comeBackTogether(left, 0);
        return left;
      }
      const notice = parsed[index];
      if (!notice) {
        logger.error("What came through the queue is no notice of ours and is put aside", { notice: record.body });
        metrics.addMetric("NoticeMalformed", "Count", 1);
        continue;
      }
      try {
        await tellOne(group, record, notice, newest.get(topicOf(notice)) ?? notice);
      } catch (error) {
        if (error instanceof SinkRefused) {
          logger.error(`A notice is given up: ${error.message}`, { notice: record.body });
          metrics.addMetric("NoticeRefused", "Count", 1);
          continue;
        }
        logger.warn(`Notices wait: ${errorInWords(error)}`);
        metrics.addMetric("NoticeDelayed", "Count", 1);
        if (error instanceof SinkBusy) await comeBackTogether(left, waitSeconds(error, record));
        return left;
      }
    }
    return [];
  };

  /** Hides what waits until the quiet hours end, for as long as the queue allows; then it goes where it came from. */
  const holdBack = async (group: string, records: readonly SQSRecord[]): Promise<readonly SQSRecord[]> => {
    let left = records;
    try {
      const until = await quiet.until();
      if (until !== undefined) {
        const seconds = Math.ceil((until - now()) / 1000);
        await comeBackTogether(records, Math.min(seconds, VISIBILITY_SECONDS_MAX));
        return records;
      }
      for (const [index, record] of records.entries()) {
        await quiet.bringBack(group, record);
        left = records.slice(index + 1);
      }
    } catch (error) {
      logger.warn(`What waited for the quiet hours to end waits longer: ${errorInWords(error)}`);
    }
    return left;
  };

  return lambda(environment, async (event, context) => {
    const { Records: records = [] } = event as Partial<SQSEvent>;
    const groups = Map.groupBy(records, ({ attributes }) => attributes.MessageGroupId ?? "");
    const left = await Promise.all(
      [...groups].map(([group, own]) => {
        const heldBack = groupHeldBack(group);
        if (heldBack !== undefined) return holdBack(heldBack, own);
        return tellGroup(group, own, () => context.getRemainingTimeInMillis());
      }),
    );
    const isCalm = left.flat().length === 0;
    if (isCalm && context.getRemainingTimeInMillis() >= CHECKING_MILLISECONDS_MIN) await checkChannels();
    const response: SQSBatchResponse = {
      batchItemFailures: left.flat().map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
    return response;
  });
}

/** Of each topic the newest notice of a batch: while a sink was down, or slow, its messages have been overtaken. */
function newestByTopic(notices: readonly (AnyNotice | undefined)[]): ReadonlyMap<string, AnyNotice> {
  const newest = new Map<string, AnyNotice>();
  for (const notice of notices) {
    if (!notice) continue;
    const known = newest.get(topicOf(notice));
    if (!known || versionOf(notice) > versionOf(known)) newest.set(topicOf(notice), notice);
  }
  return newest;
}

/**
 * The sink's own word where it gave one. Else a little longer with every try, up to the longest, so that the tries that the
 * queue allows last for the four days that it keeps a notice.
 */
function waitSeconds({ retryAfterSeconds, isAsked }: SinkBusy, record: SQSRecord): number {
  if (isAsked) return Math.min(Math.ceil(retryAfterSeconds), VISIBILITY_SECONDS_MAX);
  const tries = Number(record.attributes.ApproximateReceiveCount);
  return Math.min(retryAfterSeconds * Math.max(1, Math.ceil(tries / TRIES_PER_STEP)), OUTAGE_WAIT_SECONDS_MAX);
}
