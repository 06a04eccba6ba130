import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, test } from "@jest/globals";
import type { AwsRegion } from "../../simulator/region.ts";
import { createSimulator, type Simulator } from "../../simulator/simulator.ts";
import { connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { createFunction } from "../support/functions.ts";
import { START } from "../support/region.ts";

let simulator: Simulator;
let aws: AwsRegion;
let lambda: LambdaClient;
let seen: unknown[];

beforeEach(async () => {
  simulator = await createSimulator({ start: START, seed: 1, order: "seeded" });
  aws = simulator.region();
  lambda = connectInProcess(simulator, new LambdaClient(inProcessClientOptions(simulator)));
  seen = [];
  createFunction(aws, "deploy", (event) => {
    seen.push(event);
    if (event === "bad") throw new TypeError("no event");
    return { took: event };
  });
});

const invoke = async (input: Partial<InvokeCommand["input"]>) => {
  const sent = lambda.send(new InvokeCommand({ FunctionName: "ecs-gardener-deploy", ...input }));
  const [answer] = await Promise.all([sent, simulator.world.advance(1_000)]);
  return answer;
};

const refusal = (sent: Promise<unknown>): Promise<unknown> =>
  sent.then(
    () => "accepted",
    (error: unknown) => error,
  );

describe("Invoke", () => {
  test("waits for the function's answer", async () => {
    const { StatusCode, Payload, FunctionError, ExecutedVersion } = await invoke({ Payload: '{"a":"é"}' });
    expect([StatusCode, FunctionError, ExecutedVersion]).toEqual([200, undefined, "$LATEST"]);
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual({ took: { a: "é" } });
  });

  test("tells a function error in its header, and the error as payload", async () => {
    const { StatusCode, Payload, FunctionError } = await invoke({ Payload: '"bad"' });
    expect([StatusCode, FunctionError]).toEqual([200, "Unhandled"]);
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual({
      errorType: "TypeError",
      errorMessage: "no event",
    });
  });

  test("as an event it is accepted, and carried out behind the caller's back", async () => {
    expect(await invoke({ InvocationType: "Event", Payload: '{"b":1}' })).toMatchObject({ StatusCode: 202 });
    expect(seen).toEqual([{ b: 1 }]);
  });

  test("as a dry run it runs nothing", async () => {
    expect(await invoke({ InvocationType: "DryRun" })).toMatchObject({ StatusCode: 204 });
    expect(seen).toEqual([]);
  });

  test("finds the function by name, ARN and $LATEST; without a payload the event is an empty object", async () => {
    const { arn } = aws.lambda.function("ecs-gardener-deploy");
    for (const FunctionName of [arn, `${arn}:$LATEST`]) await invoke({ FunctionName });
    await invoke({ Qualifier: "$LATEST" });
    expect(seen).toEqual([{}, {}, {}]);
  });

  const refusals: readonly [what: string, input: Partial<InvokeCommand["input"]>, error: object][] = [
    [
      "nobody",
      { FunctionName: "nobody" },
      { name: "ResourceNotFoundException", message: "Function not found: nobody", $metadata: { httpStatusCode: 404 } },
    ],
    ["an alias", { Qualifier: "live" }, { name: "ResourceNotFoundException" }],
    ["a payload that is no JSON", { Payload: "{" }, { name: "InvalidRequestContentException" }],
    [
      "an event of more than a megabyte",
      { InvocationType: "Event", Payload: JSON.stringify("x".repeat(1_048_576)) },
      { name: "RequestTooLargeException", $metadata: { httpStatusCode: 413 } },
    ],
    [
      "the log's tail",
      { LogType: "Tail" },
      { name: "NotImplementedException", message: "Invoke: LogType Tail is not simulated" },
    ],
  ];
  test.each(refusals)("refuses %s", async (_what, input, error) => {
    expect(await refusal(invoke(input))).toMatchObject(error);
  });
});

describe("functions are shown", () => {
  test("one by one, with what the simulator knows of them", async () => {
    const named = { FunctionName: "ecs-gardener-deploy" };
    const shown = { ...named, Timeout: 30, MemorySize: 256, State: "Active", Version: "$LATEST" };
    expect(await lambda.send(new GetFunctionConfigurationCommand(named))).toMatchObject(shown);
    expect(await lambda.send(new GetFunctionCommand(named))).toMatchObject({ Configuration: shown });
  });

  test("all of them, page by page", async () => {
    for (const name of ["track", "tick"]) createFunction(aws, name, () => null);
    const first = await lambda.send(new ListFunctionsCommand({ MaxItems: 2 }));
    const rest = await lambda.send(new ListFunctionsCommand({ Marker: first.NextMarker }));
    const names = [first, rest].map(({ Functions = [] }) => Functions.map(({ FunctionName }) => FunctionName));
    expect(names).toEqual([["ecs-gardener-deploy", "ecs-gardener-track"], ["ecs-gardener-tick"]]);
    expect(rest.NextMarker).toBeUndefined();
  });
});

const ask = (signingName: string, method: string, path: string) =>
  simulator.answer({
    method,
    path,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261116/us-east-1/${signingName}/aws4_request, SignedHeaders=host, Signature=00`,
    },
    body: Buffer.alloc(0),
  });

describe("what is not simulated says so in the protocol of its sender", () => {
  test("S3 in its own XML", async () => {
    const { status, headers, body } = await ask("s3", "GET", "/?x-id=ListBuckets");
    expect(status).toBe(501);
    expect(headers["content-type"]).toBe("application/xml");
    expect(body).toMatch(
      /^<\?xml .*\?>\n<Error><Code>NotImplemented<\/Code><Message>The service s3 is not simulated \(GET \/\)/,
    );
  });

  test("other REST services with XML bodies", async () => {
    const { body } = await ask("route53", "GET", "/2013-04-01/hostedzone");
    expect(body).toContain("<ErrorResponse><Error><Type>Receiver</Type><Code>NotImplementedException</Code>");
  });

  test("REST services with JSON bodies", async () => {
    const { status, headers, body } = await ask("eks", "GET", "/clusters");
    expect([status, headers["x-amzn-errortype"]]).toEqual([501, "NotImplementedException"]);
    expect(JSON.parse(body.toString())).toEqual({
      message: expect.stringMatching(/^The service eks is not simulated \(GET \/clusters\)\. Simulated are: .*lambda/),
    });
  });

  test("an operation of Lambda's, by name", async () => {
    const { status, body } = await ask("lambda", "DELETE", "/2015-03-31/functions/ecs-gardener-deploy");
    expect(status).toBe(501);
    expect(body).toContain("lambda:DeleteFunction is not simulated");
  });

  test("a path that Lambda does not have", async () => {
    const { body } = await ask("lambda", "GET", "/flowers");
    expect(body).toContain("does not know GET /flowers of lambda");
  });
});
