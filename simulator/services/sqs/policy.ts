import { notSimulated } from "../../not-simulated.ts";
import { invalidAttributeValue } from "./errors.ts";

/**
 * The part of a queue's policy that decides whether an AWS service may send (Amazon SQS developer guide,
 * sqs-basic-examples-of-sqs-policies). People and roles of the queue's own account need no queue policy.
 * What this does not understand is refused when the policy is set, so that no statement is passed over in silence.
 */
export interface PolicyStatement {
  readonly effect: "Allow" | "Deny";
  /** Service principals, or `*` for everybody. Principals that are accounts or roles match no service. */
  readonly services: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A service that wants to act on the queue. */
export interface ServiceRequest {
  /** Service principal, as `events.amazonaws.com`. */
  readonly service: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
  /** As `sqs:SendMessage`. */
  readonly action: string;
  readonly resource: string;
}

const STATEMENT_MEMBERS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "Action",
  "Resource",
  "Condition",
]);

/** Whether one value of a condition holds for the request's value (IAM user guide, condition operators). */
const OPERATORS: Readonly<Record<string, (wanted: string, actual: string) => boolean>> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringLike: matchesWildcards,
  ArnEquals: matchesWildcards,
  ArnLike: matchesWildcards,
  Bool: (wanted, actual) => wanted.toLowerCase() === actual,
};

/** What the request has under a condition key; keys are compared without regard to case. */
const KEYS: Readonly<Record<string, (request: ServiceRequest) => string>> = {
  "aws:sourcearn": (request) => request.sourceArn,
  "aws:sourceaccount": (request) => request.sourceAccount,
  "aws:securetransport": () => "true",
};

/** Throws InvalidAttributeValue for what is no policy, NotImplementedException for what is not simulated of one. */
export function parsePolicy(text: string): PolicyStatement[] {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw invalidAttributeValue("Policy");
  }
  if (!isObject(policy)) throw invalidAttributeValue("Policy");
  return list(policy["Statement"]).map(statement);
}

/** An explicit Deny wins over any Allow; without an Allow the answer is no. */
export function allows(statements: readonly PolicyStatement[], request: ServiceRequest): boolean {
  const matching = statements.filter((each) => applies(each, request));
  return matching.some(({ effect }) => effect === "Allow") && !matching.some(({ effect }) => effect === "Deny");
}

function applies(each: PolicyStatement, request: ServiceRequest): boolean {
  return (
    each.services.some((service) => service === "*" || service === request.service) &&
    each.actions.some((action) => matchesWildcards(action.toLowerCase(), request.action.toLowerCase())) &&
    each.resources.some((resource) => matchesWildcards(resource, request.resource)) &&
    each.conditions.every(({ operator, key, values }) => {
      const actual = KEYS[key]?.(request);
      return actual !== undefined && values.some((wanted) => OPERATORS[operator]?.(wanted, actual));
    })
  );
}

function statement(value: unknown): PolicyStatement {
  if (!isObject(value)) throw invalidAttributeValue("Policy");
  const foreign = Object.keys(value).find((member) => !STATEMENT_MEMBERS.has(member));
  if (foreign !== undefined) throw unknownInPolicy(`statement member ${foreign}`);
  const effect = value["Effect"];
  if (effect !== "Allow" && effect !== "Deny") throw invalidAttributeValue("Policy");
  return {
    effect,
    services: services(value["Principal"]),
    actions: texts(value["Action"]),
    resources: texts(value["Resource"]),
    conditions: conditions(value["Condition"] ?? {}),
  };
}

function services(principal: unknown): string[] {
  if (principal === "*") return ["*"];
  if (!isObject(principal)) throw invalidAttributeValue("Policy");
  return Object.entries(principal).flatMap(([kind, names]) => {
    if (kind === "Service") return texts(names);
    if (kind === "AWS") return texts(names).filter((name) => name === "*");
    throw unknownInPolicy(`principal kind ${kind}`);
  });
}

function conditions(value: unknown): Condition[] {
  if (!isObject(value)) throw invalidAttributeValue("Policy");
  return Object.entries(value).flatMap(([operator, byKey]) => {
    if (!Object.hasOwn(OPERATORS, operator)) throw unknownInPolicy(`condition operator ${operator}`);
    if (!isObject(byKey)) throw invalidAttributeValue("Policy");
    return Object.entries(byKey).map(([name, values]) => {
      const key = name.toLowerCase();
      if (!Object.hasOwn(KEYS, key)) throw unknownInPolicy(`condition key ${name}`);
      return { operator, key, values: texts(values) };
    });
  });
}

/** `*` stands for any characters, `?` for one (IAM user guide, wildcards in resource ARNs). */
function matchesWildcards(pattern: string, text: string): boolean {
  const expression = pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, (character) => {
    if (character === "*") return ".*";
    return character === "?" ? "." : `\\${character}`;
  });
  return new RegExp(`^${expression}$`, "s").test(text);
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const texts = (value: unknown): string[] =>
  list(value).map((each) => {
    if (typeof each === "string" || typeof each === "boolean") return String(each);
    throw invalidAttributeValue("Policy");
  });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const unknownInPolicy = (what: string): Error =>
  notSimulated("SetQueueAttributes", `in parameter Attributes.Policy, ${what}`);
