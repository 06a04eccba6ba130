import { isRecord } from "../wire/record.ts";

/** A CloudFormation template in JSON, as `aws cloudformation deploy` takes it; only what the simulator looks at. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
}

interface TemplateOutput {
  readonly Value: unknown;
  readonly Condition?: string;
}

/** Everything that keeps a template from being deployed, found before anything is made. */
export class InvalidTemplate extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The simulator cannot deploy this template:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
    this.name = "InvalidTemplate";
    this.problems = problems;
  }
}

/** Sections without effect on what is deployed are let through. */
const SECTIONS = [
  "AWSTemplateFormatVersion",
  "Description",
  "Metadata",
  "Parameters",
  "Conditions",
  "Resources",
  "Outputs",
];

/** DeletionPolicy and UpdateReplacePolicy matter to updates and deletions, which the simulator does not do. */
const RESOURCE_MEMBERS = [
  "Type",
  "Properties",
  "DependsOn",
  "Condition",
  "Metadata",
  "DeletionPolicy",
  "UpdateReplacePolicy",
];

/** Whether a value has the shape of a template; what it lacks, and what it has beyond it, is told to `report`. */
export function isTemplate(value: unknown, report: (problem: string) => void): value is Template {
  if (!isRecord(value) || !isRecord(value.Resources)) {
    report("it is not an object with Resources");
    return false;
  }
  for (const section of Object.keys(value))
    if (!SECTIONS.includes(section)) report(`section ${section} is not simulated`);
  let isGood = true;
  for (const [logicalId, resource] of Object.entries(value.Resources))
    if (!isRecord(resource) || typeof resource.Type !== "string") {
      report(`${logicalId} has no Type`);
      isGood = false;
    } else
      for (const member of Object.keys(resource))
        if (!RESOURCE_MEMBERS.includes(member)) report(`${logicalId} (${resource.Type}): ${member} is not simulated`);
  return isGood;
}
