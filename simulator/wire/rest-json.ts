import { isDate } from "node:util/types";
import type { NormalizedSchema } from "@smithy/core/schema";
import type { WireRequest } from "../aws.ts";
import type { OperationSchema } from "./catalogue.ts";
import type { Dialect } from "./dialect.ts";
import { parseObject } from "./json.ts";
import { isRecord } from "./record.ts";
import { readTarget } from "./rest.ts";
import { type Problem, walk } from "./walk.ts";

/**
 * The protocol restJson1 (Smithy specification, "AWS restJson1 protocol"): an input is spread over path, query, headers
 * and body as the SDK's schema says, and so is an output over status, headers and body.
 */
export const restJsonDialect: Dialect = {
  readInput(operation, request) {
    const problems: Problem[] = [];
    const spread = gather(operation, request, (problem) => problems.push(problem));
    return { value: walk(operation.input, spread, "in", (problem) => problems.push(problem)), problems };
  },

  writeOutput(operation, output, checked, requestId) {
    const headers: Record<string, string> = { "x-amzn-requestid": requestId };
    const values = isRecord(output) ? output : {};
    const body: Record<string, unknown> = isRecord(checked) ? { ...checked } : {};
    let status = operation.http?.status ?? 200;
    let payload: Buffer | string | undefined;
    for (const [name, member] of operation.output.structIterator()) {
      const { httpHeader, httpResponseCode, httpPayload, httpPrefixHeaders } = traitsOf(member);
      const value = values[name];
      if (httpResponseCode !== undefined && typeof value === "number") status = value;
      else if (httpHeader !== undefined) {
        if (value !== undefined) headers[httpHeader.toLowerCase()] = writeText(value);
      } else if (httpPrefixHeaders !== undefined) {
        for (const [key, text] of Object.entries(isRecord(value) ? value : {}))
          headers[(httpPrefixHeaders + key).toLowerCase()] = writeText(text);
      } else if (httpPayload) payload = writePayload(value, body[name]);
      else continue;
      delete body[name];
    }
    const hasPayload = [...operation.output.structIterator()].some(([, member]) => traitsOf(member).httpPayload);
    return {
      status,
      headers: { ...headers, "content-type": "application/json" },
      body: hasPayload ? (payload ?? "") : JSON.stringify(body),
    };
  },

  writeError: (error, requestId) => ({
    status: error.status,
    headers: {
      "content-type": "application/json",
      "x-amzn-requestid": requestId,
      "x-amzn-errortype": error.code,
    },
    body: JSON.stringify({ message: error.message, ...error.members }),
  }),
};

interface HttpTraits {
  readonly httpLabel: boolean;
  readonly httpQuery: string | undefined;
  readonly httpQueryParams: boolean;
  readonly httpHeader: string | undefined;
  readonly httpPrefixHeaders: string | undefined;
  readonly httpPayload: boolean;
  readonly httpResponseCode: true | undefined;
  readonly jsonName: string | undefined;
}

/** Where a member stands; every one without such a trait stands in the body. */
function traitsOf(member: NormalizedSchema): HttpTraits {
  const traits: Readonly<Record<string, unknown>> = { ...member.getMergedTraits() };
  const text = (name: string): string | undefined => {
    const value = traits[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    httpLabel: Boolean(traits["httpLabel"]),
    httpQuery: text("httpQuery"),
    httpQueryParams: Boolean(traits["httpQueryParams"]),
    httpHeader: text("httpHeader"),
    httpPrefixHeaders: text("httpPrefixHeaders"),
    httpPayload: Boolean(traits["httpPayload"]),
    httpResponseCode: traits["httpResponseCode"] ? true : undefined,
    jsonName: text("jsonName"),
  };
}

/** The input as one JSON object, as the walk reads it. */
function gather(operation: OperationSchema, request: WireRequest, report: (problem: Problem) => void): object {
  const { http, input } = operation;
  if (!http) throw new Error(`${operation.name} has no http trait`);
  const { labels, query } = readTarget(http, request);
  const gathered: Record<string, unknown> = {};
  const inBody = new Map<string, string>();
  let payloadName: string | undefined;
  for (const [name, member] of input.structIterator()) {
    const traits = traitsOf(member);
    if (traits.httpLabel) gathered[name] = readText(member, labels.get(name));
    else if (traits.httpHeader !== undefined)
      gathered[name] = readText(member, request.headers[traits.httpHeader.toLowerCase()]);
    else if (traits.httpQuery !== undefined) {
      const texts = query.getAll(traits.httpQuery);
      query.delete(traits.httpQuery);
      gathered[name] = member.isListSchema()
        ? absentIfEmpty(texts.map((text) => readText(member.getValueSchema(), text)))
        : readText(member, texts[0]);
    } else if (traits.httpQueryParams) gathered[name] = Object.fromEntries(query);
    else if (traits.httpPrefixHeaders !== undefined)
      gathered[name] = readPrefixed(request, traits.httpPrefixHeaders.toLowerCase());
    else if (traits.httpPayload) {
      payloadName = name;
      gathered[name] = readPayload(member, request.body);
    } else inBody.set(traits.jsonName ?? name, name);
  }
  const takesAnyQuery = [...input.structIterator()].some(([, member]) => traitsOf(member).httpQueryParams);
  if (!takesAnyQuery) for (const name of query.keys()) report({ kind: "unknown", path: `/${name}` });
  if (payloadName === undefined)
    for (const [wireName, value] of Object.entries(parseObject(request.body.toString())))
      gathered[inBody.get(wireName) ?? wireName] = value;
  return gathered;
}

const absentIfEmpty = (items: readonly unknown[]): readonly unknown[] | undefined =>
  items.length === 0 ? undefined : items;

/** A text of path, query or header as JSON would hold it. What it cannot read stays text, for the walk to refuse. */
function readText(schema: NormalizedSchema, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  if (schema.isBooleanSchema() && (text === "true" || text === "false")) return text === "true";
  if (schema.isTimestampSchema()) return Number.isNaN(Date.parse(text)) ? text : Date.parse(text) / 1000;
  if (schema.isNumericSchema() && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  return text;
}

function readPrefixed({ headers }: WireRequest, prefix: string): object {
  const own = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, text]) => [name.slice(prefix.length), text]));
}

function readPayload(schema: NormalizedSchema, body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (schema.isBlobSchema()) return body.toString("base64");
  return schema.isStringSchema() ? body.toString() : parseObject(body.toString());
}

function writePayload(value: unknown, checked: unknown): Buffer | string | undefined {
  if (value === undefined) return undefined;
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return typeof value === "string" ? value : JSON.stringify(checked);
}

/** Times in headers are HTTP dates (Smithy specification, "timestampFormat trait"). */
const writeText = (value: unknown): string => (isDate(value) ? value.toUTCString() : String(value));
