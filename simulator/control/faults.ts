import type { WireRequest, WireResponse } from "../aws.ts";
import { FaultsRefused } from "../faults/faults.ts";
import type { Simulator } from "../simulator.ts";
import { BadControlRequest, jsonResponse, readObject } from "./body.ts";
import type { Control } from "./control.ts";

const EXPECTED =
  '{"events": {"lost": 0.1}, "calls": [{"operation": "ecs:UpdateService", "fault": "throttle", "rate": 0.2}], "seed": 7}; {} for none';

/** `{ faults, injected, held }`: what is in force, how often each fault was injected so far, which calls are held now. */
export function showFaults({ faults }: Simulator): WireResponse {
  return jsonResponse(200, { faults: faults.inForce, injected: faults.injected, held: faults.held });
}

/** Replaces the faults in force; calls that were held go on, unless the row that holds them is there again. */
export function setFaults(simulator: Simulator, _control: Control, request: WireRequest): WireResponse {
  try {
    simulator.faults.set(readObject(request, EXPECTED));
  } catch (error) {
    if (error instanceof FaultsRefused) throw new BadControlRequest(error.message, EXPECTED);
    throw error;
  }
  return showFaults(simulator);
}
