import type { CallCount } from "../../simulator/calls.ts";

/** The parts of a compiled template that say what functions may call. */
export interface PackagedTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
}

interface FunctionProperties {
  readonly FunctionName: string;
  readonly Role: { readonly "Fn::GetAtt": readonly [role: string, attribute: string] };
}

interface RoleProperties {
  readonly Policies: readonly {
    readonly PolicyDocument: { readonly Statement: readonly { readonly Action: readonly string[] }[] };
  }[];
}

/** Services whose actions have another prefix in IAM (Service Authorization Reference). */
const IAM_PREFIX: Readonly<Record<string, string>> = { tagging: "tag" };

/**
 * What functions called and their roles do not allow, which the simulator lets pass: it evaluates no policies. Non-goal:
 * resources and conditions of the statements.
 */
export function callsNotAllowed({ Resources }: PackagedTemplate, calls: readonly CallCount[]): readonly string[] {
  const allowed = new Map<string, ReadonlySet<string>>();
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Type !== "AWS::Lambda::Function") continue;
    const { FunctionName, Role } = Properties as FunctionProperties;
    const { Policies = [] } = (Resources[Role["Fn::GetAtt"][0]]?.Properties ?? {}) as Partial<RoleProperties>;
    const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    allowed.set(FunctionName.replace("ecs-gardener-", ""), new Set(statements.flatMap(({ Action }) => Action)));
  }
  return calls
    .filter(({ operation }) => !/^(?:slack|webhook):/.test(operation))
    .map(({ principal, operation }) => ({ principal, action: actionOf(operation) }))
    .filter(({ principal, action }) => allowed.get(principal)?.has(action) === false)
    .map(({ principal, action }) => `the role of ${principal} does not allow ${action}`);
}

/** `tag:GetResources` for `tagging:GetResources`. SQS's batches need the permission of the single call. */
function actionOf(operation: string): string {
  const [service = "", name = ""] = operation.split(":");
  return `${IAM_PREFIX[service] ?? service}:${service === "sqs" ? name.replace(/Batch$/, "") : name}`;
}
