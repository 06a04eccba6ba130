import type { WireResponse } from "../aws.ts";
import type { Simulator } from "../simulator.ts";
import { jsonResponse } from "./body.ts";

/** What people would see: every message in its newest state, in the order of posting. */
export function showSlack(simulator: Simulator): WireResponse {
  return jsonResponse(
    200,
    simulator.slack.messages.map(({ channel, ts, threadTs, text, blocks }) => ({
      channel,
      ts,
      threadTs,
      text,
      blocks,
    })),
  );
}
