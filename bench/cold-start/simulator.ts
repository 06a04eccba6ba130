// The process that is AWS while cold starts are measured in others: plants a garden on request and serves it on loopback.
import type { Listener } from "../../simulator/http.ts";
import { startServer } from "../../simulator/server.ts";
import { executionPrincipal } from "../../simulator/services/lambda/function.ts";
import { SLACK_PATH } from "../../simulator/slack/answer.ts";
import type { GardenWorld } from "../../test/support/garden.ts";
import type { FunctionName, Planted, PlantRequest } from "./messages.ts";
import { tell } from "./stories.ts";

let listener: Listener | undefined;

process.on("message", ({ plant }: PlantRequest) => {
  void answer(plant).then((planted) => process.send?.(planted));
});

async function answer(name: FunctionName): Promise<Planted> {
  await listener?.close();
  const { garden, event } = await tell(name);
  const { simulator } = garden;
  // Time stands still from here on, so that nobody calls but the function that is measured.
  simulator.calls.clear();
  listener = await startServer(simulator, { pace: undefined, reset: refuseReset, takeNewCode: refuseReset }, 0);
  const endpoint = `http://127.0.0.1:${listener.port}`;
  return { endpoint, event, variables: variablesOf(garden, name, endpoint) };
}

const refuseReset = (): Promise<void> => Promise.reject(new Error("a story is told anew instead"));

/** Lambda developer guide, "Defined runtime environment variables". */
function variablesOf({ aws, simulator }: GardenWorld, name: FunctionName, endpoint: string): Record<string, string> {
  const lambdaFunction = aws.lambda.function(`ecs-gardener-${name}`);
  const { name: principal, arn } = executionPrincipal(lambdaFunction);
  const session = simulator.sessions.issue({ name: principal, arn, account: aws.account, region: aws.region });
  return {
    ...lambdaFunction.environment,
    ...(name === "notify" ? { SLACK_API_URL: `${endpoint}${SLACK_PATH}` } : {}),
    TZ: ":UTC",
    AWS_REGION: aws.region,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: lambdaFunction.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambdaFunction.memorySizeMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_ACCESS_KEY_ID: aws.account,
    AWS_SECRET_ACCESS_KEY: "simulated",
    AWS_SESSION_TOKEN: session.token,
    AWS_ENDPOINT_URL: endpoint,
  };
}
