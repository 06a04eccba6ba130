import { gzipSync } from "node:zlib";
import * as ecs from "@aws-sdk/client-ecs";
import * as sqs from "@aws-sdk/client-sqs";
import * as sts from "@aws-sdk/client-sts";
import { describe, expect, test } from "@jest/globals";
import { type Action, AwsError, type ServiceDefinition, type WireRequest } from "../../simulator/aws.ts";
import { World } from "../../simulator/clock.ts";
import { service as stsDefinition } from "../../simulator/services/sts/service.ts";
import { getCallerIdentity } from "../../simulator/services/sts/actions/getCallerIdentity.ts";
import { Simulator } from "../../simulator/simulator.ts";
import { readCatalogue } from "../../simulator/wire/catalogue.ts";
import type { Service } from "../../simulator/wire/services.ts";
import { connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";

/** Services made of real schemas and of behaviours that belong to each test. */
function simulate(actions: Record<string, Action<unknown, unknown>>): Simulator {
  const world = new World({ seed: 1, start: Date.UTC(2030, 0, 1), order: "arrival" });
  const definitions: readonly ServiceDefinition[] = [ecsDefinition, sqsDefinition, stsDefinition];
  return new Simulator(
    definitions.map((definition) =>
      serviceOf(definition, { GetCallerIdentity: (_input, call) => getCallerIdentity({}, call), ...actions }),
    ),
    world,
  );
}

function serviceOf(definition: ServiceDefinition, actions: Record<string, Action<unknown, unknown>>): Service {
  const catalogue = readCatalogue(definition.sdk);
  const own = Object.entries(actions).filter(([operation]) => catalogue.operations.has(operation));
  return { definition, catalogue, actions: new Map(own) };
}

const ecsDefinition: ServiceDefinition = {
  id: "ecs",
  signingName: "ecs",
  sdk: ecs,
  protocols: [{ kind: "json", version: "1.1", target: "AmazonEC2ContainerServiceV20141113" }],
  invalidInputCode: "InvalidParameterException",
  keepsUnknown: (operation) => operation === "RegisterTaskDefinition",
};

const sqsDefinition: ServiceDefinition = {
  id: "sqs",
  signingName: "sqs",
  sdk: sqs,
  protocols: [
    { kind: "json", version: "1.0", target: "AmazonSQS", queryCompatible: true },
    { kind: "query", version: "2012-11-05", namespace: "http://queue.amazonaws.com/doc/2012-11-05/" },
  ],
  invalidInputCode: "InvalidParameterValue",
};

function signature(signingName: string, { accessKeyId = "test", region = "us-east-1" } = {}): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20300101/${region}/${signingName}/aws4_request, SignedHeaders=host, Signature=00`;
}

function jsonRequest(target: string, body: unknown, headers: Record<string, string> = {}): WireRequest {
  return {
    method: "POST",
    path: "/",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": target,
      authorization: signature("ecs"),
      ...headers,
    },
    body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  };
}

function formRequest(signingName: string, fields: Record<string, string>): WireRequest {
  return {
    method: "POST",
    path: "/",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      authorization: signature(signingName),
    },
    body: Buffer.from(new URLSearchParams(fields).toString()),
  };
}

const ECS = "AmazonEC2ContainerServiceV20141113";

async function json(simulator: Simulator, request: WireRequest) {
  const { status, headers, body } = await simulator.answer(request);
  const parsed: unknown = JSON.parse(body.toString());
  return { status, headers, body: parsed };
}

describe("the JSON protocol", () => {
  test("times are Date inside and epoch seconds outside, null is absent, bytes are base64", async () => {
    const seen: unknown[] = [];
    const simulator = simulate({
      ListTasks: (input) => {
        seen.push(input);
        return {};
      },
      DescribeServices: () => ({ services: [{ serviceName: "api", createdAt: new Date(1_700_000_000_123) }] }),
      SendMessage: (input) => {
        seen.push(input);
        return { MessageId: "m" };
      },
    });
    await json(simulator, jsonRequest(`${ECS}.ListTasks`, { cluster: "shop", family: null }));
    await json(
      simulator,
      jsonRequest("AmazonSQS.SendMessage", {
        QueueUrl: "q",
        MessageBody: "b",
        MessageAttributes: { bytes: { DataType: "Binary", BinaryValue: "aGk=" } },
      }),
    );
    expect(seen).toEqual([
      { cluster: "shop" },
      {
        QueueUrl: "q",
        MessageBody: "b",
        MessageAttributes: { bytes: { DataType: "Binary", BinaryValue: Buffer.from("hi") } },
      },
    ]);
    const described = await json(simulator, jsonRequest(`${ECS}.DescribeServices`, { services: ["api"] }));
    expect(described.body).toEqual({ services: [{ serviceName: "api", createdAt: 1_700_000_000.123 }] });
    expect(described.headers).toEqual({
      "content-type": "application/x-amz-json-1.1",
      "x-amzn-requestid": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  const refusals: readonly [what: string, request: WireRequest, status: number, code: string, message: string][] = [
    [
      "no signature",
      { ...jsonRequest(`${ECS}.ListTasks`, {}), headers: { "x-amz-target": `${ECS}.ListTasks` } },
      403,
      "MissingAuthenticationTokenException",
      "Request is missing Authentication Token",
    ],
    [
      "a signature of another kind",
      jsonRequest(`${ECS}.ListTasks`, {}, { authorization: "Basic eDp5" }),
      403,
      "IncompleteSignatureException",
      "Authorization header requires",
    ],
    [
      "an ended session",
      jsonRequest(`${ECS}.ListTasks`, {}, { "x-amz-security-token": "simulator-session-gone" }),
      403,
      "ExpiredTokenException",
      "expired",
    ],
    [
      "a service that is not there",
      jsonRequest("Firehose.PutRecord", {}),
      400,
      "UnknownOperationException",
      "Firehose.PutRecord",
    ],
    [
      "an operation that AWS does not have",
      jsonRequest(`${ECS}.PolishServices`, {}),
      400,
      "UnknownOperationException",
      "ecs:PolishServices",
    ],
    [
      "an operation without behaviour",
      jsonRequest(`${ECS}.PutClusterCapacityProviders`, {}),
      501,
      "NotImplementedException",
      "ecs:PutClusterCapacityProviders is not simulated",
    ],
    [
      "a parameter that nobody knows",
      jsonRequest(`${ECS}.DescribeServices`, { services: ["a"], futureParameter: 1 }),
      501,
      "NotImplementedException",
      "DescribeServices: parameter futureParameter is not known",
    ],
    [
      "a missing parameter",
      jsonRequest(`${ECS}.DescribeServices`, { cluster: "shop" }),
      400,
      "InvalidParameterException",
      "1 validation error detected: Value null at 'services' failed to satisfy constraint: Member must not be null",
    ],
    [
      "a parameter of the wrong type",
      jsonRequest(`${ECS}.DescribeServices`, { services: "api" }),
      400,
      "SerializationException",
      "parameter services must be a list",
    ],
    [
      "an element of the wrong type",
      jsonRequest(`${ECS}.DescribeServices`, { services: ["api", 7] }),
      400,
      "SerializationException",
      "parameter services.2.member must be a string",
    ],
    [
      "a null element",
      jsonRequest(`${ECS}.DescribeServices`, { services: [null] }),
      400,
      "SerializationException",
      "parameter services.1.member must be an element, not null",
    ],
    ["no JSON", jsonRequest(`${ECS}.DescribeServices`, "{"), 400, "SerializationException", "not JSON"],
    [
      "JSON that is no object",
      jsonRequest(`${ECS}.DescribeServices`, "[]"),
      400,
      "SerializationException",
      "not a JSON object",
    ],
    [
      "a request that names nothing",
      { ...jsonRequest("", {}), headers: { authorization: signature("ecs") } },
      400,
      "UnknownOperationException",
      "neither x-amz-target nor a form",
    ],
  ];
  test.each(refusals)("%s is refused in words that name it", async (_what, request, status, code, message) => {
    const answered = await json(simulate({ DescribeServices: () => ({}), ListTasks: () => ({}) }), request);
    expect(answered).toMatchObject({
      status,
      body: { __type: code, message: expect.stringContaining(message) },
    });
  });

  test("members that the schema does not know pass where the service keeps them", async () => {
    const simulator = simulate({ RegisterTaskDefinition: (input) => ({ taskDefinition: input }) });
    const taskDefinition = {
      family: "api",
      containerDefinitions: [{ name: "app", futureField: { deep: [null, 1] } }],
      futureTop: "x",
    };
    const { body } = await json(simulator, jsonRequest(`${ECS}.RegisterTaskDefinition`, taskDefinition));
    expect(body).toEqual({ taskDefinition });
  });

  test("an answer that breaks its schema is the simulator's own mistake, and says which member", async () => {
    const simulator = simulate({ DescribeServices: () => ({ services: [{ serviceName: 7, colour: "green" }] }) });
    const answered = await json(simulator, jsonRequest(`${ECS}.DescribeServices`, { services: ["api"] }));
    expect(answered).toMatchObject({
      status: 500,
      body: {
        __type: "InternalFailure",
        message: expect.stringContaining(
          "simulator bug: Error: the answer of ecs:DescribeServices breaks its schema: type services.1.member.serviceName, unknown services.1.member.colour",
        ),
      },
    });
  });

  test("an error carries its further members, and the code of the Query protocol where that is another", async () => {
    const simulator = simulate({
      UpdateService: () => {
        throw new AwsError("ConflictException", "busy", 409, { resourceIds: ["a"] });
      },
      GetQueueUrl: () => {
        throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
      },
    });
    expect(await json(simulator, jsonRequest(`${ECS}.UpdateService`, { service: "api" }))).toMatchObject({
      status: 409,
      body: { __type: "ConflictException", message: "busy", resourceIds: ["a"] },
    });
    expect(await json(simulator, jsonRequest("AmazonSQS.GetQueueUrl", { QueueName: "q" }))).toMatchObject({
      status: 400,
      headers: { "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender" },
      body: { __type: "QueueDoesNotExist" },
    });
  });

  test("compressed requests are read", async () => {
    const simulator = simulate({ DescribeServices: (input) => ({ failures: [{ arn: JSON.stringify(input) }] }) });
    const plain = jsonRequest(`${ECS}.DescribeServices`, { services: ["api"] }, { "content-encoding": "gzip" });
    const { body } = await json(simulator, { ...plain, body: gzipSync(plain.body) });
    expect(body).toEqual({ failures: [{ arn: '{"services":["api"]}' }] });
    expect(await json(simulator, plain)).toMatchObject({ status: 200 });
  });
});

describe("the Query protocol", () => {
  test("flattened lists, maps and structures come in, and go out, under their wire names", async () => {
    const seen: unknown[] = [];
    const simulator = simulate({
      GetQueueAttributes: (input) => {
        seen.push(input);
        return { Attributes: { QueueArn: "arn:<&>", ApproximateNumberOfMessages: "3" } };
      },
      SendMessageBatch: (input) => {
        seen.push(input);
        return { Successful: [{ Id: "a", MessageId: "m", MD5OfMessageBody: "d" }], Failed: [] };
      },
    });
    const { status, body } = await simulator.answer(
      formRequest("sqs", {
        Action: "GetQueueAttributes",
        Version: "2012-11-05",
        QueueUrl: "https://q",
        "AttributeName.1": "QueueArn",
        "AttributeName.2": "ApproximateNumberOfMessages",
      }),
    );
    expect(status).toBe(200);
    expect(body.toString()).toBe(
      '<GetQueueAttributesResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><GetQueueAttributesResult>' +
        "<Attribute><Name>QueueArn</Name><Value>arn:&lt;&amp;&gt;</Value></Attribute>" +
        "<Attribute><Name>ApproximateNumberOfMessages</Name><Value>3</Value></Attribute></GetQueueAttributesResult>" +
        "<ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000001</RequestId></ResponseMetadata></GetQueueAttributesResponse>",
    );
    await simulator.answer(
      formRequest("sqs", {
        Action: "SendMessageBatch",
        Version: "2012-11-05",
        QueueUrl: "https://q",
        "SendMessageBatchRequestEntry.1.Id": "a",
        "SendMessageBatchRequestEntry.1.MessageBody": "x",
        "SendMessageBatchRequestEntry.1.DelaySeconds": "5",
        "SendMessageBatchRequestEntry.1.MessageAttribute.1.Name": "kind",
        "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType": "String",
        "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue": "note",
      }),
    );
    expect(seen).toEqual([
      { QueueUrl: "https://q", AttributeNames: ["QueueArn", "ApproximateNumberOfMessages"] },
      {
        QueueUrl: "https://q",
        Entries: [
          {
            Id: "a",
            MessageBody: "x",
            DelaySeconds: 5,
            MessageAttributes: { kind: { DataType: "String", StringValue: "note" } },
          },
        ],
      },
    ]);
  });

  const refusals: readonly [
    what: string,
    fields: Record<string, string>,
    status: number,
    code: string,
    message: string,
  ][] = [
    [
      "a number that is none",
      { Action: "ReceiveMessage", QueueUrl: "q", MaxNumberOfMessages: "many" },
      400,
      "SerializationException",
      "MaxNumberOfMessages must be a number",
    ],
    [
      "a field that nobody knows",
      { Action: "ReceiveMessage", QueueUrl: "q", "Colour.1": "green" },
      501,
      "NotImplementedException",
      "parameter Colour is not known",
    ],
    ["a missing field", { Action: "ReceiveMessage" }, 400, "InvalidParameterValue", "'QueueUrl'"],
    ["an unknown action", { Action: "PolishQueue" }, 400, "UnknownOperationException", "sqs:PolishQueue"],
    [
      "a modelled error",
      { Action: "DeleteQueue", QueueUrl: "q" },
      400,
      "AWS.SimpleQueueService.NonExistentQueue",
      "no &lt;queue&gt;",
    ],
  ];
  test.each(refusals)("%s is answered in XML", async (_what, fields, status, code, message) => {
    const simulator = simulate({
      ReceiveMessage: () => ({}),
      DeleteQueue: () => {
        throw new AwsError("QueueDoesNotExist", "no <queue>");
      },
    });
    const answered = await simulator.answer(formRequest("sqs", { Version: "2012-11-05", ...fields }));
    expect(answered.status).toBe(status);
    expect(answered.body).toContain(`<Code>${code}</Code>`);
    expect(answered.body).toContain(message);
  });

  const empty: readonly [action: string, fields: Record<string, string>, hasResult: boolean][] = [
    ["ReceiveMessage", { QueueUrl: "q" }, true],
    ["ListQueues", {}, true],
    ["GetQueueAttributes", { QueueUrl: "q" }, true],
    ["ListQueueTags", { QueueUrl: "q" }, true],
    ["DeleteMessage", { QueueUrl: "q", ReceiptHandle: "r" }, false],
    ["ChangeMessageVisibility", { QueueUrl: "q", ReceiptHandle: "r", VisibilityTimeout: "0" }, false],
    ["PurgeQueue", { QueueUrl: "q" }, false],
    ["TagQueue", { QueueUrl: "q", "Tag.1.Key": "a", "Tag.1.Value": "b" }, false],
  ];
  test.each(empty)("%s with nothing in its answer has its result element, where the model has one", async (...row) => {
    const [action, fields, hasResult] = row;
    const simulator = simulate({ [action]: () => ({}) });
    const { body } = await simulator.answer(formRequest("sqs", { Action: action, Version: "2012-11-05", ...fields }));
    const result = hasResult ? `<${action}Result></${action}Result>` : "";
    expect(body).toContain(`doc/2012-11-05/">${result}<ResponseMetadata>`);
  });

  test("the SDK reads what is written", async () => {
    const simulator = simulate({});
    const client = connectInProcess(simulator, new sts.STSClient(inProcessClientOptions(simulator)));
    expect(await client.send(new sts.GetCallerIdentityCommand({}))).toMatchObject({
      Account: "123456789012",
      Arn: "arn:aws:iam::123456789012:user/administrator",
      UserId: "AIDASIMULATOR",
    });
  });
});

async function whoami(simulator: Simulator, headers: Record<string, string>): Promise<string | undefined> {
  const request = formRequest("sts", { Action: "GetCallerIdentity", Version: "2011-06-15" });
  const { body } = await simulator.answer({ ...request, headers: { ...request.headers, ...headers } });
  return /<Arn>(.*)<\/Arn>/.exec(body.toString())?.[1];
}

describe("who calls", () => {
  test("a key of twelve digits selects that account, any other key the default one", async () => {
    const simulator = simulate({});
    expect(await whoami(simulator, {})).toBe("arn:aws:iam::123456789012:user/administrator");
    expect(await whoami(simulator, { authorization: signature("sts", { accessKeyId: "999988887777" }) })).toBe(
      "arn:aws:iam::999988887777:user/administrator",
    );
  });

  test("a session token stands for the function that holds it, in its own account and Region", async () => {
    const simulator = simulate({
      ListClusters: (_input, { aws }) => ({ clusterArns: [aws.arn("ecs", "cluster/x")] }),
    });
    const session = simulator.sessions.issue({
      name: "deploy",
      arn: "arn:aws:sts::123456789012:assumed-role/DeployRole/ecs-gardener-deploy",
      account: "123456789012",
      region: "eu-west-1",
    });
    const token = { "x-amz-security-token": session.token };
    expect(await whoami(simulator, token)).toBe(session.arn);
    const { body } = await json(simulator, jsonRequest(`${ECS}.ListClusters`, {}, token));
    expect(body).toEqual({ clusterArns: ["arn:aws:ecs:eu-west-1:123456789012:cluster/x"] });
    expect(simulator.calls.list()).toEqual([
      { principal: "deploy", operation: "ecs:ListClusters", count: 1 },
      { principal: "deploy", operation: "sts:GetCallerIdentity", count: 1 },
    ]);
  });

  test("a token that somebody brought along from elsewhere does no harm", async () => {
    const foreign = { "x-amz-security-token": "FwoGZXIvYXdzE" };
    expect(await whoami(simulate({}), foreign)).toBe("arn:aws:iam::123456789012:user/administrator");
  });

  test("accounts and Regions hold their own", () => {
    const simulator = simulate({});
    expect(simulator.region("111111111111", "us-east-1")).toBe(simulator.region("111111111111", "us-east-1"));
    expect(simulator.region("111111111111", "us-east-1")).not.toBe(simulator.region("111111111111", "eu-west-1"));
    expect(simulator.region("222222222222", "us-east-1")).not.toBe(simulator.region("111111111111", "us-east-1"));
  });
});
