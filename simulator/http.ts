import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { ConnectionCut } from "./connection-cut.ts";
import type { WireRequest, WireResponse } from "./aws.ts";

/** The simulator speaks to this machine only. */
const LOOPBACK = "127.0.0.1";

/** Larger bodies than any simulated operation takes are refused. */
const BODY_BYTES_MAX = 64 * 1024 * 1024;

/** A running HTTP server. `close` ends open connections too. */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves HTTP on the loopback address; port 0 picks a free one. Answers carry no Date header: one that disagrees with
 * the wall clock makes the SDK retry every error.
 */
export async function listen(port: number, answer: (request: WireRequest) => Promise<WireResponse>): Promise<Listener> {
  const server = createServer((incoming, outgoing) => {
    outgoing.sendDate = false;
    readRequest(incoming)
      .then((request) => (request ? answer(request) : TOO_LARGE))
      .catch((error: unknown) => {
        if (error instanceof ConnectionCut) throw error;
        return failure(error);
      })
      .then(({ status, headers, body }) => outgoing.writeHead(status, { ...headers }).end(body))
      .catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return {
    port: portOf(server.address()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const TOO_LARGE: WireResponse = {
  status: 413,
  headers: {},
  body: `The body is larger than ${BODY_BYTES_MAX} bytes.\n`,
};

async function readRequest(incoming: IncomingMessage): Promise<WireRequest | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(piece);
  }
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return {
    method: incoming.method ?? "GET",
    path: incoming.url ?? "/",
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

function failure(error: unknown): WireResponse {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, headers: { "content-type": "text/plain; charset=utf-8" }, body: `simulator bug: ${text}\n` };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}
