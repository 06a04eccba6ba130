import { NormalizedSchema } from "@smithy/core/schema";
import { isRecord } from "./record.ts";

/**
 * What an SDK package says about its service: every operation with the shapes of its input and output, every modelled
 * error. Shapes are never written by hand in the simulator.
 */
export interface Catalogue {
  readonly operations: ReadonlyMap<string, OperationSchema>;
  readonly errors: ReadonlyMap<string, ErrorSchema>;
}

export interface OperationSchema {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** How REST protocols ask for it; none of services without. */
  readonly http: HttpTrait | undefined;
}

/** Smithy specification, "http trait". */
export interface HttpTrait {
  readonly method: string;
  /** With labels, as `/functions/{FunctionName}`; a query behind it is part of the name. */
  readonly uri: string;
  /** Status of an answer that went well. */
  readonly status: number;
}

export interface ErrorSchema {
  /** HTTP status of the model; absent where the model gives none. */
  readonly status: number | undefined;
  /** The code that Query clients see where it differs from the name: `AWS.SimpleQueueService.NonExistentQueue`. */
  readonly queryCode: string | undefined;
}

/** Kinds in the first element of an exported schema, as numbered by `@smithy/core/schema`. */
const OPERATION_KIND = 9;
const ERROR_KIND = -3;

type SchemaReference = Parameters<typeof NormalizedSchema.of>[0];
type ExportedSchema = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: unknown,
  input: SchemaReference,
  output: SchemaReference,
];

/** Reads the namespace object of an SDK package, as `import * as sdk from "@aws-sdk/client-ecs"`. */
export function readCatalogue(sdk: object): Catalogue {
  const operations = new Map<string, OperationSchema>();
  const errors = new Map<string, ErrorSchema>();
  for (const exported of Object.values(sdk)) {
    if (!isExportedSchema(exported)) continue;
    if (exported[0] === OPERATION_KIND) operations.set(exported[2], new LazyOperationSchema(exported));
    if (exported[0] === ERROR_KIND) errors.set(exported[2], readErrorSchema(exported));
  }
  return { operations, errors };
}

/** Shapes are normalised at first use: a package has hundreds of them, a process needs a few. */
class LazyOperationSchema implements OperationSchema {
  readonly name: string;
  readonly http: HttpTrait | undefined;
  readonly #exported: ExportedSchema;
  #input: NormalizedSchema | undefined;
  #output: NormalizedSchema | undefined;

  constructor(exported: ExportedSchema) {
    this.name = exported[2];
    this.http = readHttpTrait(exported[3]);
    this.#exported = exported;
  }

  get input(): NormalizedSchema {
    return (this.#input ??= NormalizedSchema.of(this.#exported[4]));
  }

  get output(): NormalizedSchema {
    return (this.#output ??= NormalizedSchema.of(this.#exported[5]));
  }
}

function readHttpTrait(traits: unknown): HttpTrait | undefined {
  const http: unknown = isRecord(traits) ? traits.http : undefined;
  if (!Array.isArray(http)) return undefined;
  const [method, uri, status]: readonly unknown[] = http;
  return typeof method === "string" && typeof uri === "string" && typeof status === "number"
    ? { method, uri, status }
    : undefined;
}

function isExportedSchema(value: unknown): value is ExportedSchema {
  return Array.isArray(value) && typeof value[0] === "number" && typeof value[2] === "string";
}

function readErrorSchema(exported: ExportedSchema): ErrorSchema {
  const traits = isRecord(exported[3]) ? exported[3] : {};
  const [queryCode, queryStatus]: readonly unknown[] = Array.isArray(traits.awsQueryError) ? traits.awsQueryError : [];
  const status = queryStatus ?? traits.httpError;
  return {
    status: typeof status === "number" ? status : undefined,
    queryCode: typeof queryCode === "string" ? queryCode : undefined,
  };
}
