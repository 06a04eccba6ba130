import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";

/** An event of ours on the bus, without the envelope that EventBridge adds. */
export interface OutgoingEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** The calls to EventBridge that we make. */
export interface Bus {
  /** Puts events on the default bus. Throws, naming the first, if EventBridge did not take one. */
  put(events: readonly OutgoingEvent[]): Promise<void>;
}

export function createBus(client: EventBridgeClient): Bus {
  return {
    async put(events) {
      const answer = await client.send(
        new PutEventsCommand({
          Entries: events.map(({ source, detailType, resources, detail }) => ({
            Source: source,
            DetailType: detailType,
            Resources: [...resources],
            Detail: JSON.stringify(detail),
          })),
        }),
      );
      const refused = answer.Entries?.find(({ ErrorCode }) => ErrorCode);
      if (refused) throw new Error(`PutEvents: ${refused.ErrorCode}: ${refused.ErrorMessage ?? ""}`);
    },
  };
}
