import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { type Listener } from "../../simulator/http.ts";
import { startServer } from "../../simulator/server.ts";
import { packagedRuntime } from "../../simulator/services/lambda/runtime/packaged/packaged-runtime.ts";
import { unzip } from "../../simulator/services/lambda/runtime/packaged/unzip.ts";
import type { LambdaRuntime } from "../../simulator/services/lambda/runtime/runtime.ts";
import { createSimulator, type Simulator } from "../../simulator/simulator.ts";
import { createFunction, logLines } from "../support/functions.ts";
import { START } from "../support/region.ts";

/** A packaged function without dependencies; what it does is in its event. */
const CODE = `
import { setTimeout } from "node:timers/promises";
let runs = 0;
export const handler = async (event, context) => {
  runs++;
  if (event.hang) await new Promise(() => setInterval(() => {}, 1_000));
  if (event.spin) for (;;);
  if (event.sleep) console.log("slept and got", await setTimeout(event.sleep, "this"), new Date().toISOString());
  if (event.exit) process.exit(3);
  if (event.fail) throw new RangeError("too many weeds");
  if (event.call) {
    const answered = await fetch(process.env.AWS_ENDPOINT_URL, {
      method: "POST",
      headers: {
        authorization: "AWS4-HMAC-SHA256 Credential=a/20261116/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=x",
        "x-amz-security-token": process.env.AWS_SESSION_TOKEN,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    });
    console.log("identity", (await answered.text()).match(/<Arn>(.*)<.Arn>/)[1]);
  }
  if (event.slack)
    await fetch(process.env.AWS_ENDPOINT_URL + "/slack/api/auth.test", {
      method: "POST",
      headers: { authorization: "Bearer xoxb-test" },
    });
  if (event.environment) console.log(JSON.stringify(process.env));
  console.warn("run %d at %s", runs, new Date().toISOString());
  process.stdout.write("raw " + Date.now() + " " + (new Date() instanceof Date) + "\\n");
  return { remaining: context.getRemainingTimeInMillis() };
};`;

const BY_RULE = { service: "events.amazonaws.com", sourceArn: "arn:aws:events:us-east-1:123456789012:rule/r" };

let folder: string;
let codePath: string;
let simulator: Simulator;
let listener: Listener;
let runtime: LambdaRuntime;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "packaged-test-"));
  codePath = join(folder, "function.zip");
  await writeFile(codePath, zipSync({ "code/handler.mjs": Buffer.from(CODE) }));
  simulator = await createSimulator({ start: START, seed: 1, order: "arrival", silentMilliseconds: 3_000 });
  listener = await startServer(
    simulator,
    { pace: undefined, reset: () => Promise.resolve(), takeNewCode: () => Promise.resolve() },
    0,
  );
  runtime = packagedRuntime({ simulator, endpoint: `http://127.0.0.1:${listener.port}` });
});

afterEach(async () => {
  await runtime.close();
  await listener.close();
  await rm(folder, { recursive: true });
});

function packagedFunction() {
  const aws = simulator.region();
  const lambdaFunction = createFunction(aws, "deploy", () => undefined, {
    runtime,
    codePath,
    handler: "code/handler.handler",
    timeoutSeconds: 3,
    environment: { GARDEN_TABLE: "garden" },
  });
  aws.lambda.putEventInvokeConfiguration(lambdaFunction.arn, {
    maximumRetryAttempts: 0,
    maximumEventAgeSeconds: 60,
    onFailureDestinationArn: undefined,
  });
  const invoke = async (event: object, seconds = 1) => {
    const before = logLines(aws, lambdaFunction).length;
    aws.lambda.invokeAsynchronously(lambdaFunction.arn, event, BY_RULE);
    await simulator.world.advance(seconds * 1_000);
    return logLines(aws, lambdaFunction).slice(before);
  };
  return { lambdaFunction, invoke };
}

test("sees virtual time, logs in order, and stays warm", async () => {
  const { invoke } = packagedFunction();
  const cold = await invoke({});
  const warm = await invoke({}, 3_600);
  expect(cold.map((line) => line.replace(/[0-9a-f-]{36}/, "id"))).toEqual([
    "START RequestId: id Version: $LATEST",
    expect.stringMatching(/^2026-11-16T01:54:34\.\d{3}Z\tid\tWARN\trun 1 at 2026-11-16T01:54:34\.\d{3}Z$/),
    expect.stringMatching(/^raw 1794794074\d{3} true$/),
    "END RequestId: id",
    expect.stringMatching(/^REPORT RequestId: id\tDuration: .*\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t$/),
  ]);
  expect(warm[1]).toContain("run 2 at 2026-11-16T01:54:35");
  expect(warm.at(-1)).not.toContain("Init Duration");
});

test("sleeps in virtual time, which moves on meanwhile", async () => {
  const { lambdaFunction, invoke } = packagedFunction();
  expect((await invoke({ sleep: 2_000 })).join()).not.toContain("slept");
  await simulator.world.advance(2_000);
  const line = logLines(simulator.region(), lambdaFunction).find((one) => one.includes("slept and got this"));
  expect(line).toMatch(/ 2026-11-16T01:54:36\.\d{3}Z/);
});

test("new code takes the place of the old with a redeployment", async () => {
  const { invoke } = packagedFunction();
  await invoke({});
  await writeFile(codePath, zipSync({ "code/handler.mjs": Buffer.from(CODE.replace("run %d", "new run %d")) }));
  expect((await invoke({}))[1]).toContain("\trun 2 at");
  simulator.redeploy();
  expect((await invoke({}))[1]).toContain("\tnew run 1 at");
});

test("has an environment of its own, and nothing of this process's", async () => {
  const { invoke } = packagedFunction();
  const line = (await invoke({ environment: true }))[1] ?? "";
  const environment: Record<string, string> = JSON.parse(line.slice(line.indexOf("{")));
  expect(environment).toMatchObject({
    GARDEN_TABLE: "garden",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_LAMBDA_FUNCTION_NAME: "ecs-gardener-deploy",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/ecs-gardener-deploy",
    AWS_ENDPOINT_URL: `http://127.0.0.1:${listener.port}`,
    TZ: ":UTC",
    _HANDLER: "code/handler.handler",
  });
  expect(Object.keys(environment)).not.toContain("PATH");
});

test("calls AWS as its role, counted by its name", async () => {
  const { invoke } = packagedFunction();
  const lines = await invoke({ call: true });
  expect(lines[1]).toContain("identity arn:aws:sts::123456789012:assumed-role/deploy/ecs-gardener-deploy");
  expect(simulator.calls.list()).toEqual([{ principal: "deploy", operation: "sts:GetCallerIdentity", count: 1 }]);
});

test("calls Slack under its name too, though such calls carry no signature", async () => {
  const { invoke } = packagedFunction();
  await invoke({ slack: true });
  expect(simulator.calls.list()).toEqual([{ principal: "deploy", operation: "slack:auth.test", count: 1 }]);
});

test.each([{ hang: true }, { spin: true }])(
  "%j is ended at its time-out, and the next run starts anew",
  async (event) => {
    const { invoke } = packagedFunction();
    const lines = await invoke(event, 10);
    expect(lines.join("\n")).toMatch(/Task timed out after 3\.00 seconds\nEND .*\nREPORT .*Duration: 3000\.00 ms/);
    expect((await invoke({}))[1]).toContain("run 1 at 2026-11-16T01:54:44");
  },
);

test("an error of the code is logged with its stack, and the environment stays warm", async () => {
  const { invoke } = packagedFunction();
  const lines = await invoke({ fail: true });
  expect(lines[1]).toMatch(
    /ERROR\tInvoke Error \t\{"errorType":"RangeError","errorMessage":"too many weeds","stack":\[/,
  );
  expect((await invoke({}))[1]).toContain("run 2");
});

test("code that exits ends its environment", async () => {
  const { invoke } = packagedFunction();
  expect((await invoke({ exit: true }))[1]).toMatch(/^RequestId: .* Error: Runtime exited with error: exit status 3$/);
  expect((await invoke({}))[1]).toContain("run 1");
});

test("a zip that leads out of its folder is refused", async () => {
  const evil = join(folder, "evil.zip");
  await writeFile(evil, zipSync({ "../outside.mjs": Buffer.from("") }));
  await expect(unzip(evil, join(folder, "inside"))).rejects.toThrow(
    "holds a path that leads out of it: ../outside.mjs",
  );
  expect(await readdir(folder)).not.toContain("outside.mjs");
});
