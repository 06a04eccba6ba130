import { AwsError } from "../../aws.ts";

/** Texts are as SNS words them where known, else inferred. */

export const topicNotFound = (): AwsError => new AwsError("NotFoundException", "Topic does not exist");

export const invalidParameter = (what: string): AwsError =>
  new AwsError("InvalidParameterException", `Invalid parameter: ${what}`);
