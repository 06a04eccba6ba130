import { AwsError } from "./aws.ts";

/** What the schema knows and the simulator does not do: an error that names it, never a silent success. */
export const notSimulated = (operation: string, what: string): AwsError =>
  new AwsError("NotImplementedException", `${operation}: ${what} is not simulated`, 501);

/** Refuses the first of these parameters that the caller gave. */
export function refuseParameters<Input extends object>(
  operation: string,
  input: Input,
  parameters: readonly (keyof Input & string)[],
): void {
  for (const parameter of parameters)
    if (input[parameter] !== undefined) throw notSimulated(operation, `parameter ${parameter}`);
}
