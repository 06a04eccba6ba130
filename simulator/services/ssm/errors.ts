import { AwsError } from "../../aws.ts";

/** Texts as Systems Manager words them where known, else inferred. */

/** Systems Manager gives this error no text for GetParameter (inferred); the name helps whoever reads it. */
export const parameterNotFound = (name: string): AwsError =>
  new AwsError("ParameterNotFound", `Parameter ${name} not found.`);

export const parameterVersionNotFound = (name: string, selector: string): AwsError =>
  new AwsError(
    "ParameterVersionNotFound",
    `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
  );

export const parameterAlreadyExists = (): AwsError =>
  new AwsError(
    "ParameterAlreadyExists",
    "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
  );

export const validationFailed = (text: string): AwsError => new AwsError("ValidationException", text);
