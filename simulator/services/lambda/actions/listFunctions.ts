import type { ListFunctionsRequest, ListFunctionsResponse } from "@aws-sdk/client-lambda";
import { type Action, AwsError } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { refuseParameters } from "../../../not-simulated.ts";
import { describeFunction } from "../describe.ts";

/** "Lambda returns up to 50 functions per call" (Lambda API reference, ListFunctions). */
const FUNCTIONS_MAX = 50;

/** There are no versions besides `$LATEST`, so FunctionVersion changes nothing. */
export const listFunctions: Action<Checked<ListFunctionsRequest>, ListFunctionsResponse> = (input, { aws }) => {
  refuseParameters("ListFunctions", input, ["MasterRegion"]);
  const start = input.Marker === undefined ? 0 : Number(input.Marker);
  if (!Number.isInteger(start) || start < 0) throw new AwsError("InvalidParameterValueException", "Invalid Marker");
  const end = start + Math.min(input.MaxItems ?? FUNCTIONS_MAX, FUNCTIONS_MAX);
  const { functions } = aws.lambda;
  return {
    Functions: functions.slice(start, end).map(describeFunction),
    ...(end < functions.length ? { NextMarker: String(end) } : {}),
  };
};
