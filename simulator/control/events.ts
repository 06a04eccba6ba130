import type { WireRequest, WireResponse } from "../aws.ts";
import { entryBytes, EVENT_BYTES_MAX } from "../services/events/entry.ts";
import { envelop } from "../services/events/event.ts";
import type { Simulator } from "../simulator.ts";
import { isRecord } from "../wire/record.ts";
import { BadControlRequest, jsonResponse, readObject } from "./body.ts";
import type { Control } from "./control.ts";

const EXPECTED = 'one EventBridge event, as {"source": "aws.ecr", "detail-type": "ECR Image Action", "detail": {…}, …}';

/**
 * Puts one event on the default bus of the default account, verbatim, also from sources that PutEvents refuses. Members
 * of the envelope that it lacks are added as the bus would.
 */
export function putEvent(simulator: Simulator, _control: Control, request: WireRequest): WireResponse {
  const body = readObject(request, EXPECTED);
  const { source, "detail-type": detailType, detail } = body;
  if (typeof source !== "string" || typeof detailType !== "string" || !isRecord(detail))
    throw new BadControlRequest("An event needs the texts source and detail-type and the object detail.", EXPECTED);
  const aws = simulator.region();
  const event = { ...envelop(aws, { source, detailType, resources: [], detail }), ...body };
  const bytes = entryBytes({ Source: source, DetailType: detailType, Detail: JSON.stringify(detail) });
  if (bytes >= EVENT_BYTES_MAX)
    throw new BadControlRequest(
      `The event has ${bytes} bytes; EventBridge takes less than ${EVENT_BYTES_MAX}.`,
      "a smaller event",
    );
  aws.events.put(event);
  return jsonResponse(200, { id: event.id });
}
