import { AwsError, type Principal, type WireRequest } from "../aws.ts";
import { principalOf, type Sessions } from "./sessions.ts";

/** Everything that a signature says: who calls, and whose account and which Region are meant. */
export interface Caller {
  readonly principal: Principal;
  readonly account: string;
  readonly region: string;
}

/** The account of every access key that is not itself an account number. */
export const DEFAULT_ACCOUNT = "123456789012";
export const DEFAULT_REGION = "us-east-1";

/** The scope inside an Authorization header (IAM user guide, "Signature Version 4 elements"). */
interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signingName: string;
}

const CREDENTIAL = /^AWS4-HMAC-SHA256 .*Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/;

/** The service that a request was signed for, also where the rest of it cannot be read. */
export function signingNameOf({ headers }: WireRequest): string | undefined {
  return CREDENTIAL.exec(headers.authorization ?? "")?.[3];
}

/**
 * Reads who signed a request. Signatures themselves are not verified: any key works as an account administrator, a key
 * of twelve digits selects that account, a session token of this simulator stands for the function that holds it.
 */
export function identify(sessions: Sessions, request: WireRequest): Caller & { readonly signingName: string } {
  const scope = readCredentialScope(request.headers.authorization);
  const token = request.headers["x-amz-security-token"];
  if (token && sessions.isEnded(token))
    throw new AwsError("ExpiredTokenException", "The security token included in the request is expired", 403);
  const session = token ? sessions.find(token) : undefined;
  if (session)
    return {
      principal: principalOf(session),
      account: session.account,
      region: session.region,
      signingName: scope.signingName,
    };
  const account = /^\d{12}$/.test(scope.accessKeyId) ? scope.accessKeyId : DEFAULT_ACCOUNT;
  return { principal: administrator(account), account, region: scope.region, signingName: scope.signingName };
}

/** Who uses a test key. */
export function administrator(account: string): Principal {
  return { name: "administrator", arn: `arn:aws:iam::${account}:user/administrator`, invocation: undefined };
}

function readCredentialScope(authorization: string | undefined): CredentialScope {
  if (!authorization)
    throw new AwsError("MissingAuthenticationTokenException", "Request is missing Authentication Token", 403);
  const [, accessKeyId, region, signingName] = CREDENTIAL.exec(authorization) ?? [];
  if (!accessKeyId || !region || !signingName)
    throw new AwsError(
      "IncompleteSignatureException",
      "Authorization header requires 'AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<service>/aws4_request'.",
      403,
    );
  return { accessKeyId, region, signingName };
}
