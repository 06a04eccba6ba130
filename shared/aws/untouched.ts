import { getSmithyContext } from "@smithy/core/client";

/** Smithy's document type in the SDK's numbering of schemas: any JSON value, as it is. */
const DOCUMENT_SCHEMA = 15;

interface OperationContext {
  operationSchema: readonly [kind: number, namespace: string, name: string, traits: unknown, ...shapes: unknown[]];
}

interface MiddlewareStack {
  add(
    middleware: (
      next: (args: never) => Promise<never>,
      context: Record<string, unknown>,
    ) => (args: never) => Promise<never>,
    options: { step: "initialize"; name: string },
  ): void;
}

/**
 * Makes a command carry its input and output untouched. The JavaScript SDK drops members that it does not know, in both
 * directions and without a word; a task definition with a field newer than this bundle would lose it on its next
 * revision. Signing, retries and errors stay the client's own; timestamps come as numbers (epoch seconds).
 */
export function untouched<Command extends { readonly middlewareStack: object }>(command: Command): Command {
  (command.middlewareStack as MiddlewareStack).add(
    (next, context) => (args) => {
      const operation = getSmithyContext(context) as unknown as OperationContext;
      const [kind, namespace, name, traits] = operation.operationSchema;
      operation.operationSchema = [kind, namespace, name, traits, DOCUMENT_SCHEMA, DOCUMENT_SCHEMA];
      return next(args);
    },
    { step: "initialize", name: "untouched" },
  );
  return command;
}
