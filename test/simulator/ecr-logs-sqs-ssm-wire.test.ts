import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as ecr from "@aws-sdk/client-ecr";
import * as sqs from "@aws-sdk/client-sqs";
import * as ssm from "@aws-sdk/client-ssm";
import { describe, expect, test } from "@jest/globals";
import { createSimulator, type Simulator } from "../../simulator/simulator.ts";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { ACCOUNT, START } from "../support/region.ts";

/** The SDK's own clients, so that every answer is checked against its schema and read as users read it. */
async function simulate() {
  const simulator = await createSimulator({ start: START, seed: 7, order: "seeded" });
  return { simulator, options: inProcessClientOptions(simulator) };
}

const NAME_OF = (error: Error): string => error.name;

test("ECR: a repository, its images and their tags", async () => {
  const { options } = await simulate();
  const client = new ecr.ECRClient(options);
  const repositoryName = "team/web";
  const { repository } = await client.send(
    new ecr.CreateRepositoryCommand({ repositoryName, tags: [{ Key: "team", Value: "web" }] }),
  );
  expect(repository?.createdAt).toEqual(new Date(START));
  const resourceArn = repository?.repositoryArn;
  await client.send(new ecr.TagResourceCommand({ resourceArn, tags: [{ Key: "stage", Value: "live" }] }));
  await client.send(new ecr.UntagResourceCommand({ resourceArn, tagKeys: ["team"] }));
  expect((await client.send(new ecr.ListTagsForResourceCommand({ resourceArn }))).tags).toHaveLength(1);

  const digest = `sha256:${"a".repeat(64)}`;
  const imageManifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: "application/vnd.oci.image.config.v1+json", digest, size: 1 },
    layers: [],
  });
  await client.send(new ecr.PutImageCommand({ repositoryName, imageManifest, imageTag: "latest" }));
  const imageIds = [{ imageTag: "latest" }];
  const { imageDetails } = await client.send(new ecr.DescribeImagesCommand({ repositoryName, imageIds }));
  expect(imageDetails).toMatchObject([{ imageTags: ["latest"], imagePushedAt: new Date(START), imageSizeInBytes: 1 }]);
  expect((await client.send(new ecr.BatchGetImageCommand({ repositoryName, imageIds }))).images).toMatchObject([
    { imageManifest },
  ]);
  expect((await client.send(new ecr.ListImagesCommand({ repositoryName }))).imageIds).toHaveLength(1);
  const missing = client.send(new ecr.DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: "v9" }] }));
  await expect(missing).rejects.toBeInstanceOf(ecr.ImageNotFoundException);

  await client.send(new ecr.PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: "IMMUTABLE" }));
  expect((await client.send(new ecr.DescribeRepositoriesCommand({}))).repositories).toMatchObject([
    { imageTagMutability: "IMMUTABLE" },
  ]);
  const { authorizationData } = await client.send(new ecr.GetAuthorizationTokenCommand({}));
  expect(authorizationData?.[0]?.expiresAt).toBeInstanceOf(Date);
  expect((await client.send(new ecr.BatchDeleteImageCommand({ repositoryName, imageIds }))).imageIds).toHaveLength(1);
  await client.send(new ecr.DeleteRepositoryCommand({ repositoryName }));
});

test("ECR tells EventBridge, and EventBridge puts the event into a queue that lets it", async () => {
  const { simulator } = await simulate();
  const aws = simulator.region();
  const ruleArn = aws.arn("events", "rule/pushes");
  const allow = {
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: aws.arn("sqs", "pushes"),
    Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
  };
  const queue = aws.sqs.createQueue("pushes", { Policy: JSON.stringify({ Statement: [allow] }) });
  aws.events.putRule({
    name: "pushes",
    roleArn: undefined,
    eventPattern: JSON.stringify({ source: ["aws.ecr"] }),
    scheduleExpression: undefined,
    state: "ENABLED",
    description: undefined,
  });
  aws.events.putTargets("pushes", [{ Id: "queue", Arn: queue.arn }]);
  const { digest } = aws.ecr.push({ repository: "team/web", tag: "latest", behavior: "crash" });
  await simulator.world.advance(5_000);
  const [message] = aws.sqs.receive(queue.arn, { maximum: 10 });
  expect(JSON.parse(message?.Body ?? "{}")).toEqual({
    version: "0",
    id: expect.any(String),
    "detail-type": "ECR Image Action",
    source: "aws.ecr",
    account: ACCOUNT,
    time: "2026-11-16T01:54:34Z",
    region: "us-east-1",
    resources: [],
    detail: {
      result: "SUCCESS",
      "repository-name": "team/web",
      "image-digest": digest,
      "action-type": "PUSH",
      "image-tag": "latest",
    },
  });
});

describe("SQS", () => {
  test("in JSON: the SDK verifies the checksums and knows the errors by both names", async () => {
    const { options } = await simulate();
    const client = new sqs.SQSClient(options);
    const { QueueUrl } = await client.send(
      new sqs.CreateQueueCommand({
        QueueName: "notify.fifo",
        Attributes: { FifoQueue: "true", ContentBasedDeduplication: "true" },
        tags: { team: "web" },
      }),
    );
    await client.send(new sqs.TagQueueCommand({ QueueUrl, Tags: { stage: "live" } }));
    await client.send(new sqs.UntagQueueCommand({ QueueUrl, TagKeys: ["team"] }));
    expect((await client.send(new sqs.ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ stage: "live" });
    expect((await client.send(new sqs.ListQueuesCommand({}))).QueueUrls).toEqual([QueueUrl]);
    await client.send(new sqs.SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "60" } }));

    const MessageAttributes = { kind: { DataType: "Binary", BinaryValue: Buffer.from("✓") } };
    await client.send(
      new sqs.SendMessageCommand({ QueueUrl, MessageBody: "a ✓", MessageGroupId: "#a", MessageAttributes }),
    );
    const Entries = [{ Id: "1", MessageBody: "b", MessageGroupId: "#a" }];
    expect((await client.send(new sqs.SendMessageBatchCommand({ QueueUrl, Entries }))).Successful).toHaveLength(1);
    const { Messages = [] } = await client.send(
      new sqs.ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      }),
    );
    expect(Messages.map((message) => message.Body)).toEqual(["a ✓", "b"]);
    expect(Buffer.from(Messages[0]?.MessageAttributes?.["kind"]?.BinaryValue ?? []).toString()).toBe("✓");
    const [first, second] = Messages.map((message) => message.ReceiptHandle);
    await client.send(new sqs.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: first, VisibilityTimeout: 9 }));
    await client.send(
      new sqs.ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [{ Id: "1", ReceiptHandle: second, VisibilityTimeout: 9 }],
      }),
    );
    await client.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: first }));
    const deleted = new sqs.DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: "1", ReceiptHandle: second }] });
    expect((await client.send(deleted)).Failed ?? []).toEqual([]);
    await client.send(new sqs.PurgeQueueCommand({ QueueUrl }));
    await client.send(new sqs.DeleteQueueCommand({ QueueUrl }));
    await expect(client.send(new sqs.GetQueueUrlCommand({ QueueName: "notify.fifo" }))).rejects.toMatchObject({
      name: "QueueDoesNotExist",
      Code: "AWS.SimpleQueueService.NonExistentQueue",
    });
  });

  test("in Query: a form in, XML out, as Debian's AWS CLI speaks", async () => {
    const { simulator } = await simulate();
    const QueueUrl = `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/jobs`;
    const created = {
      Action: "CreateQueue",
      QueueName: "jobs",
      "Attribute.1.Name": "DelaySeconds",
      "Attribute.1.Value": "0",
    };
    expect(await query(simulator, created)).toContain(`<QueueUrl>${QueueUrl}</QueueUrl>`);
    const sent = {
      Action: "SendMessage",
      QueueUrl,
      MessageBody: "a < b",
      "MessageAttribute.1.Name": "timestamp",
      "MessageAttribute.1.Value.DataType": "Number",
      "MessageAttribute.1.Value.StringValue": "1493147359900",
    };
    expect(await query(simulator, sent)).toContain(
      "<MD5OfMessageAttributes>235c5c510d26fb653d073faed50ae77c</MD5OfMessageAttributes>",
    );
    const received = await query(simulator, {
      Action: "ReceiveMessage",
      QueueUrl,
      MaxNumberOfMessages: "10",
      "AttributeName.1": "All",
      "MessageAttributeName.1": "All",
    });
    expect(received).toContain("<Body>a &lt; b</Body>");
    expect(received).toContain("<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>");
    expect(received).toContain("<MessageAttribute><Name>timestamp</Name>");
    const counted = {
      Action: "GetQueueAttributes",
      QueueUrl,
      "AttributeName.1": "ApproximateNumberOfMessagesNotVisible",
    };
    expect(await query(simulator, counted)).toContain(
      "<Attribute><Name>ApproximateNumberOfMessagesNotVisible</Name><Value>1</Value></Attribute>",
    );
    expect(await query(simulator, { Action: "GetQueueUrl", QueueName: "none" })).toContain(
      "<Code>AWS.SimpleQueueService.NonExistentQueue</Code>",
    );
  });
});

async function query(simulator: Simulator, fields: Record<string, string>): Promise<string> {
  const { body } = await simulator.answer({
    method: "POST",
    path: "/",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      authorization:
        "AWS4-HMAC-SHA256 Credential=test/20261116/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=00",
    },
    body: Buffer.from(String(new URLSearchParams({ Version: "2012-11-05", ...fields }))),
  });
  return body.toString();
}

test("SSM: parameters", async () => {
  const { options } = await simulate();
  const client = new ssm.SSMClient(options);
  const Name = "/garden/config";
  await client.send(new ssm.PutParameterCommand({ Name, Value: "{}", Type: "SecureString", KeyId: "alias/aws/ssm" }));
  const read = new ssm.GetParameterCommand({ Name, WithDecryption: true });
  expect((await client.send(read)).Parameter).toMatchObject({ Value: "{}", LastModifiedDate: new Date(START) });
  const several = new ssm.GetParametersCommand({ Names: [Name, "none"], WithDecryption: true });
  expect((await client.send(several)).InvalidParameters).toEqual(["none"]);
  expect((await client.send(new ssm.GetParametersByPathCommand({ Path: "/garden" }))).Parameters).toHaveLength(1);
  expect((await client.send(new ssm.DescribeParametersCommand({}))).Parameters).toMatchObject([
    { Name, Tier: "Standard" },
  ]);
  const tags = new ssm.ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: Name });
  expect((await client.send(tags)).TagList).toEqual([]);
  await client.send(new ssm.DeleteParameterCommand({ Name }));
  expect(await client.send(read).catch(NAME_OF)).toBe("ParameterNotFound");
});

test("CloudWatch Logs: milliseconds as plain numbers", async () => {
  const { options } = await simulate();
  const client = new logs.CloudWatchLogsClient(options);
  const logGroupName = "/aws/lambda/deploy";
  const logStreamName = "1";
  await client.send(new logs.CreateLogGroupCommand({ logGroupName, tags: { team: "web" } }));
  await client.send(new logs.CreateLogStreamCommand({ logGroupName, logStreamName }));
  await client.send(new logs.PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }));
  const logEvents = [{ timestamp: START, message: "ERROR: no" }];
  expect(
    (await client.send(new logs.PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))).rejectedLogEventsInfo,
  ).toBeUndefined();
  expect((await client.send(new logs.GetLogEventsCommand({ logGroupName, logStreamName }))).events).toEqual([
    { timestamp: START, message: "ERROR: no", ingestionTime: START },
  ]);
  const filtered = new logs.FilterLogEventsCommand({ logGroupName, filterPattern: "ERROR" });
  expect((await client.send(filtered)).events).toMatchObject([{ logStreamName, timestamp: START }]);
  expect((await client.send(new logs.DescribeLogGroupsCommand({}))).logGroups).toMatchObject([{ retentionInDays: 7 }]);
  expect((await client.send(new logs.DescribeLogStreamsCommand({ logGroupName }))).logStreams).toHaveLength(1);
  const resourceArn = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${logGroupName}`;
  expect((await client.send(new logs.ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ team: "web" });
  await client.send(new logs.DeleteRetentionPolicyCommand({ logGroupName }));
  await client.send(new logs.DeleteLogGroupCommand({ logGroupName }));
  expect(await client.send(filtered).catch(NAME_OF)).toBe("ResourceNotFoundException");
});
