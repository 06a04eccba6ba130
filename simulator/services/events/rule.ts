import { RuleState, type Target } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../aws.ts";
import type { Checked } from "../../checked.ts";
import { compilePattern, type EventPattern } from "./pattern/compile.ts";
import { parseSchedule, type Schedule } from "./schedule/schedule.ts";

export type RuleTarget = Checked<Target>;

/** What PutRule says about a rule. */
export interface RuleDefinition {
  readonly name: string;
  readonly eventPattern: string | undefined;
  readonly scheduleExpression: string | undefined;
  readonly state: RuleState;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
}

/** A rule of the default bus with its targets, by target id. */
export interface Rule extends RuleDefinition {
  readonly arn: string;
  readonly pattern: EventPattern | undefined;
  readonly schedule: Schedule | undefined;
  readonly targets: Map<string, RuleTarget>;
}

/** Checks a definition as PutRule does. Throws ValidationException or InvalidEventPatternException. */
export function compileRule(definition: RuleDefinition): Pick<Rule, "pattern" | "schedule"> {
  const { name, eventPattern, scheduleExpression, state } = definition;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name))
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
    );
  const states: readonly string[] = Object.values(RuleState);
  if (!states.includes(state))
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${state}' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [${states.join(", ")}]`,
    );
  if (eventPattern === undefined && scheduleExpression === undefined)
    throw new AwsError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
  return {
    pattern: eventPattern === undefined ? undefined : compilePattern(eventPattern),
    schedule: scheduleExpression === undefined ? undefined : parseSchedule(scheduleExpression),
  };
}

/** Rules other than enabled ones neither match nor fire. The simulator records no CloudTrail management events. */
export const isEnabled = (rule: Rule): boolean => rule.state !== "DISABLED";
