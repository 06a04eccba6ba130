import type { Simulator } from "../simulator.ts";
import type { LambdaFunction } from "../services/lambda/function.ts";
import type { LambdaRuntime } from "../services/lambda/runtime/runtime.ts";
import { isRecord } from "../wire/record.ts";
import { DEFAULT_ACCOUNT, DEFAULT_REGION } from "../wire/identity.ts";
import { resolve, type Scope } from "./intrinsics.ts";
import { planStack } from "./plan.ts";
import { PropertyReader } from "./properties.ts";
import type { Created, StackContext } from "./resource-type.ts";

export interface StackToDeploy {
  readonly simulator: Simulator;
  /** A CloudFormation template as parsed from JSON. */
  readonly template: unknown;
  /** Holds the functions' zips by their S3 keys. */
  readonly codeDirectory: string;
  readonly runtime: LambdaRuntime;
  /** Values of the template's parameters; they win over defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly stackName?: string;
  readonly account?: string;
  readonly region?: string;
}

export interface DeployedStack {
  readonly outputs: Readonly<Record<string, string>>;
  readonly functions: readonly LambdaFunction[];
  /** In the order they were made. */
  readonly resources: readonly DeployedResource[];
}

interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` answers. */
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Worked out, without those that have no effect. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Makes everything that a compiled template describes, at once and for good: stacks are neither updated nor deleted.
 * Throws InvalidTemplate, before anything is made, with every section, resource type, property and function that is not
 * simulated; a value that a resource refuses, or an attribute that it lacks, is an error when its turn comes.
 */
export async function deployStack(given: StackToDeploy): Promise<DeployedStack> {
  const { simulator, template, codeDirectory, runtime, parameters = {}, stackName = "ecs-gardener" } = given;
  const aws = simulator.region(given.account ?? DEFAULT_ACCOUNT, given.region ?? DEFAULT_REGION);
  const pseudoParameters = {
    "AWS::AccountId": aws.account,
    "AWS::Partition": "aws",
    "AWS::Region": aws.region,
    "AWS::StackName": stackName,
    "AWS::StackId": aws.arn("cloudformation", `stack/${stackName}/simulated`),
    "AWS::URLSuffix": "amazonaws.com",
  };
  const plan = planStack(template, { parameters, pseudoParameters });
  const principal = {
    name: "cloudformation",
    arn: `arn:aws:iam::${aws.account}:user/cloudformation`,
    invocation: undefined,
  };
  const stack: StackContext = {
    aws,
    call: { aws, world: simulator.world, principal },
    stackName,
    codeDirectory,
    runtime,
  };
  const functionsBefore = new Set(aws.lambda.functions);
  const created = new Map<string, Created>();
  const scope = resourceScope(plan.values, created);
  const resources: DeployedResource[] = [];
  for (const { logicalId, type, properties: unresolved } of plan.resources) {
    const resolved = resolve(unresolved, scope);
    const properties = isRecord(resolved) ? resolved : {};
    const where = `${logicalId} (${type.type})`;
    const made = await make(where, () =>
      type.create({
        logicalId,
        properties: new PropertyReader(where, properties),
        stack,
        generateName: (charactersMax) => generateName(stack, logicalId, charactersMax),
      }),
    );
    created.set(logicalId, made);
    resources.push({ logicalId, type: type.type, physicalId: made.ref, attributes: made.attributes, properties });
  }
  const outputs = Object.entries(plan.outputs).map(([name, value]) => [name, String(resolve(value, scope))]);
  return {
    outputs: Object.fromEntries(outputs),
    functions: aws.lambda.functions.filter((each) => !functionsBefore.has(each)),
    resources,
  };
}

function resourceScope(values: ReadonlyMap<string, unknown>, created: ReadonlyMap<string, Created>): Scope {
  return {
    ref: (name) => created.get(name)?.ref ?? values.get(name),
    attribute: (logicalId, attribute) => {
      const value = created.get(logicalId)?.attributes[attribute];
      if (value === undefined) throw new Error(`Fn::GetAtt: attribute ${attribute} of ${logicalId} is not simulated`);
      return value;
    },
    condition: (name) => {
      throw new Error(`condition ${name} was to be decided before`);
    },
  };
}

async function make(where: string, create: () => Created | Promise<Created>): Promise<Created> {
  try {
    return await create();
  } catch (error) {
    if (error instanceof Error && !error.message.startsWith(where)) error.message = `${where}: ${error.message}`;
    throw error;
  }
}

const NAME_SUFFIX_CHARACTERS = 12;
const NAME_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** CloudFormation user guide, "Resource names": the parts are shortened where the whole would be too long. */
function generateName({ aws, stackName }: StackContext, logicalId: string, charactersMax: number): string {
  const suffix = Array.from(
    { length: NAME_SUFFIX_CHARACTERS },
    () => NAME_ALPHABET[Math.floor(aws.world.random() * NAME_ALPHABET.length)],
  ).join("");
  return `${`${stackName}-${logicalId}`.slice(0, charactersMax - NAME_SUFFIX_CHARACTERS - 1)}-${suffix}`;
}
