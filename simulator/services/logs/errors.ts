import { AwsError } from "../../aws.ts";

/** Texts as CloudWatch Logs words them where known, else inferred. */

export const groupNotFound = (): AwsError =>
  new AwsError("ResourceNotFoundException", "The specified log group does not exist.");

export const streamNotFound = (): AwsError =>
  new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");

export const groupAlreadyExists = (): AwsError =>
  new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");

export const streamAlreadyExists = (): AwsError =>
  new AwsError("ResourceAlreadyExistsException", "The specified log stream already exists");

export const invalidParameter = (text: string): AwsError => new AwsError("InvalidParameterException", text);

export const invalidToken = (): AwsError => invalidParameter("The specified nextToken is invalid.");
