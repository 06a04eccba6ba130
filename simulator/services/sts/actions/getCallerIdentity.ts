import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from "@aws-sdk/client-sts";
import type { Action } from "../../../aws.ts";

/** STS API reference, GetCallerIdentity. UserId: `AIDA…` for users, `AROA…:<session name>` for assumed roles (inferred: the identifiers). */
export const getCallerIdentity: Action<GetCallerIdentityRequest, GetCallerIdentityResponse> = (
  _input,
  { aws, principal },
) => ({
  UserId: principal.arn.includes(":assumed-role/")
    ? `AROASIMULATOR:${principal.arn.slice(principal.arn.lastIndexOf("/") + 1)}`
    : "AIDASIMULATOR",
  Account: aws.account,
  Arn: principal.arn,
});
