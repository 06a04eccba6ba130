import { chooseBranches, references, resolve, type Scope } from "./intrinsics.ts";
import { inOrder } from "./order.ts";
import { effectiveProperties, unknownProperties } from "./properties.ts";
import type { ResourceType } from "./resource-type.ts";
import { RESOURCE_TYPES } from "./resource-types.ts";
import { InvalidTemplate, isTemplate, type Template } from "./template.ts";

/** One resource that is going to be made; conditions are decided, references not yet worked out. */
interface PlannedResource {
  readonly logicalId: string;
  readonly type: ResourceType;
  readonly properties: unknown;
  readonly dependsOn: readonly string[];
}

export interface Plan {
  /** In the order they have to be made. */
  readonly resources: readonly PlannedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Values of parameters and pseudo parameters. */
  readonly values: ReadonlyMap<string, unknown>;
}

/** Decides everything that can be decided before anything is made. Throws InvalidTemplate with all problems at once. */
export function planStack(
  given: unknown,
  options: { parameters: Readonly<Record<string, string>>; pseudoParameters: Readonly<Record<string, string>> },
): Plan {
  const problems: string[] = [];
  const report = (problem: string): void => void problems.push(problem);
  if (!isTemplate(given, report)) throw new InvalidTemplate(problems);
  const values = parameterValues(given, options, report);
  const scope = conditionScope(given, values);
  const resources = attempt([], report, () => planResources(given, scope, report));
  const outputs = attempt({}, report, () => planOutputs(given, scope));
  reportMissingReferences({ resources, outputs, values }, report);
  const ordered = attempt([], report, () => inOrder(resources));
  if (problems.length > 0) throw new InvalidTemplate(problems);
  return { resources: ordered, outputs, values };
}

/** A parameter without a value is a problem only where something refers to it. */
function parameterValues(
  { Parameters = {} }: Template,
  { parameters, pseudoParameters }: { parameters: Record<string, string>; pseudoParameters: Record<string, string> },
  report: (problem: string) => void,
): Map<string, unknown> {
  for (const name of Object.keys(parameters))
    if (!Object.hasOwn(Parameters, name)) report(`parameter ${name} does not exist in the template`);
  const values = new Map<string, unknown>(Object.entries(pseudoParameters));
  for (const [name, { Type, Default }] of Object.entries(Parameters)) {
    if (Type !== "String" && Type !== "Number") report(`parameter ${name}: type ${Type} is not simulated`);
    const value = parameters[name] ?? Default;
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

function conditionScope({ Conditions = {} }: Template, values: ReadonlyMap<string, unknown>): Scope {
  const scope: Scope = {
    ref: (name) => {
      if (!values.has(name)) throw new Error(`a condition refers to ${name}, which has no value`);
      return values.get(name);
    },
    attribute: (logicalId) => {
      throw new Error(`a condition refers to resource ${logicalId}`);
    },
    condition: (name) => {
      if (!Object.hasOwn(Conditions, name)) throw new Error(`condition ${name} does not exist`);
      return Boolean(resolve(Conditions[name], scope));
    },
  };
  return scope;
}

function planResources(template: Template, scope: Scope, report: (problem: string) => void): PlannedResource[] {
  const planned: PlannedResource[] = [];
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (resource.Condition !== undefined && !scope.condition(resource.Condition)) continue;
    const type = RESOURCE_TYPES.get(resource.Type);
    if (!type) {
      report(`${logicalId}: resource type ${resource.Type} is not simulated`);
      continue;
    }
    const where = `${logicalId} (${resource.Type})`;
    attempt(
      undefined,
      (problem) => report(`${where}: ${problem}`),
      () => {
        const chosen = chooseBranches(resource.Properties ?? {}, scope);
        for (const property of unknownProperties(type.properties, chosen))
          report(`${where}: property ${property} is not simulated`);
        const properties = effectiveProperties(type.properties, chosen);
        planned.push({
          logicalId,
          type,
          properties,
          dependsOn: [...list(resource.DependsOn), ...references(properties)],
        });
      },
    );
  }
  return planned;
}

function planOutputs({ Outputs = {} }: Template, scope: Scope): Record<string, unknown> {
  const holding = Object.entries(Outputs).filter(
    ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
  );
  return Object.fromEntries(holding.map(([name, { Value }]) => [name, chooseBranches(Value, scope)]));
}

function reportMissingReferences({ resources, outputs, values }: Plan, report: (problem: string) => void): void {
  const known = new Set([...values.keys(), ...resources.map(({ logicalId }) => logicalId)]);
  const users = [
    ...resources.map(({ logicalId, dependsOn }) => ({ name: logicalId, needs: dependsOn })),
    ...Object.entries(outputs).map(([name, value]) => ({ name: `output ${name}`, needs: references(value) })),
  ];
  for (const { name, needs } of users)
    for (const needed of new Set(needs))
      if (!known.has(needed)) report(`${name}: ${needed} is no resource here, and no parameter with a value`);
}

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

/** Turns what is thrown into a problem, so that the search for more goes on. */
function attempt<Result>(otherwise: Result, report: (problem: string) => void, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    report(error instanceof Error ? error.message : String(error));
    return otherwise;
  }
}
