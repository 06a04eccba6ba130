import { errorInWords } from "./errors.ts";

/** AWS may have done it or not: nobody knows before somebody looks. */
export class OutcomeUnknown extends Error {
  constructor(error: unknown) {
    super(`the call may have taken effect or not: ${errorInWords(error)}`);
    this.name = "OutcomeUnknown";
  }
}

interface MiddlewareStack {
  add(
    middleware: (next: (args: never) => Promise<never>) => (args: never) => Promise<never>,
    options: { step: "finalizeRequest"; priority: "low"; name: string },
  ): void;
}

/**
 * Keeps the SDK from sending a command again after an error behind which it may have taken effect. Such a command throws
 * OutcomeUnknown; throttles, which AWS sends before any effect, are still retried. For operations that would do it twice,
 * as RegisterTaskDefinition, which has no client token.
 */
export function once<Command extends { readonly middlewareStack: object }>(command: Command): Command {
  (command.middlewareStack as MiddlewareStack).add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
        throw status === undefined || status >= 500 ? new OutcomeUnknown(error) : error;
      }
    },
    // Inside the SDK's retries, so that they see the other error.
    { step: "finalizeRequest", priority: "low", name: "once" },
  );
  return command;
}
