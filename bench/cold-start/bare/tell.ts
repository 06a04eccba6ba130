import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const bus = new EventBridgeClient({});
// Left alone, the SDK sends to the host in the queue's URL.
const queue = new SQSClient({ useQueueUrlAsEndpoint: false });

/** Tells people through the queue, then the bus. */
export async function tell(service: string, version: number, rollout: object): Promise<void> {
  await queue.send(
    new SendMessageCommand({
      QueueUrl: process.env["NOTICES_QUEUE_URL"],
      MessageBody: JSON.stringify({ rollout, version, at: Date.now(), sentences: [] }),
      MessageGroupId: "#deploys",
      MessageDeduplicationId: `${service.replace("/", "_")}-${version}`,
    }),
  );
  await bus.send(
    new PutEventsCommand({
      Entries: [{ Source: "ecs-gardener", DetailType: "Rollout State Change", Detail: JSON.stringify({ rollout }) }],
    }),
  );
}
