import type { WireRequest, WireResponse } from "./aws.ts";
import { type Control, answerControl, CONTROL_PATH } from "./control/control.ts";
import { type Listener, listen } from "./http.ts";
import { answerOutside, isOutside, SESSION_HEADER } from "./outside.ts";
import type { Simulator } from "./simulator.ts";

/**
 * Starts the port that everything in the simulator is behind: all AWS services, Slack's Web API under `/slack/api/`,
 * webhooks under `/webhooks/`, and the control surface under `/_simulator/`.
 */
export function startServer(simulator: Simulator, control: Control, port: number): Promise<Listener> {
  return listen(port, (request) => {
    if (request.path.startsWith(CONTROL_PATH)) return answerControl(simulator, control, request);
    return withinInvocation(simulator, request, () =>
      isOutside(request.path) ? answerOutside(simulator, request) : simulator.answer(request),
    );
  });
}

/** Lets the clock know that an invocation's call is under way, from its arrival to its answer. */
function withinInvocation(
  simulator: Simulator,
  { headers }: WireRequest,
  send: () => Promise<WireResponse>,
): Promise<WireResponse> {
  const token = headers["x-amz-security-token"] ?? headers[SESSION_HEADER];
  const invocation = token === undefined ? undefined : simulator.sessions.find(token)?.invocation;
  return invocation ? simulator.world.within(invocation, send) : send();
}
