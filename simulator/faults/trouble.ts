import { AwsError } from "../aws.ts";

/** The errors of a service that is too busy, and of one that is broken. */
interface Trouble {
  readonly throttling: readonly [code: string, message: string, status: number];
  readonly failure: readonly [code: string, message: string, status: number];
}

const RATE_EXCEEDED = "Rate exceeded";

/** The query APIs' common errors; also what a service without a row answers. */
const COMMON: Trouble = {
  throttling: ["ThrottlingException", RATE_EXCEEDED, 400],
  failure: ["InternalFailure", "The request processing has failed because of an unknown error.", 500],
};

/** By service identifier. Codes are those of each API reference, "Common Errors" and the SDK's models; texts are inferred. */
const TROUBLES: Readonly<Record<string, Partial<Trouble>>> = {
  dynamodb: {
    throttling: [
      "ThrottlingException",
      "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.",
      400,
    ],
    failure: ["InternalServerError", "Internal server error", 500],
  },
  ecr: { failure: ["ServerException", "Server Error", 500] },
  ecs: { failure: ["ServerException", "Service Unavailable. Please try again later.", 500] },
  events: { failure: ["InternalException", "Internal error", 500] },
  lambda: {
    throttling: ["TooManyRequestsException", "Rate Exceeded.", 429],
    failure: ["ServiceException", "An error occurred and the request cannot be processed.", 500],
  },
  logs: { failure: ["ServiceUnavailableException", "The service cannot complete the request.", 500] },
  sns: {
    throttling: ["ThrottledException", RATE_EXCEEDED, 429],
    failure: ["InternalErrorException", "Internal service error", 500],
  },
  sqs: { throttling: ["RequestThrottled", "The request was denied due to request throttling.", 403] },
  ssm: { failure: ["InternalServerError", "Internal Server Error", 500] },
  sts: { throttling: ["Throttling", RATE_EXCEEDED, 400] },
  tagging: {
    throttling: ["ThrottledException", "The request was denied to limit the frequency of submitted requests.", 400],
    failure: ["InternalServiceException", "The request processing failed because of an unknown error.", 500],
  },
};

/** What a service answers to one request too many. */
export const throttling = (serviceId: string): AwsError =>
  new AwsError(...(TROUBLES[serviceId]?.throttling ?? COMMON.throttling));

/** What a service answers when it fails. */
export const failure = (serviceId: string): AwsError =>
  new AwsError(...(TROUBLES[serviceId]?.failure ?? COMMON.failure));
