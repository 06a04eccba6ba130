import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";

/** The calls to SNS that we make. */
export interface Topics {
  publish(message: TopicMessage): Promise<void>;
}

export interface TopicMessage {
  readonly topicArn: string;
  /** Of mails; ASCII, up to 99 characters. */
  readonly subject: string;
  readonly body: string;
  /** For filters of subscriptions. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** SNS answers in well under a second; a hanging connection must not eat the function's time. */
const ANSWER_WITHIN_MILLISECONDS = 10_000;

export function createTopics(client: SNSClient): Topics {
  return {
    async publish({ topicArn, subject, body, attributes }) {
      const command = new PublishCommand({
        TopicArn: topicArn,
        Subject: subject,
        Message: body,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, text]) => [name, { DataType: "String", StringValue: text }]),
        ),
      });
      await client.send(command, { abortSignal: AbortSignal.timeout(ANSWER_WITHIN_MILLISECONDS) });
    },
  };
}
