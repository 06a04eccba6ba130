import type { WireRequest, WireResponse } from "../aws.ts";
import type { Simulator } from "../simulator.ts";
import { BadControlRequest, jsonResponse, readObject, refuseUnknownMembers } from "./body.ts";
import type { Control } from "./control.ts";

const EXPECTED = '{"advanceSeconds": 60} or {"speed": 10}';

/** The furthest that one request moves time; more is surely a slip of units. */
const ADVANCE_SECONDS_MAX = 366 * 24 * 60 * 60;

/** Faster than this, a step of the pace holds more than people or processors can follow. */
const SPEED_MAX = 100_000;

/** `{ now, speed, running }`: virtual time in ISO 8601, virtual seconds per real second, invocations under way. */
export function showClock(simulator: Simulator, control: Control): WireResponse {
  return jsonResponse(200, {
    now: new Date(simulator.world.now).toISOString(),
    speed: control.pace?.speed ?? 0,
    running: simulator.world.running,
  });
}

/** Advances by hand (the answer comes after everything due has happened), or changes the speed. */
export async function driveClock(simulator: Simulator, control: Control, request: WireRequest): Promise<WireResponse> {
  const body = readObject(request, EXPECTED);
  refuseUnknownMembers(body, ["advanceSeconds", "speed"], EXPECTED);
  const { advanceSeconds, speed } = body;
  if ((advanceSeconds === undefined) === (speed === undefined))
    throw new BadControlRequest("Exactly one of advanceSeconds and speed must be given.", EXPECTED);
  if (advanceSeconds !== undefined)
    await simulator.world.advance(
      Math.round(readNumber("advanceSeconds", advanceSeconds, ADVANCE_SECONDS_MAX) * 1_000),
    );
  else if (control.pace) control.pace.speed = readNumber("speed", speed, SPEED_MAX);
  else throw new BadControlRequest("This clock has no speed: it is driven by hand.", '{"advanceSeconds": 60}');
  return showClock(simulator, control);
}

function readNumber(name: string, value: unknown, max: number): number {
  if (typeof value === "number" && value >= 0 && value <= max) return value;
  throw new BadControlRequest(`${name} must be a number from 0 to ${max}.`, EXPECTED);
}
