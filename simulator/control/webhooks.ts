import type { WireResponse } from "../aws.ts";
import type { Simulator } from "../simulator.ts";
import { jsonResponse } from "./body.ts";

/** What webhooks were sent and took, in that order. */
export const showWebhooks = ({ webhooks }: Simulator): WireResponse => jsonResponse(200, webhooks.deliveries);
