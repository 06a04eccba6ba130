import { AwsError, type WireRequest, type WireResponse } from "../aws.ts";
import { NeverSettled } from "../clock.ts";
import type { Simulator } from "../simulator.ts";
import { BadControlRequest, jsonResponse } from "./body.ts";
import { driveClock, showClock } from "./clock.ts";
import { putEvent } from "./events.ts";
import { setFaults, showFaults } from "./faults.ts";
import { pushImage } from "./images.ts";
import type { Pace } from "./pace.ts";
import { redeploy } from "./redeploy.ts";
import { showSlack } from "./slack.ts";
import { showTopics } from "./topics.ts";
import { setTroubles, showTroubles } from "./troubles.ts";
import { showWebhooks } from "./webhooks.ts";

/** Where the control surface is on the AWS port. */
export const CONTROL_PATH = "/_simulator/";

/** What the control surface may turn besides the simulator itself. */
export interface Control {
  /** None where time is driven by hand alone. */
  readonly pace: Pace | undefined;
  /** Forgets everything but the running stack. */
  reset(): Promise<void>;
  /** Points every function to the code that was packaged last; where it lies is in its name. */
  takeNewCode(): Promise<void>;
}

type Handler = (simulator: Simulator, control: Control, request: WireRequest) => WireResponse | Promise<WireResponse>;

/** The whole surface: one row a method and path. Bodies are JSON whatever the content type. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  "GET clock": showClock,
  "POST clock": driveClock,
  "GET slack": showSlack,
  "GET webhooks": showWebhooks,
  "GET topics": showTopics,
  "POST images": pushImage,
  "POST events": putEvent,
  "GET calls": (simulator) => jsonResponse(200, simulator.calls.list()),
  "POST reset": async (_simulator, control) => {
    await control.reset();
    return jsonResponse(200, {});
  },
  "POST traffic": () => notYet("traffic"),
  "GET faults": showFaults,
  "POST faults": setFaults,
  "GET troubles": showTroubles,
  "POST troubles": setTroubles,
  "POST redeploy": redeploy,
};

export async function answerControl(
  simulator: Simulator,
  control: Control,
  request: WireRequest,
): Promise<WireResponse> {
  const name = new URL(request.path, "http://simulator.invalid").pathname.slice(CONTROL_PATH.length);
  const handler = HANDLERS[`${request.method} ${name}`];
  if (!handler)
    return jsonResponse(404, {
      error: `There is no ${request.method} ${CONTROL_PATH}${name}.`,
      known: Object.keys(HANDLERS).map((key) => key.replace(" ", ` ${CONTROL_PATH}`)),
    });
  try {
    return await handler(simulator, control, request);
  } catch (error) {
    if (error instanceof BadControlRequest)
      return jsonResponse(400, { error: error.message, expected: error.expected });
    if (error instanceof AwsError) return jsonResponse(400, { error: error.message, code: error.name });
    if (error instanceof NeverSettled) return jsonResponse(504, { error: error.message, running: error.running });
    throw error;
  }
}

function notYet(what: string): WireResponse {
  return jsonResponse(501, { error: `${CONTROL_PATH}${what} is not simulated yet; it comes later.` });
}
