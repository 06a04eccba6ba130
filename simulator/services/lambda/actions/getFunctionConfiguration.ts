import type { FunctionConfiguration, GetFunctionConfigurationRequest } from "@aws-sdk/client-lambda";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { describeFunction, qualified } from "../describe.ts";

export const getFunctionConfiguration: Action<Checked<GetFunctionConfigurationRequest>, FunctionConfiguration> = (
  input,
  { aws },
) => describeFunction(aws.lambda.function(qualified(input.FunctionName, input.Qualifier)));
