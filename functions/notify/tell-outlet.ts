import type { AnyNotice, Instant } from "../../shared/core/model.ts";
import { isEnd, severityOf, topicOf, versionOf } from "../../shared/core/notice.ts";
import type { Outlet, Sink } from "../../shared/notify/sink.ts";
import type { Messages, Sent } from "../../shared/store/messages.ts";

/**
 * A sink over a place that only takes. Each notice is sent once and never after a newer one; where the answer to a
 * request was lost, nobody can look whether it was taken, and saying it twice is better than not saying it.
 */
export function createOutletSink(outlet: Outlet, messages: Messages<Sent>, now: () => Instant): Sink {
  return {
    async tell(notice) {
      const topic = topicOf(notice);
      const before = await messages.read(topic);
      if (!isToBeSent(outlet, notice, before)) return false;
      await outlet.send(notice);
      const isCritical = severityOf(notice) === "critical";
      await messages.save(topic, { version: versionOf(notice), isEnded: isEnd(notice), isCritical }, now());
      return true;
    },
  };
}

function isToBeSent({ reads }: Outlet, notice: AnyNotice, before: Sent | undefined): boolean {
  if (!before) return true;
  if (versionOf(notice) <= before.version) return false;
  const becameCritical = severityOf(notice) === "critical" && before.isCritical !== true;
  return reads === "everything" || becameCritical || (isEnd(notice) && !before.isEnded);
}
