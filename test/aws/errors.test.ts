import { createContext, runInContext } from "node:vm";
import { ECSServiceException } from "@aws-sdk/client-ecs";
import { describe, expect, test } from "@jest/globals";
import { type ErrorKind, errorInWords, kindOfError } from "../../shared/aws/errors.ts";

/** An error as the SDK throws it: the code is its name, the HTTP status stands in its metadata. */
function awsError(name: string, status?: number, message = "no"): Error {
  const $metadata = status === undefined ? {} : { httpStatusCode: status };
  return Object.assign(new Error(message), { name, $metadata });
}

describe("AWS's errors", () => {
  const rows: readonly (readonly [name: string, status: number, kind: ErrorKind])[] = [
    ["ClusterNotFoundException", 400, "gone"],
    ["ServiceNotFoundException", 400, "gone"],
    ["ServiceNotActiveException", 400, "gone"],
    ["ServiceDeploymentNotFoundException", 400, "gone"],
    ["RepositoryNotFoundException", 400, "gone"],
    ["ImageNotFoundException", 400, "gone"],
    ["ParameterNotFound", 400, "gone"],
    ["ResourceNotFoundException", 400, "gone"],

    ["AccessDeniedException", 400, "refused"],
    ["InvalidParameterException", 400, "refused"],
    ["ClientException", 400, "refused"],
    ["PlatformTaskDefinitionIncompatibilityException", 400, "refused"],
    ["UnsupportedFeatureException", 400, "refused"],
    ["LimitExceededException", 400, "refused"],
    ["ValidationException", 400, "refused"],
    ["AnExceptionOfTomorrow", 403, "refused"],
    ["AnExceptionOfTomorrow", 499, "refused"],

    ["ConditionalCheckFailedException", 400, "conflict"],
    ["ConflictException", 400, "conflict"],
    ["UpdateInProgressException", 400, "conflict"],

    ["ThrottlingException", 400, "busy"],
    ["Throttling", 400, "busy"],
    ["ThrottledException", 400, "busy"],
    ["RequestLimitExceeded", 400, "busy"],
    ["TooManyRequestsException", 429, "busy"],
    ["ProvisionedThroughputExceededException", 400, "busy"],
    ["ServerException", 400, "busy"],
    ["ServerException", 500, "busy"],
    ["ServiceUnavailable", 400, "busy"],
    ["InternalFailure", 400, "busy"],
    ["RequestTimeout", 400, "busy"],
    ["RequestTimeoutException", 408, "busy"],
    ["TimeoutError", 400, "busy"],
    ["BandwidthLimitExceeded", 400, "busy"],
    ["EC2ThrottledException", 400, "busy"],
    ["PriorRequestNotComplete", 400, "busy"],
    ["RequestThrottled", 400, "busy"],
    ["RequestThrottledException", 400, "busy"],
    ["SlowDown", 400, "busy"],
    ["TransactionInProgressException", 400, "busy"],
    ["AnExceptionOfTomorrow", 429, "busy"],
    ["AnExceptionOfTomorrow", 500, "busy"],
    ["AnExceptionOfTomorrow", 503, "busy"],
    ["AnExceptionOfTomorrow", 399, "busy"],
  ];

  test.each(rows)("%s with HTTP %i is %s", (name, status, kind) => {
    expect(kindOfError(awsError(name, status))).toBe(kind);
  });

  test("two registrations of one family at once pass by themselves, although ECS calls that the client's fault", () => {
    const message = "Too many concurrent attempts to create a new revision of the specified family.";
    expect(kindOfError(awsError("ClientException", 400, message))).toBe("busy");
  });

  test("an error that the SDK has no class for is known by its name all the same", () => {
    const throttled = new ECSServiceException({
      name: "ThrottlingException",
      $fault: "client",
      message: "Rate exceeded",
      $metadata: { httpStatusCode: 400 },
    });
    expect(kindOfError(throttled)).toBe("busy");
  });
});

const foreignError = (name: string, status: number): unknown =>
  runInContext(
    "Object.assign(new Error('no'), given)",
    createContext({ given: { name, $metadata: { httpStatusCode: status } } }),
  );

describe("an error from another realm, as a worker's or a sandbox's, is no instance of our Error", () => {
  test.each([
    ["ClusterNotFoundException", 400, "gone"],
    ["ConditionalCheckFailedException", 400, "conflict"],
    ["ThrottlingException", 400, "busy"],
    ["AccessDeniedException", 400, "refused"],
  ])("%s with HTTP %i is %s all the same", (name, status, kind) => {
    expect(foreignError(name, status)).not.toBeInstanceOf(Error);
    expect(kindOfError(foreignError(name, status))).toBe(kind);
  });

  test("and reads the same", () => {
    expect(errorInWords(foreignError("AccessDeniedException", 400))).toBe("AccessDeniedException: no");
  });
});

describe("what is no answer of AWS's may work later", () => {
  test.each([
    ["a broken connection", Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:443"), { code: "ECONNREFUSED" })],
    ["a fault of ours", new TypeError("undefined is not a function")],
    ["an answer without a status", awsError("SyntaxError", undefined)],
    ["metadata without a status", { $metadata: {} }],
    ["a text", "no"],
    ["a number", 42],
    ["nothing", undefined],
    ["null", null],
  ])("%s", (_, error) => {
    expect(kindOfError(error)).toBe("busy");
  });
});

describe("in words", () => {
  test.each([
    [awsError("AccessDeniedException", 400, "User is not authorized"), "AccessDeniedException: User is not authorized"],
    [new TypeError("fetch failed"), "TypeError: fetch failed"],
    ["no", "no"],
    [undefined, "undefined"],
    [null, "null"],
  ])("%p", (error, words) => {
    expect(errorInWords(error)).toBe(words);
  });
});
