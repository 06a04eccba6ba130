import type { WireRequest, WireResponse } from "../aws.ts";
import type { Simulator } from "../simulator.ts";
import { TroublesRefused } from "../troubles/troubles.ts";
import { BadControlRequest, jsonResponse, readObject } from "./body.ts";
import type { Control } from "./control.ts";

const EXPECTED =
  '{"troubles": [{"trouble": "no-route", "cluster": "shop", "service": "api", "afterSeconds": 60, "forSeconds": 600}]}; {} for none';

/** `{ troubles }`: each as it was set, with when it begins and heals, its state, and how many it has struck. */
export const showTroubles = ({ troubles }: Simulator): WireResponse => jsonResponse(200, { troubles: troubles.shown });

/** Replaces the troubles. */
export function setTroubles(simulator: Simulator, _control: Control, request: WireRequest): WireResponse {
  try {
    simulator.troubles.set(readObject(request, EXPECTED));
  } catch (error) {
    if (error instanceof TroublesRefused) throw new BadControlRequest(error.message, EXPECTED);
    throw error;
  }
  return showTroubles(simulator);
}
