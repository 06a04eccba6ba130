import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { errorInWords } from "../aws/errors.ts";
import type { Environment } from "./environment.ts";

/** A function as Lambda calls it. */
export type LambdaHandler = (event: unknown, context: Context) => Promise<unknown>;

/**
 * The shell around every function: its log lines carry the request and the event that caused it, its metrics are
 * flushed, and what it throws is logged before Lambda retries it.
 */
export function lambda(
  environment: Environment,
  run: (event: unknown, context: Context) => Promise<unknown>,
): LambdaHandler {
  const { logger, metrics } = environment;
  const handler = middy<unknown, unknown>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics, { captureColdStartMetric: true }))
    .before(({ event }) => {
      const id = (event as { id?: unknown } | null | undefined)?.id;
      if (typeof id === "string") logger.setCorrelationId(id);
    })
    .onError(({ error }) => {
      logger.error(`It will be tried again: ${errorInWords(error)}`, error as Error);
    })
    .handler(run);
  return handler;
}
