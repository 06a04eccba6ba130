import { AwsError } from "../../aws.ts";
import { hexadecimal, uuid } from "../../random.ts";
import type { AwsRegion } from "../../region.ts";
import { DEFAULT_EVENT_INVOKE_CONFIGURATION, enqueue, type EventInvokeConfiguration } from "./asynchronous.ts";
import { execute, type ExecutionResult } from "./execution.ts";
import type { FunctionConfiguration, LambdaFunction } from "./function.ts";
import { allowsInvocation, type Permission, type ServiceCaller } from "./permission.ts";
import { asJson } from "./runtime/runtime.ts";
import { QueuePoller, type SqsEventSourceMapping } from "./queue-poller.ts";

/** What becomes of an asynchronous invocation at Lambda's door. */
export type Acceptance =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly errorCode: "NO_PERMISSIONS" | "NO_RESOURCE"; readonly message: string };

/** The functions of one account and Region, who may invoke them, and what feeds them. */
export class LambdaState {
  readonly aws: AwsRegion;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #permissions = new Map<string, Permission[]>();
  readonly #eventInvokeConfigurations = new Map<string, EventInvokeConfiguration>();

  constructor(aws: AwsRegion) {
    this.aws = aws;
  }

  /** In the order of their creation. */
  get functions(): readonly LambdaFunction[] {
    return [...this.#functions.values()];
  }

  /** By name or ARN, unqualified or `$LATEST`. Throws ResourceNotFoundException. */
  function(nameOrArn: string): LambdaFunction {
    const found = this.#functions.get(functionName(nameOrArn));
    if (!found) throw new AwsError("ResourceNotFoundException", `Function not found: ${nameOrArn}`, 404);
    return found;
  }

  createFunction(configuration: FunctionConfiguration): LambdaFunction {
    const name = configuration.functionName;
    if (this.#functions.has(name))
      throw new AwsError("ResourceConflictException", `Function already exist: ${name}`, 409);
    const lambdaFunction: LambdaFunction = {
      ...configuration,
      aws: this.aws,
      arn: this.aws.arn("lambda", `function:${name}`),
      streamSuffix: hexadecimal(this.aws.world.random, 32),
    };
    this.#functions.set(name, lambdaFunction);
    return lambdaFunction;
  }

  /** As when every function got new code: what starts from now on starts with nothing in its memory. */
  redeploy(): void {
    for (const runtime of new Set(this.functions.map((each) => each.runtime))) runtime.renew();
  }

  addPermission(nameOrArn: string, permission: Permission): void {
    const { functionName: name } = this.function(nameOrArn);
    this.#permissions.set(name, [...(this.#permissions.get(name) ?? []), permission]);
  }

  putEventInvokeConfiguration(nameOrArn: string, configuration: EventInvokeConfiguration): void {
    this.#eventInvokeConfigurations.set(this.function(nameOrArn).functionName, configuration);
  }

  /** Feeds a function from an SQS queue from now on. Throws InvalidParameterValueException where a message could come back too soon. */
  createEventSourceMapping(nameOrArn: string, mapping: SqsEventSourceMapping): void {
    const lambdaFunction = this.function(nameOrArn);
    const hiddenSeconds = this.aws.sqs.queue(mapping.queueArn).number("VisibilityTimeout");
    if (hiddenSeconds < lambdaFunction.timeoutSeconds)
      throw new AwsError(
        "InvalidParameterValueException",
        `Queue visibility timeout: ${hiddenSeconds} seconds is less than Function timeout: ${lambdaFunction.timeoutSeconds} seconds`,
      );
    new QueuePoller(lambdaFunction, mapping).start();
  }

  /** Runs a function for somebody who waits for what comes of it. Throws ResourceNotFoundException. */
  invoke(nameOrArn: string, event: unknown): Promise<ExecutionResult> {
    return execute(this.function(nameOrArn), asJson(event), uuid(this.aws.world.random));
  }

  /** Takes an event for a function from somebody who may invoke it. Throws ResourceNotFoundException. */
  accept(nameOrArn: string, event: unknown): void {
    const lambdaFunction = this.function(nameOrArn);
    const name = lambdaFunction.functionName;
    enqueue(
      lambdaFunction,
      asJson(event),
      () => this.#eventInvokeConfigurations.get(name) ?? DEFAULT_EVENT_INVOKE_CONFIGURATION,
    );
  }

  /** An AWS service hands over an event. It is accepted, or refused at once; what happens then is Lambda's affair. */
  invokeAsynchronously(functionArn: string, event: unknown, by: ServiceCaller): Acceptance {
    const lambdaFunction = this.#functions.get(functionName(functionArn));
    if (!lambdaFunction)
      return { accepted: false, errorCode: "NO_RESOURCE", message: `Function not found: ${functionArn}` };
    const name = lambdaFunction.functionName;
    if (!this.#permissions.get(name)?.some((permission) => allowsInvocation(permission, by)))
      return {
        accepted: false,
        errorCode: "NO_PERMISSIONS",
        message: `${by.service} is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn}`,
      };
    this.accept(name, event);
    return { accepted: true };
  }
}

/** Versions and aliases do not exist: another qualifier than `$LATEST` stays in the name, and nothing is found. */
function functionName(nameOrArn: string): string {
  const parts = nameOrArn.split(":");
  return (parts[0] === "arn" ? parts.slice(6).join(":") : nameOrArn).replace(/:\$LATEST$/, "");
}
