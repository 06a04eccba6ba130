import { EMPTY_GARDEN, type Garden } from "../config/garden.ts";
import { parseGarden } from "../config/parse.ts";
import { formatProblems } from "../config/problem.ts";
import type { Parameters } from "../aws/ssm.ts";
import type { Instant } from "../core/model.ts";
import { errorInWords } from "../aws/errors.ts";
import type { Environment } from "./environment.ts";

/** A change of the parameter takes effect within so long; reading it costs a call to SSM each time. */
const GARDEN_FRESH_SECONDS = 60;

/**
 * The garden file: the SSM parameter GARDEN_PARAMETER where it exists, else the one that was packaged. A broken
 * parameter is reported and the packaged file holds, since a typing error must not stop rollouts.
 */
export function createGardenReader(environment: Environment, parameters: Parameters): () => Promise<Garden> {
  const parameterName = environment.variables["GARDEN_PARAMETER"];
  const packaged = readGarden(environment, "the packaged garden.yml", environment.packagedGarden()) ?? EMPTY_GARDEN;
  let cached: { readonly garden: Garden; readonly at: Instant } | undefined;

  return async () => {
    const now = environment.now();
    if (cached && now - cached.at < GARDEN_FRESH_SECONDS * 1000) return cached.garden;
    const text = parameterName ? await parameters.get(parameterName) : undefined;
    const garden = text === undefined ? packaged : (readGarden(environment, parameterName ?? "", text) ?? packaged);
    cached = { garden, at: now };
    return garden;
  };
}

function readGarden(environment: Environment, source: string, text: string): Garden | undefined {
  try {
    const parsed = parseGarden(JSON.parse(text));
    if ("garden" in parsed) return parsed.garden;
    environment.logger.error(`The garden in ${source} is not used: ${formatProblems(source, parsed.problems)}`);
  } catch (error) {
    environment.logger.error(`The garden in ${source} is not used, since it is no JSON: ${errorInWords(error)}`);
  }
  environment.metrics.addMetric("GardenInvalid", "Count", 1);
  return undefined;
}
