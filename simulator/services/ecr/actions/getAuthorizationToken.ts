import type { GetAuthorizationTokenRequest, GetAuthorizationTokenResponse } from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { refuseParameters } from "../../../not-simulated.ts";
import { hexadecimal } from "../../../random.ts";

/** Amazon ECR user guide, registry authentication: a token is valid for 12 hours. */
const VALIDITY_MILLISECONDS = 12 * 60 * 60 * 1000;

/** Length of the password in hexadecimal digits; only its being opaque matters. */
const PASSWORD_DIGITS = 64;

export const getAuthorizationToken: Action<Checked<GetAuthorizationTokenRequest>, GetAuthorizationTokenResponse> = (
  input,
  { aws, world },
) => {
  refuseParameters("GetAuthorizationToken", input, ["registryIds"]);
  const password = hexadecimal(world.random, PASSWORD_DIGITS);
  return {
    authorizationData: [
      {
        authorizationToken: Buffer.from(`AWS:${password}`).toString("base64"),
        expiresAt: new Date(world.now + VALIDITY_MILLISECONDS),
        proxyEndpoint: `https://${aws.ecr.host}`,
      },
    ],
  };
};
