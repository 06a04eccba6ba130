import type { InvocationRequest, InvocationResponse } from "@aws-sdk/client-lambda";
import { type Action, AwsError } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated, refuseParameters } from "../../../not-simulated.ts";
import { qualified } from "../describe.ts";

/** Longest payloads (Lambda developer guide, "Lambda quotas"). */
const SYNCHRONOUS_BYTES_MAX = 6 * 1_048_576;
const ASYNCHRONOUS_BYTES_MAX = 1_048_576;

/** Who calls is an account administrator or a function; IAM policies are not evaluated. */
export const invoke: Action<Checked<InvocationRequest>, InvocationResponse> = async (input, { aws, principal }) => {
  refuseParameters("Invoke", input, ["ClientContext", "DurableExecutionName", "TenantId"]);
  if (input.LogType !== undefined && input.LogType !== "None") throw notSimulated("Invoke", `LogType ${input.LogType}`);
  const name = qualified(input.FunctionName, input.Qualifier);
  const { InvocationType: invocationType = "RequestResponse" } = input;
  switch (invocationType) {
    case "DryRun":
      aws.lambda.function(name);
      return { StatusCode: 204 };
    case "Event":
      aws.lambda.accept(name, readPayload(input.Payload, ASYNCHRONOUS_BYTES_MAX));
      return { StatusCode: 202 };
    case "RequestResponse": {
      // It would have to end within the call's own turn.
      if (principal.invocation) throw notSimulated("Invoke", "a function that waits for another");
      const result = await aws.lambda.invoke(name, readPayload(input.Payload, SYNCHRONOUS_BYTES_MAX));
      return {
        StatusCode: 200,
        ExecutedVersion: "$LATEST",
        Payload: Buffer.from(JSON.stringify(result.payload)),
        ...(result.kind === "failed" ? { FunctionError: "Unhandled" } : {}),
      };
    }
    default: {
      const never: never = invocationType;
      throw new AwsError("InvalidParameterValueException", `Unknown InvocationType: ${String(never)}`);
    }
  }
};

/** None is an empty object. */
function readPayload(payload: Uint8Array | undefined, bytesMax: number): unknown {
  if (payload === undefined || payload.length === 0) return {};
  if (payload.length > bytesMax)
    throw new AwsError(
      "RequestTooLargeException",
      `${payload.length} byte payload is too large for the invocation type (limit ${bytesMax} bytes)`,
      413,
    );
  try {
    return JSON.parse(Buffer.from(payload).toString()) as unknown;
  } catch (error) {
    throw new AwsError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
