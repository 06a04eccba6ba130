import { errorInWords, kindOfError } from "../aws/errors.ts";
import type { Topics } from "../aws/sns.ts";
import type { AnyNotice } from "../core/model.ts";
import { severityOf } from "../core/notice.ts";
import { sentenceOf } from "./headline.ts";
import { noticeJson, type Origin } from "./json.ts";
import { type Outlet, SinkBusy, SinkRefused } from "./sink.ts";

/** "Less than 100 characters" (SNS API reference, Publish). */
const SUBJECT_LENGTH_MAX = 99;

/** An SNS topic: it gets every notice as our JSON. SNS promises no order; `sequence` tells which of two is newer. */
export function createTopicOutlet(options: {
  readonly name: string;
  readonly topics: Topics;
  readonly topicArn: string;
  readonly origin: Origin;
}): Outlet {
  const { name, topics, topicArn, origin } = options;
  const who = `the SNS topic of ${name}`;
  return {
    reads: "everything",
    async send(notice) {
      const body = JSON.stringify(noticeJson(notice, origin));
      try {
        await topics.publish({ topicArn, subject: subjectOf(notice), body, attributes: attributesOf(notice) });
      } catch (error) {
        if (kindOfError(error) === "busy") throw new SinkBusy(who, errorInWords(error));
        throw new SinkRefused(who, errorInWords(error), REMEDY);
      }
    },
  };
}

const REMEDY =
  "the topic must exist in this Region, its name fit the stack's parameter SinkTopicNames, and its policy and key let notify publish";

/** Mails take ASCII only. */
const subjectOf = (notice: AnyNotice): string =>
  sentenceOf(notice)
    .replaceAll(/[^ -~]+/g, "?")
    .trim()
    .slice(0, SUBJECT_LENGTH_MAX)
    .trim();

/** What subscriptions filter by. */
const attributesOf = (notice: AnyNotice): Readonly<Record<string, string>> => ({
  kind: notice.kind,
  severity: severityOf(notice),
  ...ownAttributes(notice),
});

function ownAttributes(notice: AnyNotice): Readonly<Record<string, string>> {
  switch (notice.kind) {
    case "rollout":
      return { service: notice.rollout.service, status: notice.rollout.status };
    case "incident": {
      const { diagnosis, services } = notice.incident;
      const [only, ...others] = services;
      return { failure: diagnosis.kind, ...(only && others.length === 0 ? { service: only.service } : {}) };
    }
    case "service":
      return { service: notice.service, topic: notice.topic };
    case "garden":
      return { topic: notice.topic };
    default:
      return notice satisfies never;
  }
}
