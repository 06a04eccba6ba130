import type { WireResponse } from "../aws.ts";
import { type Listener, listen } from "../http.ts";
import type { Simulator } from "../simulator.ts";
import { collectStatus } from "./collect.ts";
import { type Reach, renderPage } from "./page.ts";

/** The page holds texts from everywhere: whatever escaped the escaping still could not run. */
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
};

/** Serves the status page, which people look at while they play. `speed` is asked for each page. */
export function startStatusServer(
  simulator: Simulator,
  options: { readonly port: number; readonly reach: Reach; readonly speed: () => number },
): Promise<Listener> {
  return listen(options.port, async ({ method, path }): Promise<WireResponse> => {
    const { pathname } = new URL(path, "http://simulator.invalid");
    if (pathname !== "/" || method !== "GET")
      return { status: 404, headers: { "content-type": "text/plain" }, body: "There is one page here: /\n" };
    const body = renderPage(collectStatus(simulator, options.speed()), options.reach);
    return { status: 200, headers: HEADERS, body };
  });
}
