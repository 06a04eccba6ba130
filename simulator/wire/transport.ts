import { AsyncLocalStorage } from "node:async_hooks";
import { Readable } from "node:stream";
import { HttpResponse } from "@smithy/core/protocols";
import type { WireRequest } from "../aws.ts";
import type { Simulator } from "../simulator.ts";
import { answer } from "./answer.ts";
import { type Caller, DEFAULT_ACCOUNT, DEFAULT_REGION } from "./identity.ts";
import { VirtualRetryStrategy } from "./retry.ts";

/**
 * Who is calling, for code that runs in this process: the in-process Lambda runtime runs each handler inside
 * `callers.run(caller, …)`. Outside of it calls are an administrator's.
 */
export const callers = new AsyncLocalStorage<Caller>();

/** Attempts of the SDK's standard mode (AWS SDKs and Tools reference guide, "Retry behavior"). */
const ATTEMPTS_MAX = 3;

const virtualRetries = (simulator: Simulator, attemptsMax: number): VirtualRetryStrategy =>
  new VirtualRetryStrategy(simulator.world, attemptsMax, () => callers.getStore()?.principal.invocation);

/** An HTTP request as SDK clients hand it to their request handler. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Middleware = (next: (given: never) => Promise<unknown>) => (given: never) => Promise<unknown>;

/** What an SDK client hands to whoever signs for it. */
interface SignerOptions {
  readonly credentials: () => Promise<{ readonly accessKeyId: string; readonly sessionToken?: string }>;
  readonly region: string;
  readonly service: string;
}

/**
 * Signs without a signature, which nobody verifies: the scope says who calls and what is meant. The arithmetic of real ones
 * would take a tenth of a simulation's time.
 */
class ScopeSigner {
  readonly #options: SignerOptions;

  constructor(options: SignerOptions) {
    this.#options = options;
  }

  async sign<Request extends { headers: Record<string, string> }>(
    request: Request,
    { signingRegion, signingService }: { readonly signingRegion?: string; readonly signingService?: string },
  ): Promise<Request> {
    const { credentials, region, service } = this.#options;
    const { accessKeyId, sessionToken } = await credentials();
    request.headers["x-amz-date"] = "20260101T000000Z";
    const scope = `${accessKeyId}/20260101/${signingRegion ?? region}/${signingService ?? service}/aws4_request`;
    request.headers["authorization"] = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
    if (sessionToken !== undefined) request.headers["x-amz-security-token"] = sessionToken;
    return request;
  }
}

/** The part of an SDK client that `connectInProcess` needs. */
interface SdkClient {
  readonly config: {
    readonly maxAttempts: () => Promise<number>;
    retryStrategy: () => Promise<unknown>;
  };
  readonly middlewareStack: {
    add(middleware: Middleware, options: { step: "initialize"; priority: "high"; name: string }): void;
  };
}

/**
 * Options for any SDK client, so that it reaches the simulator in this process: no sockets, no real back-off. Pass the
 * client through `connectInProcess` too, as in `connectInProcess(simulator, new ECSClient(inProcessClientOptions(simulator)))`.
 */
export function inProcessClientOptions(simulator: Simulator) {
  return {
    region: DEFAULT_REGION,
    endpoint: "http://simulator.invalid",
    credentials: { accessKeyId: DEFAULT_ACCOUNT, secretAccessKey: "in-process" },
    signerConstructor: ScopeSigner as never,
    // Of a client that is not connected; all that share these options share its budget of retries.
    retryStrategy: virtualRetries(simulator, ATTEMPTS_MAX),
    requestHandler: {
      metadata: { handlerProtocol: "http/1.1" },
      handle: async (request: SdkRequest) => {
        const answered = await answer(simulator, readRequest(request), callers.getStore());
        const body = Readable.from([Buffer.from(answered.body)]);
        return { response: new HttpResponse({ statusCode: answered.status, headers: { ...answered.headers }, body }) };
      },
      destroy: () => {},
    },
  };
}

/**
 * Lets the clock know about each `send` of the client from its start to its end, retries included, so that time stands
 * still while a call is on its way to the turnstile or back from it. Its retries are its own, as on AWS.
 */
export function connectInProcess<Client extends SdkClient>(simulator: Simulator, client: Client): Client {
  const withinWorld: Middleware = (next) => (given) => {
    const invocation = callers.getStore()?.principal.invocation;
    return invocation ? simulator.world.within(invocation, () => next(given)) : next(given);
  };
  const { config } = client;
  const retries = config.maxAttempts().then((attemptsMax) => virtualRetries(simulator, attemptsMax));
  config.retryStrategy = () => retries;
  client.middlewareStack.add(withinWorld, { step: "initialize", priority: "high", name: "withinWorld" });
  return client;
}

function readRequest({ method, path, query = {}, headers, body }: SdkRequest): WireRequest {
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of typeof value === "string" ? [value] : (value ?? [""])) parameters.append(name, each);
  const search = parameters.size === 0 ? "" : `?${parameters.toString()}`;
  return { method, path: path + search, headers: lowerCase, body: readBody(body) };
}

function readBody(body: unknown): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === "string") return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw new Error("In process, request bodies are text or bytes; streams are not supported.");
}
