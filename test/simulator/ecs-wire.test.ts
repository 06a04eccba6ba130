import * as ecs from "@aws-sdk/client-ecs";
import { describe, expect, test } from "@jest/globals";
import { createSimulator } from "../../simulator/simulator.ts";
import { answer } from "../../simulator/wire/answer.ts";
import { connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { FARGATE, NETWORK } from "../support/ecs-region.ts";
import { START } from "../support/region.ts";

const containerDefinitions = [{ name: "web", image: "public.ecr.aws/nginx/nginx:latest" }];

async function connect() {
  const simulator = await createSimulator({ start: START, seed: 3, order: "arrival" });
  const client = connectInProcess(simulator, new ecs.ECS(inProcessClientOptions(simulator)));
  const raw = async (operation: string, input: unknown) => {
    const { status, body } = await answer(simulator, {
      method: "POST",
      path: "/",
      headers: {
        "x-amz-target": `AmazonEC2ContainerServiceV20141113.${operation}`,
        "content-type": "application/x-amz-json-1.1",
        authorization:
          "AWS4-HMAC-SHA256 Credential=test/20300101/us-east-1/ecs/aws4_request, SignedHeaders=host, Signature=00",
      },
      body: Buffer.from(JSON.stringify(input)),
    });
    return { status, body: JSON.parse(String(body)) as unknown };
  };
  return { simulator, client, raw };
}

async function withService() {
  const connection = await connect();
  const { client } = connection;
  await client.createCluster({ clusterName: "shop", tags: [{ key: "team", value: "a" }] });
  await client.registerTaskDefinition({ ...FARGATE, containerDefinitions, tags: [{ key: "app", value: "web" }] });
  const { service } = await client.createService({
    cluster: "shop",
    serviceName: "api",
    taskDefinition: "web",
    desiredCount: 2,
    launchType: "FARGATE",
    networkConfiguration: NETWORK,
    propagateTags: "TASK_DEFINITION",
    enableECSManagedTags: true,
    tags: [{ key: "gardener:follow", value: "latest" }],
  });
  return { ...connection, service };
}

describe("through the SDK, every answer fits its shape", () => {
  test("clusters", async () => {
    const { client } = await connect();
    expect((await client.createCluster({})).cluster?.clusterName).toBe("default");
    expect((await client.listClusters()).clusterArns).toEqual(["arn:aws:ecs:us-east-1:123456789012:cluster/default"]);
    const { clusters, failures } = await client.describeClusters({ clusters: ["default", "none"], include: ["TAGS"] });
    expect(clusters?.[0]).toMatchObject({ status: "ACTIVE", activeServicesCount: 0 });
    expect(failures).toEqual([{ arn: "arn:aws:ecs:us-east-1:123456789012:cluster/none", reason: "MISSING" }]);
    expect((await client.deleteCluster({ cluster: "default" })).cluster?.status).toBe("INACTIVE");
    await expect(client.listServices({})).rejects.toMatchObject({ name: "ClusterNotFoundException" });
  });

  test("services, tasks and tags", async () => {
    const { client, simulator, service } = await withService();
    await simulator.world.advance(120_000);
    const { services, failures } = await client.describeServices({
      cluster: "shop",
      services: ["api", service?.serviceArn ?? "", "none"],
      include: ["TAGS"],
    });
    expect(services?.map(({ runningCount }) => runningCount)).toEqual([2, 2]);
    expect(services?.[0]?.tags).toEqual([{ key: "gardener:follow", value: "latest" }]);
    expect(failures).toEqual([{ arn: "arn:aws:ecs:us-east-1:123456789012:service/shop/none", reason: "MISSING" }]);
    expect((await client.listServices({ cluster: "shop" })).serviceArns).toEqual([service?.serviceArn]);

    const first = await client.listTasks({ cluster: "shop", maxResults: 1 });
    const second = await client.listTasks({ cluster: "shop", maxResults: 1, nextToken: first.nextToken });
    expect(second.nextToken).toBeUndefined();
    const taskArns = [...(first.taskArns ?? []), ...(second.taskArns ?? [])];
    const { tasks } = await client.describeTasks({ cluster: "shop", tasks: taskArns, include: ["TAGS"] });
    expect(tasks?.[0]).toMatchObject({
      lastStatus: "RUNNING",
      group: "service:api",
      startedBy: services?.[0]?.deployments?.[0]?.id,
      launchType: "FARGATE",
      attachments: [{ type: "ElasticNetworkInterface", status: "ATTACHED" }],
      tags: [
        { key: "aws:ecs:clusterName", value: "shop" },
        { key: "aws:ecs:serviceName", value: "api" },
        { key: "app", value: "web" },
      ],
    });

    const resourceArn = service?.serviceArn ?? "";
    await client.tagResource({ resourceArn, tags: [{ key: "a", value: "1" }] });
    await client.untagResource({ resourceArn, tagKeys: ["gardener:follow"] });
    expect((await client.listTagsForResource({ resourceArn })).tags).toEqual([{ key: "a", value: "1" }]);
    const tagged = simulator.region("123456789012", "us-east-1").ecs.taggedResources();
    expect(tagged.map(({ arn }) => arn.split(":")[5]?.split("/")[0])).toEqual([
      "cluster",
      "service",
      "task",
      "task",
      "task-definition",
    ]);

    await client.stopTask({ cluster: "shop", task: taskArns[0] ?? "", reason: "test" });
    await client.updateService({ cluster: "shop", service: "api", desiredCount: 0 });
    await simulator.world.advance(60_000);
    expect((await client.deleteService({ cluster: "shop", service: "api" })).service?.status).toBe("DRAINING");
    await simulator.world.advance(60_000);
    const { services: gone } = await client.describeServices({ cluster: "shop", services: ["api"] });
    expect(gone?.[0]).toMatchObject({ status: "INACTIVE", deployments: [] });
    await expect(client.updateService({ cluster: "shop", service: "api" })).rejects.toMatchObject({
      name: "ServiceNotActiveException",
    });
  });

  test("service deployments and revisions", async () => {
    const { client, simulator } = await withService();
    await simulator.world.advance(5_000);
    const { serviceDeployments } = await client.listServiceDeployments({ cluster: "shop", service: "api" });
    const arn = serviceDeployments?.[0]?.serviceDeploymentArn ?? "";
    expect(arn).toMatch(/:service-deployment\/shop\/api\/[\w-]{21}$/);
    const described = await client.describeServiceDeployments({ serviceDeploymentArns: [arn, `${arn}x`] });
    expect(described.serviceDeployments?.[0]).toMatchObject({
      status: "IN_PROGRESS",
      targetServiceRevision: { requestedTaskCount: 2, runningTaskCount: 0, pendingTaskCount: 2 },
      deploymentCircuitBreaker: { status: "DISABLED" },
    });
    expect(described.failures).toEqual([{ arn: `${arn}x`, reason: "MISSING" }]);
    const { serviceRevisions } = await client.describeServiceRevisions({
      serviceRevisionArns: [described.serviceDeployments?.[0]?.targetServiceRevision?.arn ?? ""],
    });
    expect(serviceRevisions?.[0]?.containerImages).toEqual([
      {
        ...containerDefinitions[0],
        name: undefined,
        containerName: "web",
        imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      },
    ]);
    expect(await client.stopServiceDeployment({ serviceDeploymentArn: arn })).toMatchObject({
      serviceDeploymentArn: arn,
    });
  });

  test("a task of its own", async () => {
    const { client, simulator } = await withService();
    const run = () =>
      client.runTask({
        cluster: "shop",
        taskDefinition: "web:1",
        launchType: "FARGATE",
        count: 2,
        startedBy: "me",
        clientToken: "once",
        networkConfiguration: NETWORK,
        overrides: { containerOverrides: [{ name: "web", command: ["migrate"] }] },
      });
    const { tasks } = await run();
    expect((await run()).tasks?.map(({ taskArn }) => taskArn)).toEqual(tasks?.map(({ taskArn }) => taskArn));
    expect(tasks?.[0]).toMatchObject({ group: "family:web", startedBy: "me", lastStatus: "PROVISIONING" });
    await simulator.world.advance(60_000);
    const { taskArns } = await client.listTasks({ cluster: "shop", family: "web", startedBy: "me" });
    expect(taskArns).toHaveLength(2);
  });
});

const names = (arns: string[] = []) => arns.map((arn) => arn.split("/")[1]);

describe("task definitions", () => {
  test("keep every field, unknown ones too, and never use a revision again", async () => {
    const { raw } = await connect();
    const future = {
      ...FARGATE,
      futureField: { a: 1 },
      containerDefinitions: [{ ...containerDefinitions[0], soon: [true] }],
    };
    const { body: registered } = await raw("RegisterTaskDefinition", future);
    expect(registered).toMatchObject({ taskDefinition: { revision: 1, ...future } });
    const { body } = await raw("DescribeTaskDefinition", { taskDefinition: "web" });
    expect(body).toMatchObject({ taskDefinition: future });

    await raw("DeregisterTaskDefinition", { taskDefinition: "web:1" });
    const { body: second } = await raw("RegisterTaskDefinition", future);
    expect(second).toMatchObject({ taskDefinition: { revision: 2, status: "ACTIVE" } });
  });

  test("are listed by family and status", async () => {
    const { client } = await connect();
    for (const family of ["web", "web", "worker"])
      await client.registerTaskDefinition({ ...FARGATE, family, containerDefinitions });
    await client.deregisterTaskDefinition({ taskDefinition: "web:2" });
    expect(names((await client.listTaskDefinitions()).taskDefinitionArns)).toEqual(["web:1", "worker:1"]);
    expect(names((await client.listTaskDefinitions({ status: "INACTIVE" })).taskDefinitionArns)).toEqual(["web:2"]);
    expect((await client.listTaskDefinitionFamilies({ familyPrefix: "wo" })).families).toEqual(["worker"]);
    expect((await client.describeTaskDefinition({ taskDefinition: "web" })).taskDefinition?.revision).toBe(1);
  });
});

describe("what AWS refuses", () => {
  const ecrImage = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web:v1";
  test.each<[string, object, string]>([
    ["no containers", { containerDefinitions: [] }, "Container list cannot be empty."],
    [
      "a size",
      { memory: "4096" },
      "No Fargate configuration exists for given values: 256 CPU, 4096 memory. See the Amazon ECS documentation for the valid values.",
    ],
    ["a network mode", { networkMode: "bridge" }, "Fargate only supports network mode ‘awsvpc’."],
    [
      "no execution role",
      { executionRoleArn: undefined, containerDefinitions: [{ name: "web", image: ecrImage }] },
      "Fargate requires task definition to have execution role ARN to support ECR images.",
    ],
    ["no image", { containerDefinitions: [{ name: "web" }] }, "Container.image should not be null or empty."],
    [
      "two of a name",
      { containerDefinitions: [...containerDefinitions, ...containerDefinitions] },
      "Container names in a task definition must be unique.",
    ],
  ])("in a task definition: %s", async (_, change, message) => {
    const { client } = await connect();
    const register = client.registerTaskDefinition({ ...FARGATE, containerDefinitions, ...change });
    await expect(register).rejects.toMatchObject({ name: "ClientException", message });
  });

  test.each<[string, Partial<ecs.CreateServiceRequest>, string, string]>([
    [
      "no network",
      { networkConfiguration: undefined },
      "InvalidParameterException",
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [
      "a daemon on Fargate",
      { schedulingStrategy: "DAEMON", desiredCount: undefined },
      "InvalidParameterException",
      "Fargate tasks do not support the DAEMON scheduling strategy.",
    ],
    ["no task definition", { taskDefinition: "none" }, "ClientException", "TaskDefinition not found."],
    [
      "alarms",
      { deploymentConfiguration: { alarms: { alarmNames: ["a"], enable: true, rollback: true } } },
      "NotImplementedException",
      "CreateService: parameter deploymentConfiguration.alarms.enable is not simulated",
    ],
    ["EC2", { launchType: "EC2" }, "NotImplementedException", "CreateService: launch type EC2 is not simulated"],
    [
      "the same name with other parameters",
      { serviceName: "api" },
      "InvalidParameterException",
      "Creation of service was not idempotent.",
    ],
  ])("in a service: %s", async (_, change, name, message) => {
    const { client } = await withService();
    const create = client.createService({
      cluster: "shop",
      serviceName: "other",
      taskDefinition: "web",
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: NETWORK,
      ...change,
    });
    await expect(create).rejects.toMatchObject({ name, message });
  });

  test("of UpdateService, under CODE_DEPLOY", async () => {
    const { client } = await withService();
    await client.createService({
      cluster: "shop",
      serviceName: "blue-green",
      taskDefinition: "web",
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: NETWORK,
      deploymentController: { type: "CODE_DEPLOY" },
    });
    const update = client.updateService({ cluster: "shop", service: "blue-green", taskDefinition: "web" });
    await expect(update).rejects.toMatchObject({
      name: "InvalidParameterException",
      message:
        "Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.",
    });
  });

  test("eleven services in one call", async () => {
    const { client } = await withService();
    const services = Array.from({ length: 11 }, (_, index) => `s${index}`);
    await expect(client.describeServices({ cluster: "shop", services })).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
  });
});
