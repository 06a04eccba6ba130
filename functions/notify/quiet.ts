import type { SQSRecord } from "aws-lambda";
import { isFollowUp, type Notices } from "../../shared/aws/sqs.ts";
import type { Garden } from "../../shared/config/garden.ts";
import type { AnyNotice, Instant } from "../../shared/core/model.ts";
import { severityOf, topicOf, versionOf } from "../../shared/core/notice.ts";
import { quietUntil } from "../../shared/core/quiet-hours.ts";
import { parseNotice } from "../../shared/notify/notice.ts";
import { waitingGroupOf } from "../../shared/runtime/groups.ts";
import type { WaitingNotices } from "../../shared/store/waiting.ts";

/**
 * Quiet hours. What is not critical waits for their end in a group of the queue of its own, so that nothing critical stands
 * behind it; then it comes back into the group that it came from. Only that group tells, so nothing is told twice at once.
 * What waits is also written down by topic: whoever tells something newer tells it before, and the order holds.
 */
export interface Quiet {
  /** When the quiet hours end that hold now; none: nobody is to be left in peace. */
  until(): Promise<Instant | undefined>;
  isHeldBack(notice: AnyNotice): Promise<boolean>;
  putToWait(group: string, record: SQSRecord, notice: AnyNotice): Promise<void>;
  /** Back into its own group. */
  bringBack(group: string, record: SQSRecord): Promise<void>;
  /** What waits of the same topic and is not newer, itself included; the oldest first. */
  waiting(group: string, notice: AnyNotice): Promise<readonly AnyNotice[]>;
  forget(group: string, told: readonly AnyNotice[]): Promise<void>;
}

export function createQuiet({ garden, notices, waiting: waitingNotices, now }: QuietOptions): Quiet {
  const until = async (): Promise<Instant | undefined> => {
    const { quietHours } = (await garden()).notify;
    return quietHours && quietUntil(quietHours, now());
  };
  // Not the notice's own deduplication id, which would count as a repeat for five minutes.
  const send = (group: string, record: SQSRecord, reason: "waits" | "waited"): Promise<void> =>
    notices.send({
      group,
      deduplicationId: `${reason}-${record.messageId}`,
      body: JSON.parse(record.body) as unknown,
      isFollowUp: isFollowUp(record),
    });
  return {
    until,
    async isHeldBack(notice) {
      return severityOf(notice) !== "critical" && (await until()) !== undefined;
    },
    async putToWait(group, record, notice) {
      const waiting = { version: versionOf(notice), body: record.body };
      await waitingNotices.keep(group, topicOf(notice), waiting, now());
      await send(waitingGroupOf(group), record, "waits");
    },
    bringBack: (group, record) => send(group, record, "waited"),
    async waiting(group, notice) {
      if (!(await garden()).notify.quietHours) return [];
      const kept = await waitingNotices.of(group, topicOf(notice));
      return kept.flatMap(({ version, body }) => (version > versionOf(notice) ? [] : (parseNotice(body) ?? [])));
    },
    async forget(group, told) {
      for (const notice of told) await waitingNotices.forget(group, topicOf(notice), versionOf(notice));
    },
  };
}

interface QuietOptions {
  readonly garden: () => Promise<Garden>;
  readonly notices: Notices;
  readonly waiting: WaitingNotices;
  readonly now: () => Instant;
}
