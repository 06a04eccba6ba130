import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { createTable } from "../../shared/aws/dynamodb.ts";
import { errorInWords } from "../../shared/aws/errors.ts";
import { createNotices, createSqsClient } from "../../shared/aws/sqs.ts";
import { createParameters } from "../../shared/aws/ssm.ts";
import { parseNotice } from "../../shared/notify/notice.ts";
import { SlackBusy, SlackRefused } from "../../shared/notify/slack.ts";
import { type Environment, required } from "../../shared/runtime/environment.ts";
import { createGardenReader } from "../../shared/runtime/garden.ts";
import { type LambdaHandler, lambda } from "../../shared/runtime/shell.ts";
import { createMessages } from "../../shared/store/messages.ts";
import { createSlackReader } from "./load.ts";
import { tell, topicOf } from "./tell.ts";

/** An SQS message may be hidden for at most 12 hours (Amazon SQS API, ChangeMessageVisibility). */
const VISIBILITY_SECONDS_MAX = 12 * 3600;

/** So many tries at the same distance before the next, longer one: 600 tries (the queue's maxReceiveCount) last 4.7 days. */
const TRIES_PER_STEP = 10;

/** After an outage, however long, Slack is found to be back within so long. */
const OUTAGE_WAIT_SECONDS_MAX = 900;

/**
 * Tells people what happened, in the order it happened: one Slack message per rollout, updated in place, with a thread.
 * What Slack does not take now comes back, with everything behind it in its channel; what it will never take is logged
 * and counted. Neither touches a rollout.
 */
export function createNotify(environment: Environment): LambdaHandler {
  const { clientOptions, connect, logger, metrics, now } = environment;
  const messages = createMessages(
    createTable(connect(new DynamoDBClient(clientOptions)), required(environment, "GARDEN_TABLE")),
  );
  const parameters = createParameters(connect(new SSMClient(clientOptions)));
  const notices = createNotices(connect(createSqsClient(clientOptions)), required(environment, "NOTICES_QUEUE_URL"));
  const garden = createGardenReader(environment, parameters);
  const slackReader = createSlackReader(environment, parameters);

  const tellRecord = async (record: SQSRecord): Promise<void> => {
    const notice = parseNotice(record.body);
    if (!notice) {
      logger.error("What came through the queue is no notice of ours and is put aside", { notice: record.body });
      metrics.addMetric("NoticeMalformed", "Count", 1);
      return;
    }
    const { channel } = (await garden()).notify.slack;
    if (channel === undefined) {
      logger.info(`Nobody is told of ${topicOf(notice)}: garden.yml names no notify.slack.channel`);
      return;
    }
    const slack = await slackReader();
    if (!slack) {
      logger.warn(`Nobody is told of ${topicOf(notice)}: the SSM parameter of the Slack token does not exist`);
      return;
    }
    await tell({ slack, messages, logger, now }, channel, notice);
    logger.info(`Told ${channel} of ${topicOf(notice)}`);
  };

  /**
   * All at once, since the queue keeps a notice behind a hidden one of its channel: what stayed hidden for longer would
   * hold up everything after it. Where SQS does not heed it, they come back after the queue's own time.
   */
  const comeBackTogether = async (records: readonly SQSRecord[], seconds: number): Promise<void> => {
    const handles = records.map(({ receiptHandle }) => receiptHandle);
    try {
      const left = await notices.comeBackIn(handles, seconds);
      if (left > 0) logger.warn(`${left} of ${handles.length} notices come back later than Slack asked for`);
    } catch (error) {
      logger.warn(`${handles.length} notices come back later than Slack asked for: ${errorInWords(error)}`);
    }
  };

  return lambda(environment, async (event) => {
    const { Records: records = [] } = event as Partial<SQSEvent>;
    const response: SQSBatchResponse = { batchItemFailures: [] };
    for (const [index, record] of records.entries()) {
      try {
        await tellRecord(record);
        metrics.addMetric("NoticeTold", "Count", 1);
      } catch (error) {
        if (error instanceof SlackRefused) {
          logger.error(`A notice is given up: ${error.message}`, { notice: record.body });
          metrics.addMetric("NoticeRefused", "Count", 1);
          continue;
        }
        // In a FIFO queue everything behind a failure has to wait for it, or it would be told out of order.
        for (const { messageId } of records.slice(index))
          response.batchItemFailures.push({ itemIdentifier: messageId });
        logger.warn(`Notices wait: ${errorInWords(error)}`);
        metrics.addMetric("NoticeDelayed", "Count", 1);
        if (error instanceof SlackBusy) await comeBackTogether(records.slice(index), waitSeconds(error, record));
        break;
      }
    }
    return response;
  });
}

/**
 * Slack's own word where it gave one. Else a little longer with every try, up to the longest, so that the tries that the
 * queue allows last for the four days that it keeps a notice.
 */
function waitSeconds({ retryAfterSeconds, isAsked }: SlackBusy, record: SQSRecord): number {
  if (isAsked) return Math.min(Math.ceil(retryAfterSeconds), VISIBILITY_SECONDS_MAX);
  const tries = Number(record.attributes.ApproximateReceiveCount);
  return Math.min(retryAfterSeconds * Math.max(1, Math.ceil(tries / TRIES_PER_STEP)), OUTAGE_WAIT_SECONDS_MAX);
}
