import { ChangeMessageVisibilityBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { garden, parameter } from "./parameter.ts";
import { get, put } from "./table.ts";

// Left alone, the SDK sends to the host in the queue's URL.
const queue = new SQSClient({ useQueueUrlAsEndpoint: false });

interface Notices {
  readonly Records: readonly NoticeRecord[];
}

interface NoticeRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
}

interface Notice {
  readonly version: number;
  readonly rollout: { readonly id: string; readonly service: string; readonly status: string };
  readonly sentences: readonly string[];
}

/**
 * What `notify` does with the first notice of a rollout, as plain calls; while Slack is busy all come back later. Then it
 * looks whether its channel is there.
 */
export async function handler({ Records }: Notices): Promise<object> {
  await garden();
  const token = await parameter(process.env["SLACK_TOKEN_PARAMETER"] ?? "");
  for (const [index, { body }] of Records.entries())
    try {
      await tell(token, JSON.parse(body) as Notice);
    } catch (error) {
      if (!(error instanceof SlackBusy)) throw error;
      const left = Records.slice(index);
      await comeBackIn(error.seconds, left);
      return { batchItemFailures: left.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    }
  await checkChannel(token);
  return { batchItemFailures: [] };
}

async function checkChannel(token: string | undefined): Promise<void> {
  const key = { pk: "garden", sk: "channel-check" };
  await get(key.pk, key.sk);
  await put({ ...key, check: { at: Date.now() } });
  await ask(token, "auth.test", {});
  await ask(token, "users.conversations", { types: "public_channel,private_channel" });
  await put({ ...key, check: { at: Date.now(), isDone: true } });
}

async function comeBackIn(seconds: number, records: readonly NoticeRecord[]): Promise<void> {
  await queue.send(
    new ChangeMessageVisibilityBatchCommand({
      QueueUrl: process.env["NOTICES_QUEUE_URL"],
      Entries: records.map(({ messageId, receiptHandle }) => ({
        Id: messageId,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      })),
    }),
  );
}

async function tell(token: string | undefined, { rollout, version, sentences }: Notice): Promise<void> {
  const key = { pk: `message#${rollout.id}`, sk: "slack##deploys" };
  await get(key.pk, key.sk);
  await put({ ...key, told: { posting: Date.now() } });
  const metadata = { event_type: "ecs_gardener_notice", event_payload: { topic: rollout.id, version } };
  const text = `${rollout.service}: ${rollout.status}`;
  const { channel, ts } = await post(token, { channel: "#deploys", text, metadata });
  const told = { posted: { channel, ts }, toldVersion: version };
  await put({ ...key, told: { ...told, replying: { version, since: Date.now() } } });
  await post(token, { channel, text: sentences.join("\n"), thread_ts: ts, metadata });
  await put({ ...key, told: { ...told, threadVersion: version } });
}

class SlackBusy extends Error {
  readonly seconds: number;
  constructor(seconds: number) {
    super(`again in ${seconds} seconds`);
    this.seconds = seconds;
  }
}

const post = (token: string | undefined, message: object): Promise<{ channel: string; ts: string }> =>
  call(token, "chat.postMessage", "application/json; charset=utf-8", JSON.stringify(message));

const ask = (token: string | undefined, method: string, given: Record<string, string>): Promise<object> =>
  call(token, method, "application/x-www-form-urlencoded", new URLSearchParams(given).toString());

async function call(
  token: string | undefined,
  method: string,
  type: string,
  body: string,
): Promise<{ channel: string; ts: string }> {
  const response = await fetch(`${process.env["SLACK_API_URL"]}${method}`, {
    method: "POST",
    headers: { "content-type": type, authorization: `Bearer ${token}` },
    body,
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status === 429) throw new SlackBusy(Number(response.headers.get("retry-after")));
  const answer = (await response.json()) as { ok: boolean; error?: string; channel: string; ts: string };
  if (!answer.ok) throw new Error(answer.error);
  return answer;
}
