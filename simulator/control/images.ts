import type { WireRequest, WireResponse } from "../aws.ts";
import type { Simulator } from "../simulator.ts";
import { BEHAVIOR_NAMES, isBehavior } from "../workload/behaviors.ts";
import { BadControlRequest, jsonResponse, readObject, refuseUnknownMembers } from "./body.ts";
import type { Control } from "./control.ts";

const EXPECTED = '{"repository": "shop/api", "tag": "latest", "behavior": "healthy"}; behavior may be left out';

/** Pushes a fresh image into the default account's registry, and answers `{ digest }`. */
export function pushImage(simulator: Simulator, _control: Control, request: WireRequest): WireResponse {
  const body = readObject(request, EXPECTED);
  refuseUnknownMembers(body, ["repository", "tag", "behavior"], EXPECTED);
  const { repository, tag, behavior } = body;
  if (typeof repository !== "string" || typeof tag !== "string")
    throw new BadControlRequest("repository and tag must be texts.", EXPECTED);
  if (behavior !== undefined && typeof behavior !== "string")
    throw new BadControlRequest("behavior must be a text.", EXPECTED);
  if (behavior !== undefined && !isBehavior(behavior))
    throw new BadControlRequest(`There is no behavior ${JSON.stringify(behavior)}.`, BEHAVIOR_NAMES.join(", "));
  const { digest } = simulator.region().ecr.push({ repository, tag, behavior });
  return jsonResponse(200, { digest });
}
