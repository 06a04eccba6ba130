import { AwsError, type Protocol, type WireRequest } from "../aws.ts";
import type { Dialect } from "./dialect.ts";
import { signingNameOf } from "./identity.ts";
import { jsonDialect } from "./json.ts";
import { queryDialect } from "./query.ts";
import { findOperation } from "./rest.ts";
import { restJsonDialect } from "./rest-json.ts";
import { restXmlErrors, s3Errors } from "./rest-xml.ts";
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
  if (!isForm(request)) return restDialectOf(services, signingNameOf(request));
  const version = new URLSearchParams(request.body.toString()).get("Version");
  for (const { definition } of services)
    for (const protocol of definition.protocols)
      if (protocol.kind === "query" && protocol.version === version) return queryDialect(protocol.namespace);
  return queryDialect("");
}

/** The services whose REST protocol is not JSON (Smithy specification, "AWS restXml protocol"); none of them is simulated. */
const REST_XML_SIGNING_NAMES: readonly string[] = ["cloudfront", "route53"];
const S3_SIGNING_NAMES: readonly string[] = ["s3", "s3express", "s3-outposts"];

/** Who signed for nobody, or for a service without paths of its own, gets the oldest of the JSON protocols. */
function restDialectOf(services: readonly Service[], signingName: string | undefined): Dialect {
  const known = services.find(({ definition }) => definition.signingName === signingName);
  const speaksRest = known?.definition.protocols.some((protocol) => protocol.kind === "rest-json") ?? true;
  if (signingName === undefined || !speaksRest) return jsonDialect("1.1", false);
  if (S3_SIGNING_NAMES.includes(signingName)) return s3Errors;
  return REST_XML_SIGNING_NAMES.includes(signingName) ? restXmlErrors : restJsonDialect;
}

/**
 * Routes JSON requests by `x-amz-target`, Query requests by `Action` and the signature's service name, REST requests by
 * that name, method and path.
 */
export function routeOf(services: readonly Service[], request: WireRequest, signingName: string | undefined): Route {
  const target = targetOf(request);
  if (target) {
    const found = findByTarget(services, target.prefix);
    if (!found) throw unknown(`the service of x-amz-target ${target.prefix}.${target.operation}`);
    return { service: found.service, operation: target.operation };
  }
  const form = isForm(request) ? new URLSearchParams(request.body.toString()) : undefined;
  const operation = form?.get("Action");
  if (!operation) return restRouteOf(services, request, signingName);
  const service = services.find(
    ({ definition }) =>
      definition.signingName === signingName && definition.protocols.some((protocol) => protocol.kind === "query"),
  );
  if (!service) throw unknown(`Action ${operation} of a Query service signed as ${signingName ?? "nobody"}`);
  return { service, operation };
}

function restRouteOf(services: readonly Service[], request: WireRequest, signingName: string | undefined): Route {
  const { method } = request;
  const path = request.path.replace(/\?.*$/, "");
  const service = services.find(({ definition }) => definition.signingName === signingName);
  if (!service)
    throw new AwsError(
      "NotImplementedException",
      `The service ${signingName ?? "without a name"} is not simulated (${method} ${path}). Simulated are: ${services.map(({ definition }) => definition.id).join(", ")}.`,
      501,
    );
  if (!service.definition.protocols.some((protocol) => protocol.kind === "rest-json"))
    throw unknown(`${method} ${path}: it has neither x-amz-target nor a form with Action`);
  const operation = findOperation(service.catalogue, request);
  if (!operation) throw unknown(`${method} ${path} of ${service.definition.id}`);
  return { service, operation: operation.name };
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
