import { AwsError, type Protocol, type WireRequest } from "../aws.ts";
import type { Dialect } from "./dialect.ts";
import { jsonDialect } from "./json.ts";
import { queryDialect } from "./query.ts";
import type { Service } from "./services.ts";

/** Which service and operation a request means, and the protocol to answer in. */
export interface Route {
  readonly service: Service;
  readonly operation: string;
}

/** The protocol of a request, told by its headers alone, so that even an error about the rest is readable for its sender. */
export function dialectOf(services: readonly Service[], request: WireRequest): Dialect {
  const target = targetOf(request);
  if (target) {
    const json = findByTarget(services, target.prefix)?.protocol;
    return jsonDialect(json?.version ?? "1.1", json?.queryCompatible ?? false);
  }
  if (!isForm(request)) return jsonDialect("1.1", false);
  const version = new URLSearchParams(request.body.toString()).get("Version");
  for (const { definition } of services)
    for (const protocol of definition.protocols)
      if (protocol.kind === "query" && protocol.version === version) return queryDialect(protocol.namespace);
  return queryDialect("");
}

/** Routes JSON requests by `x-amz-target`, Query requests by `Action` and the signature's service name. */
export function routeOf(services: readonly Service[], request: WireRequest, signingName: string | undefined): Route {
  const target = targetOf(request);
  if (target) {
    const found = findByTarget(services, target.prefix);
    if (!found) throw unknown(`the service of x-amz-target ${target.prefix}.${target.operation}`);
    return { service: found.service, operation: target.operation };
  }
  const form = isForm(request) ? new URLSearchParams(request.body.toString()) : undefined;
  const operation = form?.get("Action");
  if (!operation)
    throw unknown(`${request.method} ${request.path}: it has neither x-amz-target nor a form with Action`);
  const service = services.find(
    ({ definition }) =>
      definition.signingName === signingName && definition.protocols.some((protocol) => protocol.kind === "query"),
  );
  if (!service) throw unknown(`Action ${operation} of a Query service signed as ${signingName ?? "nobody"}`);
  return { service, operation };
}

function unknown(what: string): AwsError {
  return new AwsError("UnknownOperationException", `The simulator does not know ${what}.`);
}

function targetOf(request: WireRequest): { prefix: string; operation: string } | undefined {
  const target = request.headers["x-amz-target"];
  if (!target) return undefined;
  const dot = target.lastIndexOf(".");
  return { prefix: target.slice(0, Math.max(dot, 0)), operation: target.slice(dot + 1) };
}

function isForm(request: WireRequest): boolean {
  return (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
}

type JsonProtocol = Extract<Protocol, { kind: "json" }>;

function findByTarget(
  services: readonly Service[],
  prefix: string,
): { service: Service; protocol: JsonProtocol } | undefined {
  for (const service of services)
    for (const protocol of service.definition.protocols)
      if (protocol.kind === "json" && protocol.target === prefix) return { service, protocol };
  return undefined;
}
