import type { Invocation, World } from "./clock.ts";
import type { AwsRegion } from "./region.ts";

/**
 * The contract between the wire and the behaviour of an operation. An operation is one file,
 * `services/<service>/actions/<operation>.ts`, that exports its Action under the operation's name with a small first
 * letter (`describeServices`); the wire finds it there. Types of input and output come from the SDK.
 */

/** An error that AWS would answer, with AWS's code and text. HTTP status 400 unless said otherwise. */
export class AwsError extends Error {
  readonly status: number;
  /** Further members of the error's body, for instance `resourceIds`. */
  readonly members: Readonly<Record<string, unknown>>;
  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.status = status;
    this.members = members;
  }
}

/** Who signed a call. */
export interface Principal {
  /** `administrator` for test keys, else the short name of the function, as `deploy`. Counted in `GET /_simulator/calls`. */
  readonly name: string;
  readonly arn: string;
  /** The running invocation whose session signed the call; none for people's keys. */
  readonly invocation: Invocation | undefined;
}

/** What a behaviour may look at besides its input. Account and Region are those of the request's signature. */
export interface Call {
  readonly aws: AwsRegion;
  readonly world: World;
  readonly principal: Principal;
}

/** Behaviour of one operation. Throws AwsError for what AWS refuses; input is checked against the schema before. */
export type Action<Input, Output> = (input: Input, call: Call) => Output | Promise<Output>;

/** One AWS service as the wire knows it; `services/<service>/service.ts` exports it as `service`. */
export interface ServiceDefinition {
  /** Folder name, and prefix in counts: `ecs` in `ecs:UpdateService`. */
  readonly id: string;
  /** The service name in a signature's credential scope. */
  readonly signingName: string;
  /** The SDK package's namespace object: operation schemas are found in it. */
  readonly sdk: object;
  readonly protocols: readonly Protocol[];
  /** The code AWS gives to a missing or ill-typed parameter, as `InvalidParameterException`. */
  readonly invalidInputCode: string;
  /**
   * Members that the schema does not know but the operation keeps, by JSON path below the input or output
   * (`/containerDefinitions/0/futureField`). Without it unknown members are refused with an error that names them.
   */
  readonly keepsUnknown?: (operation: string, path: string) => boolean;
}

export type Protocol =
  /** `x-amz-target: <prefix>.<Operation>`, JSON body. `queryCompatible` adds x-amzn-query-error to errors. */
  | {
      readonly kind: "json";
      readonly version: "1.0" | "1.1";
      readonly target: string;
      readonly queryCompatible?: boolean;
    }
  /** Form body with Action and Version, XML answers. */
  | { readonly kind: "query"; readonly version: string; readonly namespace: string }
  /** Method and path say the operation, as the SDK's schemas have it; JSON bodies. */
  | { readonly kind: "rest-json" };

/** A request as it came from the wire; `path` includes the query string. Header names are lower case. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}
