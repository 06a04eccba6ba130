import { AwsError } from "../aws.ts";
import { type Dialect, faultOf, type WireError } from "./dialect.ts";
import { type Problem, walk } from "./walk.ts";

/**
 * The AWS JSON protocols 1.0 and 1.1 (Smithy specification, "AWS JSON 1.1 protocol"). With `queryCompatible` errors also
 * carry `x-amzn-query-error`, the code that clients of the older Query protocol knew (Smithy, "awsQueryCompatible").
 */
export function jsonDialect(version: "1.0" | "1.1", queryCompatible: boolean): Dialect {
  const headers = (requestId: string): Record<string, string> => ({
    "content-type": `application/x-amz-json-${version}`,
    "x-amzn-requestid": requestId,
  });
  const queryHeaders = (error: WireError): Record<string, string> =>
    queryCompatible ? { "x-amzn-query-error": `${error.schema?.queryCode ?? error.code};${faultOf(error)}` } : {};
  return {
    readInput(operation, { body }) {
      const problems: Problem[] = [];
      const value = walk(operation.input, parseObject(body.toString()), "in", (problem) => problems.push(problem));
      return { value, problems };
    },
    writeOutput: (_operation, _output, checked, requestId) => ({
      status: 200,
      headers: headers(requestId),
      body: JSON.stringify(checked),
    }),
    writeError: (error, requestId) => ({
      status: error.status,
      headers: { ...headers(requestId), ...queryHeaders(error) },
      body: JSON.stringify({ __type: error.code, message: error.message, ...error.members }),
    }),
  };
}

export function parseObject(body: string): object {
  let value: unknown;
  try {
    value = body === "" ? {} : JSON.parse(body);
  } catch {
    throw new AwsError("SerializationException", "The request body is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new AwsError("SerializationException", "The request body is not a JSON object.");
  return value;
}
