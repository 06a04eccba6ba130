import { AwsError } from "../aws.ts";
import { type Dialect, faultOf, type WireError } from "./dialect.ts";
import { element, escapeXml } from "./xml.ts";

const unread = (): never => {
  throw new AwsError("NotImplementedException", "REST services with XML bodies are not simulated.", 501);
};

/** No service of these dialects is simulated: they exist so that its clients can read that, and what is meant. */
function errorsOnly(write: (error: WireError, requestId: string) => string, codes: Readonly<Record<string, string>>) {
  const dialect: Dialect = {
    readInput: unread,
    writeOutput: unread,
    writeError: (error, requestId) => ({
      status: error.status,
      headers: { "content-type": "application/xml", "x-amz-request-id": requestId },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${write({ ...error, code: codes[error.code] ?? error.code }, requestId)}`,
    }),
  };
  return dialect;
}

/** Amazon S3 API reference, "Error responses": an error stands alone, and has a code of its own for what is missing. */
export const s3Errors = errorsOnly(
  ({ code, message }, requestId) =>
    element("Error", element("Code", code) + element("Message", escapeXml(message)) + element("RequestId", requestId)),
  { NotImplementedException: "NotImplemented", MissingAuthenticationTokenException: "AccessDenied" },
);

/** Smithy specification, "AWS restXml protocol", operation error serialization. */
export const restXmlErrors = errorsOnly((error, requestId) => {
  const described =
    element("Type", faultOf(error)) + element("Code", error.code) + element("Message", escapeXml(error.message));
  return element("ErrorResponse", element("Error", described) + element("RequestId", requestId));
}, {});
