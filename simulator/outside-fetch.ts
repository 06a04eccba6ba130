import { ConnectionCut } from "./connection-cut.ts";
import { answerOutside, isOutside } from "./outside.ts";
import type { Simulator } from "./simulator.ts";
import { callers } from "./wire/transport.ts";

/**
 * `fetch` for code that runs in this process: it reaches the doubles of Slack and of webhooks without sockets and waits
 * at the turnstile. Any host will do. An abort lets go of the answer, not of the call.
 */
export function inProcessFetch(simulator: Simulator): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    if (!isOutside(pathname)) throw new TypeError(`fetch failed: nothing answers in process at ${request.url}`);
    const caller = callers.getStore();
    const send = async (): Promise<Response> => {
      const body = Buffer.from(await request.arrayBuffer());
      const headers = Object.fromEntries(request.headers);
      const wireRequest = { method: request.method, path: pathname + search, headers, body };
      const answered = await answerOutside(simulator, wireRequest, caller?.principal).catch((error: unknown) => {
        if (error instanceof ConnectionCut) throw new TypeError("fetch failed", { cause: error });
        throw error;
      });
      return new Response(answered.body.toString(), { status: answered.status, headers: answered.headers });
    };
    const invocation = caller?.principal.invocation;
    const sent = invocation ? simulator.world.within(invocation, send) : send();
    return Promise.race([sent, rejectOnAbort(request.signal)]);
  };
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  });
}
