import { isRecord } from "../wire/record.ts";

/** What references in a template mean. Both throw for what is not there. */
export interface Scope {
  /** Value of `Ref`: a parameter, a pseudo parameter or a resource. */
  ref(name: string): unknown;
  /** Value of `Fn::GetAtt`. */
  attribute(logicalId: string, attribute: string): unknown;
  /** Value of `Condition` and of the first argument of `Fn::If`. */
  condition(name: string): boolean;
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

/** What `Ref: AWS::NoValue` stands for: the property, or the element, is not there. */
const NO_VALUE = undefined;

/** The intrinsic functions, one row each (CloudFormation template reference, "Intrinsic functions"). */
const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.ref(text("Ref", argument)),
  Condition: (argument, scope) => scope.condition(text("Condition", argument)),
  "Fn::GetAtt": (argument, scope) => {
    const [logicalId, attribute] = getAttArguments(argument);
    return scope.attribute(logicalId, attribute);
  },
  "Fn::Sub": (argument, scope) => {
    const [template, given] = Array.isArray(argument) ? argument : [argument];
    const variables = isRecord(given) ? given : {};
    return substitute(text("Fn::Sub", template), (name) => {
      if (Object.hasOwn(variables, name)) return resolve(variables[name], scope);
      const [logicalId = "", ...attribute] = name.split(".");
      return attribute.length === 0 ? scope.ref(name) : scope.attribute(logicalId, attribute.join("."));
    });
  },
  "Fn::Join": (argument, scope) => {
    const [separator, parts] = pair("Fn::Join", argument);
    return list("Fn::Join", resolve(parts, scope)).map(String).join(text("Fn::Join", separator));
  },
  "Fn::Select": (argument, scope) => {
    const [index, choices] = pair("Fn::Select", argument);
    return list("Fn::Select", resolve(choices, scope))[Number(resolve(index, scope))];
  },
  "Fn::Split": (argument, scope) => {
    const [separator, whole] = pair("Fn::Split", argument);
    return text("Fn::Split", resolve(whole, scope)).split(text("Fn::Split", separator));
  },
  "Fn::If": (argument, scope) => {
    const [condition, whenTrue, whenFalse] = list("Fn::If", argument);
    return resolve(scope.condition(text("Fn::If", condition)) ? whenTrue : whenFalse, scope);
  },
  "Fn::Equals": (argument, scope) => {
    const [left, right] = pair("Fn::Equals", argument);
    return JSON.stringify(resolve(left, scope)) === JSON.stringify(resolve(right, scope));
  },
  "Fn::Not": (argument, scope) => !list("Fn::Not", resolve(argument, scope))[0],
  "Fn::And": (argument, scope) => list("Fn::And", resolve(argument, scope)).every(Boolean),
  "Fn::Or": (argument, scope) => list("Fn::Or", resolve(argument, scope)).some(Boolean),
};

/** A value with all its intrinsic functions worked out. */
export function resolve(value: unknown, scope: Scope): unknown {
  const call = intrinsicCall(value);
  if (call) return call.intrinsic(call.argument, scope);
  if (Array.isArray(value)) return value.map((element) => resolve(element, scope)).filter((each) => each !== NO_VALUE);
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, resolve(member, scope)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE));
}

/** The branches of `Fn::If` that hold, everything else as it is. */
export function chooseBranches(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((element) => chooseBranches(element, scope)).filter((each) => each !== NO_VALUE);
  if (!isRecord(value)) return value;
  if ("Fn::If" in value) {
    const [condition, whenTrue, whenFalse] = list("Fn::If", value["Fn::If"]);
    return chooseBranches(scope.condition(text("Fn::If", condition)) ? whenTrue : whenFalse, scope);
  }
  if (value.Ref === "AWS::NoValue") return NO_VALUE;
  const members = Object.entries(value).map(([name, member]) => [name, chooseBranches(member, scope)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE));
}

/** Names that a value refers to: parameters, pseudo parameters and logical ids. Throws for functions that are not simulated. */
export function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isRecord(value)) return [];
  refuseUnknownFunctions(value);
  const direct = Object.entries(value).flatMap(([name, argument]) => {
    if (name === "Ref") return [text("Ref", argument)];
    if (name === "Fn::GetAtt") return [getAttArguments(argument)[0]];
    if (name !== "Fn::Sub") return [];
    const [template, variables] = Array.isArray(argument) ? argument : [argument];
    const names: string[] = [];
    substitute(text("Fn::Sub", template), (each) => names.push(each));
    return names.filter((each) => !isRecord(variables) || !Object.hasOwn(variables, each)).map(beforeDot);
  });
  return [...direct, ...Object.values(value).flatMap(references)];
}

/** Whether a value is worked out only when the template is deployed. */
export const isIntrinsicCall = (value: unknown): boolean => intrinsicCall(value) !== undefined;

function intrinsicCall(value: unknown): { intrinsic: Intrinsic; argument: unknown } | undefined {
  if (!isRecord(value)) return undefined;
  const [name = "", ...others] = Object.keys(value);
  if (others.length > 0) return undefined;
  const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
  refuseUnknownFunctions(value);
  // A policy's `Condition` block is an object, the intrinsic function's argument a name.
  if (!intrinsic || (name === "Condition" && typeof value[name] !== "string")) return undefined;
  return { intrinsic, argument: value[name] };
}

function refuseUnknownFunctions(value: object): void {
  const unknown = Object.keys(value).find((name) => name.startsWith("Fn::") && !Object.hasOwn(INTRINSICS, name));
  if (unknown !== undefined) throw new Error(`intrinsic function ${unknown} is not simulated`);
}

/** `${Name}` and `${Name.Attribute}`; `${!Literal}` stays as `${Literal}`. */
const substitute = (template: string, valueOf: (name: string) => unknown): string =>
  template.replaceAll(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) =>
    literal ? `\${${name}}` : String(valueOf(name.trim())),
  );

function getAttArguments(argument: unknown): [logicalId: string, attribute: string] {
  if (Array.isArray(argument)) return [text("Fn::GetAtt", argument[0]), argument.slice(1).map(String).join(".")];
  const whole = text("Fn::GetAtt", argument);
  const logicalId = beforeDot(whole);
  return [logicalId, whole.slice(logicalId.length + 1)];
}

const beforeDot = (name: string): string => name.split(".")[0] ?? name;

function text(intrinsic: string, value: unknown): string {
  if (typeof value !== "string") throw new Error(`${intrinsic} needs a text where it has ${JSON.stringify(value)}`);
  return value;
}

function list(intrinsic: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${intrinsic} needs a list where it has ${JSON.stringify(value)}`);
  return value;
}

function pair(intrinsic: string, value: unknown): [unknown, unknown] {
  const [first, second, ...others] = list(intrinsic, value);
  if (others.length > 0) throw new Error(`${intrinsic} takes two arguments`);
  return [first, second];
}
