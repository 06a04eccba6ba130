import { AwsError } from "../../aws.ts";

/**
 * Errors of Amazon SQS, named as in its JSON protocol (Amazon SQS API reference). Their older Query codes come from the
 * SDK's schemas on the wire. Texts as Amazon SQS words them where known, else inferred.
 */

export const queueDoesNotExist = (): AwsError =>
  new AwsError("QueueDoesNotExist", "The specified queue does not exist.");

export const queueNameExists = (attribute: string): AwsError =>
  new AwsError(
    "QueueNameExists",
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
  );

export const queueDeletedRecently = (): AwsError =>
  new AwsError(
    "QueueDeletedRecently",
    "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
  );

export const purgeQueueInProgress = (queueName: string): AwsError =>
  new AwsError(
    "PurgeQueueInProgress",
    `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`,
    403,
  );

export const accessDenied = (queueUrl: string): AwsError =>
  new AwsError("AccessDenied", `Access to the resource ${queueUrl} is denied.`, 403);

export const invalidAttributeName = (attribute: string): AwsError =>
  new AwsError("InvalidAttributeName", `Unknown Attribute ${attribute}.`);

export const invalidAttributeValue = (attribute: string, reason?: string): AwsError =>
  new AwsError(
    "InvalidAttributeValue",
    `Invalid value for the parameter ${attribute}.${reason === undefined ? "" : ` Reason: ${reason}`}`,
  );

export const missingParameter = (parameter: string): AwsError =>
  new AwsError("MissingParameter", `The request must contain the parameter ${parameter}.`);

export const invalidParameter = (parameter: string, value: unknown, reason: string): AwsError =>
  new AwsError(
    "InvalidParameterValue",
    `Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );

export const receiptHandleIsInvalid = (handle: string): AwsError =>
  new AwsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`, 404);

export const messageNotInflight = (handle: string): AwsError =>
  new AwsError(
    "MessageNotInflight",
    `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
  );

export const invalidMessageContents = (): AwsError =>
  new AwsError(
    "InvalidMessageContents",
    "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
  );
