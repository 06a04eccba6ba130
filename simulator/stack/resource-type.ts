import type { Call } from "../aws.ts";
import type { AwsRegion } from "../region.ts";
import type { LambdaRuntime } from "../services/lambda/runtime/runtime.ts";
import type { Properties, PropertyReader } from "./properties.ts";

/** How one CloudFormation resource type is made in the simulator. */
export interface ResourceType {
  /** As `AWS::SQS::Queue`. */
  readonly type: string;
  readonly properties: Properties;
  create(resource: ResourceToCreate): Created | Promise<Created>;
}

interface ResourceToCreate {
  readonly logicalId: string;
  /** Intrinsic functions are worked out. */
  readonly properties: PropertyReader;
  readonly stack: StackContext;
  /** A name for a resource whose template gives none: `<stack>-<logical id>-<random>`, at most so many characters. */
  readonly generateName: (charactersMax: number) => string;
}

/** What is the same for all resources of a deployment. */
export interface StackContext {
  readonly aws: AwsRegion;
  /** For actions that CloudFormation performs: they check what it is given as they check it from anybody. */
  readonly call: Call;
  readonly stackName: string;
  /** Holds the functions' zips. */
  readonly codeDirectory: string;
  readonly runtime: LambdaRuntime;
}

export interface Created {
  /** What `Ref` answers; the physical identifier. */
  readonly ref: string;
  /** What `Fn::GetAtt` answers, by attribute. */
  readonly attributes: Readonly<Record<string, string>>;
}
