import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { emptyState, type State } from "./state.ts";
import { put } from "./table.ts";

const bus = new EventBridgeClient({});
// Left alone, the SDK sends to the host in the queue's URL.
const queue = new SQSClient({ useQueueUrlAsEndpoint: false });

/** Appends to the record, tells people through the queue, then the bus, and notes that all is told. */
export async function tell(service: string, state: State): Promise<State> {
  const { version, rollout = {}, unrecorded = [] } = state;
  for (const entry of unrecorded)
    await put({ pk: `record#${service}`, sk: `entry#${String(entry["version"]).padStart(10, "0")}`, entry });
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
  return emptyState(service, state);
}
