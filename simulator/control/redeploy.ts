import type { WireRequest, WireResponse } from "../aws.ts";
import type { Simulator } from "../simulator.ts";
import { BadControlRequest, jsonResponse, readObject, refuseUnknownMembers } from "./body.ts";
import type { Control } from "./control.ts";

const EXPECTED = '{"inFlight": "finish"} or {"inFlight": "kill"}; {} lets them finish';

/** Redeploys the functions, and answers `{ killed }`, the invocations that did not survive it. */
export async function redeploy(simulator: Simulator, control: Control, request: WireRequest): Promise<WireResponse> {
  const body = readObject(request, EXPECTED);
  refuseUnknownMembers(body, ["inFlight"], EXPECTED);
  const { inFlight = "finish" } = body;
  if (inFlight !== "finish" && inFlight !== "kill")
    throw new BadControlRequest("inFlight must be finish or kill.", EXPECTED);
  await control.takeNewCode();
  return jsonResponse(200, { killed: simulator.redeploy({ inFlight }) });
}
