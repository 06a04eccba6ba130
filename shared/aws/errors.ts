/**
 * What an AWS error means to us, sorted once, here:
 * gone: what was asked for does not exist (any more); refused: AWS will not do it, however often it is asked;
 * conflict: somebody was quicker; busy: later it may work, so it is thrown and comes back.
 */
export type ErrorKind = "gone" | "refused" | "conflict" | "busy";

const GONE = new Set([
  "ClusterNotFoundException",
  "ServiceNotFoundException",
  "ServiceNotActiveException",
  "ServiceDeploymentNotFoundException",
  "RepositoryNotFoundException",
  "ImageNotFoundException",
  "ParameterNotFound",
  "ResourceNotFoundException",
]);

const CONFLICT = new Set(["ConditionalCheckFailedException", "ConflictException", "UpdateInProgressException"]);

/** Codes that AWS sends for too many calls (Amazon ECS developer guide, request-throttling; SDK retry rules). */
const BUSY = new Set([
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "RequestLimitExceeded",
  "TooManyRequestsException",
  "ProvisionedThroughputExceededException",
  "BandwidthLimitExceeded",
  "EC2ThrottledException",
  "PriorRequestNotComplete",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "TransactionInProgressException",
  "ServerException",
  "ServiceUnavailable",
  "InternalFailure",
  "RequestTimeout",
  "RequestTimeoutException",
  "TimeoutError",
]);

/**
 * RegisterTaskDefinition answers a plain ClientException when two callers register one family at once, so the SDK does
 * not retry it; it passes by itself.
 */
const CONCURRENT_REGISTRATION = /Too many concurrent attempts to create a new revision/i;

/** The part of an SDK's error that says what it is. An error of another realm is no instance of our Error. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Sorts what an SDK client threw. What is no answer of AWS (a broken connection, a fault of ours) is busy: try again. */
export function kindOfError(error: unknown): ErrorKind {
  const { name = "", message = "", $metadata } = (error ?? {}) as SdkError;
  if (GONE.has(name)) return "gone";
  if (CONFLICT.has(name)) return "conflict";
  if (BUSY.has(name) || CONCURRENT_REGISTRATION.test(message)) return "busy";
  const status = $metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500 && status !== 429 ? "refused" : "busy";
}

/** `AccessDeniedException: User … is not authorized` */
export function errorInWords(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
