import type { GetFunctionRequest, GetFunctionResponse } from "@aws-sdk/client-lambda";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { describeFunction, qualified } from "../describe.ts";

export const getFunction: Action<Checked<GetFunctionRequest>, GetFunctionResponse> = (input, { aws }) => ({
  Configuration: describeFunction(aws.lambda.function(qualified(input.FunctionName, input.Qualifier))),
});
