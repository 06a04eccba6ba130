import { errorInWords, kindOfError } from "../../shared/aws/errors.ts";

/** The parts of an error that say what it is, of the SDK's errors and of Node's. */
interface Failure {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
}

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "TimeoutError",
]);

const NOT_ALLOWED = /^(AccessDenied|AccessDeniedException|UnauthorizedException|NotAllowed)$/;

const NOT_VALID =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|ExpiredToken|ExpiredTokenException|RequestExpired)$/;

/** Whether AWS said that the caller lacks a permission. */
export const isNotAllowed = (error: unknown): boolean => NOT_ALLOWED.test((error as Failure | undefined)?.name ?? "");

/** What went wrong and what to do about it, in one sentence. */
export function failureInWords(error: unknown, endpoint: string | undefined): string {
  const { name = "", code = "", message = "" } = (error ?? {}) as Failure;
  if (name === "CredentialsProviderError" || /could not load credentials/i.test(message))
    return "No AWS credentials were found: sign in (aws sso login), or set AWS_PROFILE or AWS_ACCESS_KEY_ID.";
  if (/region is missing/i.test(message)) return "No Region is known: give --region, or set AWS_REGION.";
  if (UNREACHABLE.has(code) || UNREACHABLE.has(name))
    return endpoint === undefined
      ? `AWS cannot be reached (${code || name}): check the network and --region.`
      : `${endpoint} cannot be reached (${code || name}): check --endpoint-url, and that it runs.`;
  if (NOT_VALID.test(name)) return `AWS does not take these credentials (${name}): sign in again.`;
  if (isNotAllowed(error))
    return `You may not do this: ${oneLine(message)}. docs/guide/command-line.md lists the permissions that are needed.`;
  if (/^(Contended|StaleAnswers|Overtaken)$/.test(name)) return `${oneLine(message)}. Try again.`;
  if (kindOfError(error) === "busy" && /throttl|toomany|limitexceeded|slowdown/i.test(name))
    return `AWS takes no more calls just now (${name}): try again in a minute.`;
  return oneLine(errorInWords(error));
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").replace(/\.$/, "");
